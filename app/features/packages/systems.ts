export const systems = ["scorm-12", "scorm-2004", "cmi5"] as const;
/** The standard that a package speaks. */
export type System = (typeof systems)[number];

/** A cartridge is pages and questions, and QTI the questions alone: the other system plays them itself, in its own way. */
export const packageKinds = [...systems, "common-cartridge", "common-cartridge-11", "qti"] as const;
export type PackageKind = (typeof packageKinds)[number];
