import { z } from "zod";

/** What the schemas of all areas are made of. */

/** A text of a fixed shape, such as an id. */
export const like = (pattern: RegExp, example: string) =>
  z.string().regex(pattern, `must look like "${example}"`);

export const sentence = z.string().trim().min(1);
export const text = sentence.describe("Markdown with citations");
export const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date written as 2026-01-31")
  .nullable();
export const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens");
export const minutes = z.int().positive();
export const version = z.int().positive();
export const percent = z.int().min(1).max(100);
export const blockId = z
  .string()
  .regex(/^(\d+\.\d+|[a-z][a-z\d-]*-(open|close))$/, 'must look like "1.1", "d1-open" or "d1-close"');
export const objectiveId = like(/^\d+\.\d+-[a-z]$/, "1.1-a");
export const referenceKey = z
  .string()
  .regex(/^[A-Z0-9][A-Za-z0-9.-]*$/, "must be a key of references.yaml: letters, digits, hyphens and dots");
export const fieldKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be lower-case words joined by underscores");

export const levels = ["A1", "A2", "A3"] as const;
export const level = z
  .enum(levels)
  .describe("A1 general · A2 a composite scenario about distress · A3 disclosure, court or coercion");

export const reviews = z
  .strictObject({
    technical_working_group: sentence.nullable(),
    survivor_expert: sentence.nullable(),
    counsel: sentence.nullable(),
  })
  .describe("Who reviewed this version; null until a reviewer signs");

export const scale = z
  .strictObject({ min: z.int(), max: z.int(), low: sentence, high: sentence })
  .describe("Whole numbers from min to max, and what the two ends mean");

export const misconceptionCode = like(/^MC\d\d$/, "MC01");

export const optionSchema = z.strictObject({
  text: sentence,
  correct: z.literal(true).optional(),
  misconception: misconceptionCode.optional(),
  feedback: sentence,
});

export const fourOptions = z.array(optionSchema).length(4, "must be exactly four options");

export type AdvisoryLevel = z.infer<typeof level>;
export type QuizOption = z.infer<typeof optionSchema>;
export type Scale = z.infer<typeof scale>;
