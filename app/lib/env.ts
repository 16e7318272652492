import { parseEnv } from "./settings.ts";

/** The settings of this process, read once. */
export const env = parseEnv(process.env);
