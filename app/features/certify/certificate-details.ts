import { z } from "zod";

/** What somebody may say about themself for their certificate; each may stay empty. */
export const detailFields = ["legalName", "licenseNumber", "agency", "rank", "postId"] as const;
export type DetailField = (typeof detailFields)[number];
export type Details = Record<DetailField, string | null>;

/** The keys of certificate.yaml that the fields stand for. */
export const detailKeys = {
  legalName: "participant_name",
  licenseNumber: "license_number",
  agency: "agency",
  rank: "rank",
  postId: "post_id",
} as const satisfies Record<DetailField, string>;

const line = (longest: number) =>
  z
    .string()
    .default("")
    .transform((text) => text.replaceAll(/\s+/g, " ").trim())
    .refine((text) => text.length <= longest, `This is too long. ${longest} letters fit on the paper.`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the paper
    .refine((text) => !/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(text), "Please type it again.")
    .transform((text) => text || null);

export const detailsSchema = z.object({
  legalName: line(80).refine((name) => name === null || /\p{L}.*\p{L}/u.test(name), "Type the whole name."),
  licenseNumber: line(40),
  agency: line(80),
  rank: line(40),
  postId: line(40),
});
