import { z } from "zod";
import {
  fourOptions,
  level,
  like,
  minutes,
  objectiveId,
  percent,
  scale,
  sentence,
  slug,
  text,
} from "./schema-parts.ts";

/** <course>/assessments/*.yaml: what is asked before, after and long after the course. */

export const formIds = ["form-a", "form-b", "form-c"] as const;
export const weights = ["knowledge", "application", "judgment"] as const;

export const assessmentItemSchema = z.strictObject({
  id: like(/^[ABCK]\d\d$/, "A01").describe("A01…A30, B01…B30, C01…C12 in the forms; K01…K20 in the boosters"),
  domain: sentence.describe("The blueprint's domain, for example Principles"),
  objective: objectiveId,
  weight: z.enum(weights),
  level: level.describe("Never above A1"),
  parallel: like(/^A\d\d$/, "A01")
    .optional()
    .describe("Form C only: the item of form A that it is parallel to"),
  stem: sentence,
  options: fourOptions,
});

export const formSchema = z.strictObject({
  id: z.enum(formIds),
  title: sentence,
  moment: z.enum(["pre", "post", "day-90"]),
  minutes,
  pass: percent.nullable().describe("Percent needed; null where nobody passes or fails"),
  instructions: sentence.describe("Two or three plain sentences for the person who answers"),
  items: z.array(assessmentItemSchema).min(1),
});

export const boostersSchema = z.strictObject({
  id: z.literal("boosters"),
  title: sentence,
  instructions: sentence,
  sets: z
    .array(
      z.strictObject({
        id: slug,
        after_days: z.int().positive().describe("Days after the course ended"),
        title: sentence,
        items: z.array(assessmentItemSchema).min(1),
      }),
    )
    .min(1),
});

export const confidenceSchema = z.strictObject({
  id: z.literal("confidence"),
  title: sentence,
  instructions: sentence,
  scale,
  statements: z
    .array(z.strictObject({ id: like(/^CF\d$/, "CF1"), objective: objectiveId, text: sentence }))
    .min(1)
    .describe("Asked and never scored"),
});

export const attitudesSchema = z.strictObject({
  id: z.literal("attitudes"),
  title: sentence,
  instructions: sentence,
  scale,
  scoring: text.describe("How the score is made, and what it may and may not be used for"),
  vignettes: z
    .array(
      z.strictObject({
        id: like(/^V\d$/, "V1"),
        title: sentence,
        level: level.describe("Never above A1"),
        text: text.describe("Shown with the label of a fictional composite"),
        statements: z
          .array(
            z.strictObject({
              id: like(/^V\d-[a-z]$/, "V1-a"),
              text: sentence,
              direction: z
                .enum(["accountable", "blaming"])
                .describe(
                  "Agreeing holds those who exploit and the systems accountable, or blames the young person",
                ),
              why: sentence.describe("Why agreeing means that; for the people who read the scores"),
            }),
          )
          .min(2),
      }),
    )
    .min(1),
});

export type AssessmentItem = z.infer<typeof assessmentItemSchema>;
export type FormId = (typeof formIds)[number];
export type FormFile = z.infer<typeof formSchema>;
export type BoostersFile = z.infer<typeof boostersSchema>;
export type ConfidenceFile = z.infer<typeof confidenceSchema>;
export type AttitudesFile = z.infer<typeof attitudesSchema>;
