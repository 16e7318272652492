import { z } from "zod";
import {
  fieldKey,
  level,
  like,
  minutes,
  percent,
  reviews,
  scale,
  sentence,
  slug,
  text,
  version,
} from "./schema-parts.ts";

/** <course>/instruments/*.yaml: how a program judges its trainers, its deliveries and itself. */

const head = { title: sentence, purpose: text, version, reviews };
const shortId = like(/^[A-Za-z][A-Za-z0-9-]*$/, "SD1");

export const rubricSchema = z.strictObject({
  id: z.literal("rubric"),
  ...head,
  slice_minutes: minutes.describe("How long the part is that a trainer teaches back"),
  levels: z.array(z.strictObject({ value: z.int().min(1).max(4), name: sentence })),
  criteria: z.array(
    z.strictObject({
      id: like(/^[CS]\d$/, "C1"),
      title: sentence,
      safety: z.boolean().describe("Safety is not made up for by anything else"),
      levels: z
        .strictObject({ "1": text, "2": text, "3": text, "4": text })
        .describe("What is seen at each level"),
      look_for: z.array(sentence).min(1).describe("Behavior that an assessor can see or hear"),
    }),
  ),
  pass: z.strictObject({
    none_below: z.int().describe("No criterion stands below this level"),
    proficient: z.int().describe("The level that counts as proficient"),
    proficient_count: z.int().positive().describe("How many criteria reach it at least"),
    safety_at_least: z.int().describe("The level that each safety criterion reaches"),
  }),
  assessor_notes: text,
  calibration: text,
});

/** Written teach-backs with agreed scores, on which assessors see whether they score alike. */
export const calibrationSchema = z.strictObject({
  id: z.literal("calibration"),
  ...head,
  instructions: text,
  agree: z.strictObject({
    within: z.int().min(0).describe("Levels that a score may lie away from the agreed one"),
    percent: percent.describe("Of all scores of all samples"),
    same_result: z.boolean().describe("Whether each sample has to come out the same, pass or not yet"),
  }),
  samples: z
    .array(
      z.strictObject({
        id: like(/^CAL\d$/, "CAL1"),
        title: sentence,
        module: like(/^\d+\.\d+$/, "1.3"),
        level,
        presenter: text.describe("Job and manner of a made-up presenter, and nothing private"),
        card: text.describe("The curveball that one learner reads"),
        transcript: z
          .array(z.strictObject({ minute: z.int().min(0), text }))
          .min(3)
          .describe("What is said and done, in the order of the minutes"),
        self_note: text,
        scores: z
          .array(
            z.strictObject({
              criterion: like(/^[CS]\d$/, "C1"),
              score: z.int().min(1).max(4),
              reason: text.describe("The behavior that carries the score"),
            }),
          )
          .describe("Agreed beforehand, for each criterion in the order of the rubric"),
        result: z.enum(["pass", "not-yet"]),
        strengths: z.array(sentence).length(2, "must be two strengths"),
        next_step: sentence,
      }),
    )
    .min(2),
});

export const competenciesSchema = z.strictObject({
  id: z.literal("competencies"),
  ...head,
  levels: z.array(
    z.strictObject({ id: z.enum(["apprentice", "certified", "lead"]), title: sentence, meaning: text }),
  ),
  domains: z
    .array(
      z.strictObject({
        id: like(/^K\d$/, "K1"),
        title: sentence,
        apprentice: text,
        certified: text,
        lead: text,
      }),
    )
    .min(1),
  steps: z
    .array(
      z.strictObject({
        id: like(/^step-\d$/, "step-1"),
        title: sentence,
        rule: text,
        measure: text.describe("What is counted, and where the program finds it"),
      }),
    )
    .min(1),
  valid_years: z.int().positive(),
  suspension: text,
});

export const fidelitySchema = z.strictObject({
  id: z.literal("fidelity"),
  ...head,
  answers: z.array(
    z.strictObject({
      id: z.enum(["yes", "partly", "no", "na"]),
      label: sentence,
      points: z.number().min(0).max(1).nullable().describe("null leaves the item out of the percentage"),
    }),
  ),
  items: z.array(
    z.strictObject({
      id: like(/^F\d\d$/, "F01"),
      text: sentence,
      critical: z.boolean().default(false).describe("A miss fails the delivery, whatever the percentage"),
      how_to_see: text,
    }),
  ),
  pass: z.strictObject({ percent, critical_misses: z.int().min(0) }),
  scoring: text,
  reasons: z
    .array(
      z.strictObject({
        id: slug,
        label: sentence,
        cut: z.boolean().default(false).describe("Stands for what the run-of-show left out; one has it"),
      }),
    )
    .min(1)
    .describe("Why a step was adapted or skipped, to tap while a delivery runs"),
});

export const satisfactionSchema = z.strictObject({
  id: z.literal("satisfaction"),
  ...head,
  scale,
  items: z.array(z.strictObject({ id: like(/^S\d\d$/, "S01"), text: sentence })).min(1),
  open: z.array(z.strictObject({ id: like(/^SO\d$/, "SO1"), text: sentence })).min(1),
  distress: z.strictObject({
    id: shortId,
    text: sentence,
    options: z.array(sentence).min(2),
    offer: text.describe("What the program offers to a person who was distressed"),
  }),
  about_you: z.array(
    z.strictObject({
      id: shortId,
      label: sentence,
      options: z.array(sentence).min(2),
      optional: z.literal(true),
    }),
  ),
});

export const certificateSchema = z.strictObject({
  id: z.literal("certificate"),
  ...head,
  short_title: sentence.describe("The title that names no topic, for a certificate that others may see"),
  fields: z
    .array(
      z.strictObject({
        key: fieldKey,
        label: sentence,
        type: z.enum(["text", "date", "number", "yes-no", "link"]),
        required: z.boolean(),
        source: text.describe("Where the program takes it from"),
        note: text.nullish(),
      }),
    )
    .min(1),
  bodies: z.array(
    z.strictObject({
      id: slug,
      name: sentence,
      statement: text.nullable().describe("The words the body prescribes; null until somebody has seen them"),
      number: sentence.nullable().describe("The provider's number; null until the body gave one"),
      needs: z.array(text),
      note: text.nullish(),
    }),
  ),
  badges: z.array(z.strictObject({ id: slug, title: sentence, meaning: text })).min(1),
  never: z.array(sentence).min(1).describe("Words that stand on no certificate and no badge"),
});

/** <course>/credit-rules.yaml: how attended minutes become credit. */
export const creditRulesSchema = z.strictObject({
  id: z.literal("credit-rules"),
  ...head,
  certificate: z
    .strictObject({
      rule_set: slug.describe("Whose hours the certificate of completion prints"),
      attendance_percent: percent.describe("Of the contact minutes that were held"),
      made_up_below_percent: percent.describe("A module attended to less than this is made up"),
      quizzes: z.boolean().describe("Whether each module quiz is passed"),
      evaluation: z.boolean().describe("Whether the evaluation form is returned"),
      assessment: z
        .boolean()
        .describe("Whether the post-assessment is passed; the certificate says it anyway"),
      text,
    })
    .describe("When a certificate of completion is issued"),
  rule_sets: z
    .array(
      z.strictObject({
        id: slug,
        title: sentence,
        status: z.enum(["in-use", "not-approved"]),
        unit: z.strictObject({
          one: sentence,
          many: sentence,
          minutes: minutes.describe("Credited minutes that make one unit"),
          step: minutes.describe("Credit is given in full steps of these minutes"),
        }),
        counts: z.array(z.enum(["opening", "module", "closing"])).min(1),
        partial: z
          .enum(["minutes", "sessions", "none"])
          .describe("Every minute, only blocks attended far enough, or nothing below attendance_percent"),
        session_percent: percent.nullable().describe("How much of a block is attended for it to count"),
        attendance_percent: percent.optional().describe("Below it nothing is credited"),
        needs: z.array(z.enum(["evaluation", "quizzes"])).describe("What must be there before any credit"),
        asks: z
          .array(z.enum(["license_number", "agency", "rank", "post_id"]))
          .default([])
          .describe("Fields of certificate.yaml that the person may give for the record sheet"),
        text: text.describe("The rule in words, with its sources"),
        note: text.nullish(),
      }),
    )
    .min(1),
});

export const measuresSchema = z.strictObject({
  id: z.literal("measures"),
  ...head,
  measures: z.array(
    z.strictObject({
      id: like(/^PM\d\d$/, "PM01"),
      title: sentence,
      definition: text,
      numerator: text,
      denominator: text.nullable().describe("null for a plain count"),
      unit: sentence,
      source: text.describe("Where the program finds the numbers"),
      period: sentence,
      note: text.nullish(),
    }),
  ),
});

export type RubricFile = z.infer<typeof rubricSchema>;
export type CalibrationFile = z.infer<typeof calibrationSchema>;
export type CompetenciesFile = z.infer<typeof competenciesSchema>;
export type FidelityFile = z.infer<typeof fidelitySchema>;
export type SatisfactionFile = z.infer<typeof satisfactionSchema>;
export type CertificateFile = z.infer<typeof certificateSchema>;
export type CreditRulesFile = z.infer<typeof creditRulesSchema>;
export type MeasuresFile = z.infer<typeof measuresSchema>;
