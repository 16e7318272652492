import { z } from "zod";
import { like, minutes, reviews, sentence, slug, text, version } from "./schema-parts.ts";

/** <course>/follow-up.yaml: what reaches a learner and their sponsor in the ninety days after the course. */

const recipients = ["learner", "supervisor"] as const;

/** What there is to do at a touchpoint. The application knows a page for each kind. */
const partKinds = [
  "commitment",
  "sponsor",
  "letter",
  "recall",
  "obstacles",
  "call",
  "actions",
  "delivery",
  "supervisor-form",
  "knowledge",
  "confidence",
  "look-back",
  "plan",
] as const;

const choice = z.strictObject({ id: slug, label: sentence });

const messageSchema = z.strictObject({
  subject: sentence.describe("Says nothing that others may not read over a shoulder"),
  text: text.describe("The letter, without greeting and signature"),
  reminder: text.nullable().describe("The one reminder; null where none is sent"),
  parts: z.array(z.strictObject({ id: slug, kind: z.enum(partKinds), title: sentence, text, minutes })),
});

export const followUpSchema = z.strictObject({
  id: z.literal("follow-up"),
  title: sentence,
  purpose: text,
  version,
  reviews,
  never_asked: text.describe("What no touchpoint asks, shown on each of them"),
  stop: text.describe("How to stop these letters, printed under each of them"),
  remind_after_days: z.int().positive().describe("After the letter; one reminder at most"),
  touchpoints: z
    .array(
      z.strictObject({
        id: like(/^day-\d+$/, "day-30"),
        day: z.int().min(0).describe("Days after the last day of the course"),
        title: sentence,
        trainers_only: z
          .literal(true)
          .optional()
          .describe("Left out after a form of the course that trains no trainers"),
        with: sentence.nullable().describe("Who else takes part, as a role"),
        measure: sentence.describe("What is counted, as totals"),
        learner: messageSchema,
        supervisor: messageSchema.nullable().describe("null where the supervisor is not asked"),
      }),
    )
    .min(1),
  recall: z.array(like(/^\d+\.\d+-q\d+$/, "1.1-q1")).describe("Five questions of the modules' quizzes"),
  obstacles: z.array(z.strictObject({ id: like(/^OB\d\d$/, "OB01"), text: sentence })).min(2),
  actions: z.strictObject({
    answers: z.array(choice).min(2),
    items: z.array(z.strictObject({ id: like(/^AC\d\d$/, "AC01"), text: sentence })).min(1),
  }),
  supervisor_form: z
    .array(
      z.strictObject({
        id: like(/^SF\d\d$/, "SF01"),
        text: sentence,
        several: z.boolean().describe("Whether more than one option may be marked"),
        options: z.array(choice).min(2),
      }),
    )
    .min(1),
});

export type FollowUpFile = z.infer<typeof followUpSchema>;
export type Recipient = (typeof recipients)[number];
export type FollowUpPart = FollowUpFile["touchpoints"][number]["learner"]["parts"][number];
