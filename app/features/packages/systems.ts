export const systems = ["scorm-12", "scorm-2004", "cmi5"] as const;
/** The standard that a package speaks. */
export type System = (typeof systems)[number];

/** A cartridge is pages and questions that the other system plays itself, in its own way. */
export const packageKinds = [...systems, "common-cartridge"] as const;
export type PackageKind = (typeof packageKinds)[number];
