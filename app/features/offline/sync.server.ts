import { z } from "zod";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { deleteNote, editNote, noteText, setBookmark, writeNote } from "#app/features/learn/notes.server.ts";
import { markSection, mayRead, setPlace } from "#app/features/learn/reading.server.ts";
import { saveAnswers, startQuiz, submitQuiz } from "#app/features/quiz/quiz.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { keepOnce } from "./once.server.ts";
import { type Entry, kinds } from "./outbox.ts";

export const mostEntries = 200;

export const batchSchema = z.strictObject({
  /** Who wrote the entries. */
  person: z.string(),
  entries: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[0-9a-z-]{20,40}$/),
        personId: z.string(),
        kind: z.enum(kinds),
        moduleId: z.string().max(40),
        fields: z.record(z.string(), z.string()),
        at: z.number().int().positive(),
      }),
    )
    .max(mostEntries),
});

export type Answer =
  | { id: string; outcome: "kept" | "known" }
  | { id: string; outcome: "refused"; refusal: Response };

/**
 * Keeps what a device wrote down without a connection, in its order. Each entry stands for itself: one that is refused
 * takes no other with it, and one that came before, in whole or in a batch that was cut off, changes nothing.
 */
export function keepEntries(user: User, entries: Entry[], now = new Date()): Answer[] {
  return entries.map((entry) => {
    try {
      return {
        id: entry.id,
        outcome: keepOnce(user, entry.id, entry.kind, () => apply(user, entry, now), now),
      };
    } catch (refusal) {
      if (!(refusal instanceof Response)) throw refusal;
      return { id: entry.id, outcome: "refused", refusal };
    }
  });
}

function apply(user: User, { kind, moduleId, fields, at }: Entry, now: Date): void {
  const sectionId = fields.section ?? "";
  const attemptId = fields.attempt ?? "";
  const does: Record<Entry["kind"], () => unknown> = {
    read: () =>
      markSection(user, moduleId, sectionId, fields.how === "alternative" ? "alternative" : "read", now),
    "set-aside": () => markSection(user, moduleId, sectionId, "set-aside", now),
    place: () => setPlace(user, moduleId, sectionId, now),
    bookmark: () => setBookmark(user, { moduleId, sectionId }, fields.wanted === "yes", now),
    "write-note": () =>
      writeNote(user, { moduleId, sectionId }, bodyOf(fields), now, new Date(Math.min(at, now.getTime()))),
    "edit-note": () => editNote(user, fields.note ?? "", bodyOf(fields), now),
    "delete-note": () => deleteNote(user, fields.note ?? "", now),
    answer: () =>
      saveAnswers(
        user,
        attemptId,
        [{ itemId: fields.item ?? "", place: Number(fields.place || Number.NaN) }],
        now,
      ),
    submit: () => handIn(user, attemptId, now),
  };
  does[kind]();
}

function bodyOf(fields: Record<string, string>): string {
  const { body, problem } = noteText(fields.body ?? "");
  if (problem) throw new Response(problem, { status: 422 });
  return body;
}

function handIn(user: User, attemptId: string, now: Date): void {
  const { missing } = submitQuiz(user, attemptId, now);
  if (missing.length === 0) return;
  const which = missing.length === 1 ? `Question ${missing[0]} has` : `Questions ${missing.join(", ")} have`;
  throw new Response(`${which} no answer yet. Your other answers are kept; open the quiz to go on.`, {
    status: 422,
  });
}

/**
 * Begins what a device needs to go through a day without a connection, and gives the addresses to keep. Quizzes are
 * begun, because their options are shuffled here and the right ones never leave.
 */
export function takeAlong(
  user: User,
  dayId: string,
  now = new Date(),
): { title: string; addresses: string[] } {
  mayRead(user);
  const day = catalogue().course.days.find(({ id }) => id === dayId);
  if (!day) throw notFound("That day is not in this edition. Open the curriculum again.");
  const addresses = day.blocks.flatMap((module) => {
    const page = `/curriculum/${module.id}`;
    if (module.quiz) startQuiz(user, module.id, now);
    return [
      page,
      ...module.handouts.map(({ id }) => `${page}/handouts/${id}`),
      ...(module.quiz ? [`${page}/quiz/sheet`] : []),
    ];
  });
  return { title: `Day ${day.order}`, addresses: [...addresses, ...always] };
}

const always = ["/", "/curriculum", "/notes", "/glossary", "/support", "/pause", "/safety"];
