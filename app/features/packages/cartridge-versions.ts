/** Moodle reads no later version than 1.1, and others ask for 1.3. Of what we need they differ in names alone. */
export const cartridgeVersions = ["1.1", "1.3"] as const;
export type CartridgeVersion = (typeof cartridgeVersions)[number];

export const shortOf = (version: CartridgeVersion): string => `v${version.replace(".", "p")}`;
/** Where the consortium keeps the schemas of a version. */
export const schemasOf = (version: CartridgeVersion): string =>
  `http://www.imsglobal.org/profile/cc/cc${shortOf(version)}`;
