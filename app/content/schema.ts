import { z } from "zod";
import {
  blockId,
  date,
  fieldKey,
  fourOptions,
  level,
  like,
  minutes,
  misconceptionCode,
  objectiveId,
  percent,
  referenceKey,
  reviews,
  scale,
  sentence,
  slug,
  text,
  version,
} from "./schema-parts.ts";

/**
 * Every file under curricula/ has one strict schema, here or in schema-assessments.ts, schema-follow-up.ts,
 * schema-instruments.ts and schema-library.ts. docs/authoring.md explains the same in prose.
 */

const timeZone = z.string().refine(isTimeZone, "must be an IANA time zone, for example America/Denver");

export const slotNames = [
  "child_abuse_hotline",
  "law_enforcement_route",
  "mandated_reporter_statute",
  "third_party_trafficking_rule",
  "safe_harbor",
  "protective_custody_rule",
  "missing_from_care_protocol",
  "screening_tool_required",
  "cac",
  "mdt_coordinator",
  "human_trafficking_task_force",
  "victim_compensation",
  "minor_consent",
  "advocate_privilege",
  "interpreter_access",
  "tribal_contacts_icwa",
  "foreign_minor_route",
  "record_relief",
  "training_mandates",
  "survivor_leadership_contacts",
] as const;

export const courseSchema = z.strictObject({
  id: slug,
  title: sentence,
  short_title: sentence.describe("For running heads and the browser tab"),
  edition: sentence.describe("For example 2026.1-draft"),
  status: sentence.describe("The honest sentence about who has reviewed this edition"),
  editions: z
    .array(
      z.strictObject({
        name: sentence,
        on: z.iso.date().describe("The day from which it is taught"),
        material: z.boolean().describe("Whether its meaning changed, so that trainers are briefed"),
        what: sentence.describe("What changed, for those who teach it"),
      }),
    )
    .default([])
    .describe("Editions that were published, the oldest first; drafts are not listed"),
  days: z.array(slug).min(1).describe("Folders of the days, in order"),
  drafts: z
    .array(slug)
    .default([])
    .describe(
      "Folders of days that are written and checked, and wait for their reviewers before they are shown",
    ),
  frames: slug
    .optional()
    .describe(
      "Folder of openings and closings that belong to no day of the whole course, for its shorter forms",
    ),
  planned: z
    .array(
      z.strictObject({
        day: z.int().positive(),
        title: sentence,
        question: sentence,
        modules: z.array(z.strictObject({ id: blockId, title: sentence, minutes })),
      }),
    )
    .describe("Days that are announced and not yet written"),
});

export const daySchema = z.strictObject({
  id: like(/^d\d+$/, "d1"),
  order: z.int().positive(),
  title: sentence.describe("The theme of the day"),
  question: sentence.describe("The question of the day"),
  summary: sentence.optional(),
  minutes: minutes.describe("Contact minutes: opening, modules and closing, without breaks and lunch"),
  agenda: z
    .array(
      z.strictObject({
        start: z.string().regex(/^\d{1,2}:[0-5]\d$/, 'must be a time such as "8:30"'),
        minutes,
        block: z.union([z.enum(["break", "lunch"]), blockId]),
      }),
    )
    .min(1),
});

/** Ways to divide the course into days. Contact minutes follow from the blocks. */
export const variantsSchema = z.strictObject({
  pauses: z.strictObject({ break: minutes, lunch: minutes }),
  variants: z
    .array(
      z.strictObject({
        id: slug,
        title: sentence,
        for: z
          .enum(["any", "delivery"])
          .default("any")
          .describe("`delivery`: only for trainings that certified trainers give at agencies"),
        trains_trainers: z.boolean().describe("Whether people may go on to become trainers after it"),
        summary: sentence.describe("For whom it is, and what it leaves out"),
        days: z
          .array(
            z.strictObject({
              title: sentence,
              starts: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "08:30"'),
              blocks: z.array(z.union([z.enum(["break", "lunch"]), blockId])).min(2),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

/** What has to be ready for a cohort, beside the materials that the activities name. */
export const checklistSchema = z.strictObject({
  groups: z.array(z.strictObject({ id: slug, title: sentence })).min(1),
  items: z
    .array(
      z.strictObject({
        id: slug,
        group: slug,
        title: sentence,
        why: sentence.describe("Why it matters, in a sentence or two"),
        days_before: z
          .int()
          .min(-60)
          .max(180)
          .describe("Days before the first day in the room; negative: days after the last"),
        modules: z.array(blockId).min(1).optional().describe("Only for cohorts that are taught one of these"),
      }),
    )
    .min(1),
});

export const objectiveSchema = z.strictObject({
  id: objectiveId,
  verb: sentence.describe("What a trainer can see a person do: Describe, Explain, Identify"),
  text: sentence,
  domain: z.enum(["knowledge", "skill", "attitude"]),
});

const weight = z.enum(["primary", "standard", "light"]);

export const moduleSchema = z.strictObject({
  id: blockId.describe("Never reused, even after the module is gone"),
  slug,
  kind: z.enum(["module", "opening", "closing"]),
  title: sentence,
  minutes: minutes.describe("Minutes in the room"),
  summary: sentence.describe("One plain sentence for a catalogue card, without scenario detail"),
  audience: z.strictObject({
    "human-services": weight,
    "law-enforcement": weight,
    "child-advocacy": weight,
  }),
  advisory: z.strictObject({ level, text: sentence }),
  objectives: z.array(objectiveSchema),
  survivor_voice: sentence.describe("How lived expertise shapes the module"),
  version,
  reviews,
});

export const quizItemSchema = z.strictObject({
  id: like(/^\d+\.\d+-q\d+$/, "1.1-q1"),
  objective: z.string(),
  section: slug.describe("Where the answer is taught"),
  level,
  stem: sentence,
  options: fourOptions,
});

export const quizSchema = z.strictObject({
  module: blockId,
  pass: percent.describe("Percent needed"),
  retake: z.literal("unlimited"),
  items: z.array(quizItemSchema).min(6, "must be six items or more"),
});

export const slideSchema = z.strictObject({
  step: z
    .string()
    .describe("The step of plan.md during which the room sees it; its text is the speaker note"),
  kind: z.enum(["title", "notice", "words", "question", "activity", "pause", "close"]),
  title: sentence.describe("At most 8 words"),
  lines: z
    .array(sentence)
    .default([])
    .describe("Inline Markdown; at most 4 lines, 9 words each, 30 words together"),
});

export const slidesSchema = z.strictObject({ module: blockId, slides: z.array(slideSchema).min(1) });

export const handoutSchema = z.strictObject({
  id: like(/^H(\d+\.\d+|\d+)[a-z]$/, "H1.1a"),
  title: sentence,
  module: blockId,
  purpose: sentence,
  use: z.enum(["in the room", "to keep", "private, not collected"]),
});

export const frontSchema = z.strictObject({
  id: slug,
  title: sentence,
  order: z
    .int()
    .optional()
    .describe("Place among the front pages; the file name decides where it is missing"),
  audience: z
    .enum(["everyone", "facilitator"])
    .describe("Facilitator pages are left out of participant editions"),
  summary: sentence.optional(),
});

export const guideSchema = z.strictObject({
  id: slug,
  title: sentence,
  edition: sentence,
  status: sentence,
  intro: text,
  chapters: z.array(slug).min(1).describe("Folders of the chapters, in order"),
  planned: z.array(
    z.strictObject({ chapter: z.int().positive(), title: sentence, clock: sentence, lead: sentence }),
  ),
});

export const chapterSchema = z.strictObject({
  id: like(/^\d+$/, "1"),
  slug,
  title: sentence,
  purpose: sentence.describe("About 80 words"),
  clock: sentence.describe("For example: months 0–2"),
  lead: sentence,
  good_looks_like: z.array(sentence).length(5, "must be five sentences"),
  roles: z.array(z.strictObject({ role: sentence, letter: z.enum(["R", "A", "C", "I"]), note: sentence })),
  timeline: z.array(z.strictObject({ when: sentence, what: sentence })),
  checklist: z.array(sentence).min(1),
  equity_check: z.array(sentence).min(1),
  privacy_check: z.array(sentence).min(1),
  version,
  reviews,
});

const field = {
  key: fieldKey,
  label: sentence,
  help: sentence.optional(),
  example: z.union([z.string(), z.number(), z.boolean()]).optional(),
  required: z.boolean().optional(),
};

export const worksheetFieldSchema = z.discriminatedUnion("type", [
  z.strictObject({ ...field, type: z.enum(["text", "longtext", "number", "date", "checkbox", "role"]) }),
  z.strictObject({ ...field, type: z.literal("choice"), options: z.array(sentence).min(2) }),
  z.strictObject({ ...field, type: z.literal("scale"), scale }),
]);

export const worksheetSchema = z.strictObject({
  id: like(/^W\d+\.\d+$/, "W1.1"),
  title: sentence,
  chapter: z.string(),
  purpose: sentence,
  layout: z.enum(["table", "form"]),
  rows: z.int().positive().optional().describe("Blank rows when printed; tables only"),
  statements: z
    .array(sentence)
    .min(1)
    .optional()
    .describe(
      "Rows that come filled in: each stands in the first field of a row, above the blank rows; tables only",
    ),
  fields: z.array(worksheetFieldSchema).min(1),
});

export const slotSchema = z.strictObject({
  title: sentence,
  text,
  status: z.enum(["seen", "unverified", "missing"]),
  verified_on: date.describe("The date somebody tested it"),
  note: sentence.nullish().describe("For the people who keep the pack, not for trainees"),
});

export const siteSchema = z.strictObject({
  id: slug,
  name: sentence,
  city: sentence,
  state: sentence,
  time_zone: timeZone,
  jurisdiction: sentence,
  counsel: z.strictObject({ name: sentence.nullable(), reviewed_on: date }),
  slots: z.partialRecord(z.enum(slotNames), slotSchema),
});

export const referencesSchema = z.record(
  referenceKey,
  z.strictObject({
    title: sentence,
    described: z
      .literal(true)
      .optional()
      .describe("The title describes the source; it is not its exact title"),
    publisher: sentence,
    date: sentence.nullable(),
    kind: z
      .enum(["O", "C", "A", "S", "W"])
      .describe("O official · C copy of an official text · A academic · S secondary · W weak"),
    where: sentence.describe("Where to find it"),
    note: sentence.nullish(),
  }),
);

export const glossarySchema = z.array(
  z.strictObject({ id: slug, term: sentence, definition: sentence, references: z.array(referenceKey) }),
);

export const supportSchema = z.strictObject({
  last_reviewed: date,
  lines: z.array(
    z.strictObject({
      id: slug,
      name: sentence,
      call: sentence.nullish(),
      text: sentence.nullish(),
      chat: sentence.nullish(),
      url: z.url().nullish(),
      hours: sentence.nullish(),
      languages: z.union([sentence, z.array(sentence)]).nullish(),
      what_it_is: sentence,
      what_it_is_not: sentence.nullish(),
      status: z.enum(["seen", "unverified"]),
      verified_on: date,
      references: z.array(referenceKey),
    }),
  ),
});

const pattern = z.string().refine(isPattern, "must be a regular expression that works");

export const languageSchema = z.strictObject({
  avoid: z.array(z.strictObject({ pattern, prefer: sentence, why: sentence })),
  folklore: z.array(z.strictObject({ pattern, why: sentence })),
  recalled: z.array(z.strictObject({ pattern, why: sentence })),
});

export const misconceptionsSchema = z.record(misconceptionCode, sentence);

export const idsSchema = z.strictObject({
  active: z.array(sentence).describe("Every id in the tree, added by --accept-ids"),
  retired: z.array(sentence).describe("Ids that left the tree; never used again"),
});

export type SlotName = (typeof slotNames)[number];
export type CourseFile = z.infer<typeof courseSchema>;
export type DayFile = z.infer<typeof daySchema>;
export type ChecklistFile = z.infer<typeof checklistSchema>;
export type VariantsFile = z.infer<typeof variantsSchema>;
export type Objective = z.infer<typeof objectiveSchema>;
export type ModuleFrontMatter = z.infer<typeof moduleSchema>;
export type Quiz = z.infer<typeof quizSchema>;
export type QuizItem = z.infer<typeof quizItemSchema>;
export type SlidesFile = z.infer<typeof slidesSchema>;
export type Slide = z.infer<typeof slideSchema>;
export type HandoutFrontMatter = z.infer<typeof handoutSchema>;
export type FrontFrontMatter = z.infer<typeof frontSchema>;
export type GuideFile = z.infer<typeof guideSchema>;
export type ChapterFrontMatter = z.infer<typeof chapterSchema>;
export type Worksheet = z.infer<typeof worksheetSchema>;
export type WorksheetField = z.infer<typeof worksheetFieldSchema>;
export type SlotFile = z.infer<typeof slotSchema>;
export type SiteFile = z.infer<typeof siteSchema>;
export type References = z.infer<typeof referencesSchema>;
export type Reference = References[string];
export type GlossaryEntry = z.infer<typeof glossarySchema>[number];
export type Support = z.infer<typeof supportSchema>;
export type SupportLine = Support["lines"][number];
export type Language = z.infer<typeof languageSchema>;
export type Misconceptions = z.infer<typeof misconceptionsSchema>;
export type Ids = z.infer<typeof idsSchema>;

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

function isPattern(value: string): boolean {
  try {
    new RegExp(value, "iu");
    return true;
  } catch {
    return false;
  }
}
