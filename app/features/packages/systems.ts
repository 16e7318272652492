export const systems = ["scorm-12", "scorm-2004", "cmi5"] as const;
/** The standard that a package speaks. */
export type System = (typeof systems)[number];
