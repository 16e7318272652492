import { z } from "zod";
import { stateList } from "./overlay.ts";

const unitedStates = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Phoenix",
  "America/Los_Angeles",
  "America/Anchorage",
  "Pacific/Honolulu",
  "America/Puerto_Rico",
];

/** Every IANA time zone; those of the United States first. */
export const timeZones = (): string[] => [
  ...unitedStates,
  ...Intl.supportedValuesOf("timeZone").filter((zone) => !unitedStates.includes(zone)),
];

/** `state`: whose law holds there; the sites that come with the curriculum have it in their pack. */
export type SiteInput = { name: string; timeZone: string; state?: string | null };

export const siteSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Give the site a name, such as “Denver, Colorado”.")
    .max(80, "Keep the name within 80 characters."),
  timeZone: z.string().refine((value) => timeZones().includes(value), "Choose a time zone from the list."),
  state: z.enum(stateList, "Choose the state or territory whose law holds there.").nullable().default(null),
});

export const siteIdSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use small letters, digits and hyphens, such as “boise”.")
  .max(40, "Keep the short name within 40 characters.");
