import { z } from "zod";
import { like, minutes, reviews, sentence, slug, text, version } from "./schema-parts.ts";

/** library/: programs to learn from, cases to discuss, pages to look things up in. */

export const cardSchema = z.strictObject({
  id: like(/^(P([1-9]|1[0-2])|M[1-6])$/, "P1").describe("P1…P12 from the 2008 page, M1…M6 for comparison"),
  slug,
  title: sentence,
  grantee: sentence,
  place: sentence,
  period: sentence,
  award: sentence.nullable().describe("null where none is published"),
  kind: z.enum(["program-2008", "comparison"]),
  take: text.describe("One sentence, the idea to carry home"),
  evidence: text.describe("One sentence, how strong the evidence is, with citations"),
  tags: z.array(sentence).min(1),
  questions: z
    .array(sentence)
    .min(3, "must be three or four questions")
    .max(4, "must be three or four questions"),
  version,
  reviews,
});

export const caseSchema = z.strictObject({
  id: like(/^CS\d$/, "CS1"),
  slug,
  title: sentence,
  cards: z.array(z.string()).min(1).describe("The cards it is made from"),
  minutes: minutes.describe("To discuss it in a room"),
  summary: sentence,
  questions: z.array(sentence).min(1),
  facilitator_note: text,
  version,
  reviews,
});

export const pageSchema = z.strictObject({
  id: slug,
  title: sentence,
  audience: z.enum(["everyone", "facilitator"]),
  summary: sentence,
  version,
  reviews,
});

export const librarySchema = z.strictObject({
  id: slug,
  title: sentence,
  intro: text,
  cards: z.array(z.string()).min(1).describe("In the order in which they are shown"),
  cases: z.array(z.string()).min(1),
  pages: z.array(slug).min(1),
});

export type CardFrontMatter = z.infer<typeof cardSchema>;
export type CaseFrontMatter = z.infer<typeof caseSchema>;
export type LibraryPageFrontMatter = z.infer<typeof pageSchema>;
export type LibraryFile = z.infer<typeof librarySchema>;
