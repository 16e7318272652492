import { and, asc, eq, inArray } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { canSomewhere, sitesWhere, type User } from "#app/auth/can.ts";
import { catalogue, lineHtml } from "#app/content/catalogue.server.ts";
import type { CalibrationFile } from "#app/content/schema-instruments.ts";
import type { Sheet } from "#app/content/tree.ts";
import { zoneOf } from "#app/features/people/people.server.ts";
import { shortDay, todayIn } from "#app/lib/dates.ts";
import { conflict, forbidden, notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { calibration } from "#db/schema/teach-back.ts";
import { type Calibration, calibrationOf, type Sample } from "./agreement.ts";
import { pinRubric, rubricNow } from "./rubric.server.ts";
import { unscored } from "./teach-back-score.ts";

type Row = typeof calibration.$inferSelect;

function samplesNow(): Sheet<CalibrationFile> {
  const sheet = catalogue().course.calibration;
  if (!sheet) throw new Error("The curriculum has no calibration.yaml.");
  return sheet;
}

const agreedOf = (sheet: CalibrationFile): Sample[] =>
  sheet.samples.map(({ id, scores }) => ({
    id,
    scores: Object.fromEntries(scores.map(({ criterion, score }) => [criterion, score])),
  }));

/** The samples, and how far the user agrees with their agreed scores. */
export function calibrationPage(user: User) {
  mayCalibrate(user);
  const sheet = samplesNow();
  const zone = zoneOf(user);
  const mine = rowsOf([user.id]).get(user.id) ?? [];
  return {
    purpose: sheet.purpose,
    instructions: sheet.instructions
      .trim()
      .split(/\n\n+/)
      .map((text) => lineHtml(text)),
    rule: sheet.agree,
    samples: sheet.samples.map(({ id, title, module, level }) => {
      const handedIn = mine.filter(({ sampleId }) => sampleId === id);
      const newest = handedIn.at(-1);
      return {
        id,
        title,
        module,
        level,
        times: handedIn.length,
        on: newest ? shortDay(todayIn(zone, newest.at)) : null,
      };
    }),
    outcome: outcomeOf(mine),
    /** With the first form for each sample: what was seen before the agreed scores were. */
    first: outcomeOf([...mine].reverse()),
    criteria: rubricNow().criteria.map(({ id, title }) => ({ id, title })),
  };
}

/**
 * One sample as it is read and scored. The agreed scores and their reasons come with it once the user has handed in
 * their own, and never before; `again` asks for an empty form.
 */
export function samplePage(user: User, sampleId: string, again: boolean) {
  mayCalibrate(user);
  const sheet = samplesNow();
  const sample = sheet.samples.find(({ id }) => id === sampleId);
  if (!sample) throw notFound();
  const rubric = rubricNow();
  const mine = (rowsOf([user.id]).get(user.id) ?? []).filter((row) => row.sampleId === sampleId);
  const newest = mine.at(-1);
  const html = (text: string) => lineHtml(text);
  const next = sheet.samples[sheet.samples.indexOf(sample) + 1];
  return {
    sample: {
      id: sample.id,
      title: sample.title,
      module: sample.module,
      level: sample.level,
      presenter: html(sample.presenter),
      card: html(sample.card),
      transcript: sample.transcript.map(({ minute, text }) => ({ minute, html: html(text) })),
      selfNote: html(sample.self_note),
    },
    rubric: { criteria: rubric.criteria, levels: rubric.levels, pass: rubric.pass },
    rule: sheet.agree,
    next: next ? { id: next.id, title: next.title } : null,
    handedIn:
      newest && !again
        ? {
            on: shortDay(todayIn(zoneOf(user), newest.at)),
            times: mine.length,
            compared: sample.scores.map(({ criterion, score, reason }) => {
              const own = newest.scores[criterion] as number;
              return {
                criterion,
                own,
                agreed: score,
                reason: html(reason),
                apart: Math.abs(own - score) > sheet.agree.within,
              };
            }),
            result: sample.result,
            strengths: sample.strengths.map(html),
            nextStep: html(sample.next_step),
          }
        : null,
  };
}

/**
 * Keeps how the user scored a sample. `id` comes with the form: sending it twice keeps one. Gives the criteria that
 * have no level yet, and then nothing was kept.
 */
export function handInCalibration(
  user: User,
  id: string,
  sampleId: string,
  scores: Record<string, number>,
  now = new Date(),
): string[] {
  mayCalibrate(user);
  const sheet = samplesNow();
  if (!sheet.samples.some((sample) => sample.id === sampleId)) throw notFound();
  const rubric = rubricNow();
  const missing = unscored(rubric, scores);
  if (missing.length > 0) return missing;
  transact((tx) => {
    const known = tx.select().from(calibration).where(eq(calibration.id, id)).get();
    if (known && (known.personId !== user.id || known.sampleId !== sampleId))
      throw conflict("This form was used for something else. Open the sample again.");
    if (known) return;
    pinRubric(tx, rubric, now);
    tx.insert(calibration)
      .values({
        id,
        personId: user.id,
        sampleId,
        samplesHash: sheet.hash,
        rubricHash: rubric.hash,
        scores: Object.fromEntries(rubric.criteria.map((one) => [one.id, scores[one.id] as number])),
        at: now,
      })
      .run();
    const sites = sitesWhere(user, "calibrate");
    const siteId = sites === "all" ? null : (sites[0] ?? null);
    recordAudit(tx, user, "score-sample", id, siteId, { sampleId }, now);
  });
  return [];
}

/** Who of these people is calibrated, with the samples and the rubric of today. For callers that may name them. */
export function calibrated(personIds: readonly string[]): Set<string> {
  const rows = rowsOf(personIds);
  return new Set(
    personIds.filter((id) => {
      const outcome = outcomeOf(rows.get(id) ?? []);
      return outcome.state === "done" && outcome.met;
    }),
  );
}

function mayCalibrate(user: User): void {
  if (!canSomewhere(user, "calibrate"))
    throw forbidden("The samples are for trainers, who score teach-backs. They hold the agreed scores.");
}

/** What people handed in for the samples and the rubric of today, the oldest first. */
function rowsOf(personIds: readonly string[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  if (personIds.length === 0) return found;
  const rows = db
    .select()
    .from(calibration)
    .where(
      and(
        inArray(calibration.personId, [...personIds]),
        eq(calibration.samplesHash, samplesNow().hash),
        eq(calibration.rubricHash, rubricNow().hash),
      ),
    )
    .orderBy(asc(calibration.at), asc(calibration.id))
    .all();
  for (const row of rows) found.set(row.personId, [...(found.get(row.personId) ?? []), row]);
  return found;
}

/** Of several rows for a sample the last one counts. */
function outcomeOf(rows: readonly Row[]): Calibration {
  const sheet = samplesNow();
  const mine = Object.fromEntries(rows.map(({ sampleId, scores }) => [sampleId, scores]));
  return calibrationOf(rubricNow(), sheet.agree, agreedOf(sheet), mine);
}
