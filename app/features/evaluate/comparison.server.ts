import { and, eq, inArray, isNull } from "drizzle-orm";
import { can, type User } from "#app/auth/can.ts";
import { catalogue, moduleOf, variantOf } from "#app/content/catalogue.server.ts";
import { partsOf } from "#app/features/certify/evaluation-pool.ts";
import { isFollowUpOver, markedOnDay90 } from "#app/features/certify/follow-up.server.ts";
import { marksOf } from "#app/features/certify/follow-up-questions.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { toCsv } from "#app/lib/csv.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { formSitting, outlookForm, roundClose } from "#db/schema/before-after.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { site } from "#db/schema/people.ts";
import {
  attitudeEffect,
  type Comparison,
  compare,
  type Effect,
  effectOf,
  type Half,
  type Marks,
  type Pair,
  statementGains,
} from "./comparison.ts";
import type { Moment } from "./moments.ts";
import { outlookSources } from "./outlook.server.ts";
import { formAt } from "./rounds.server.ts";
import { answersOf, formOf, isHandedIn, isRight, type Sitting } from "./sittings.server.ts";

/** One sitting as it is compared. */
export function halfOf(sitting: Sitting, answers: ReadonlyMap<string, number>): Half {
  const { items } = formOf(sitting);
  if (sitting.right !== null) return { right: sitting.right, of: items.length, domains: null };
  const domains: NonNullable<Half["domains"]> = {};
  for (const item of items) {
    domains[item.domain] ??= { right: 0, of: 0 };
    const share = domains[item.domain] as { right: number; of: number };
    share.of += 1;
    if (isRight(item, answers.get(item.id))) share.right += 1;
  }
  const right = Object.values(domains).reduce((sum, share) => sum + share.right, 0);
  return { right, of: items.length, domains };
}

/** Those who handed in both forms, by cohort; `who` is what joins one's two forms. */
function matched<Row extends { cohortId: string; moment: Moment }, Side>(
  rows: readonly Row[],
  cohortIds: readonly string[],
  who: (row: Row) => string,
  side: (row: Row) => Side,
): Map<string, { before: Side; after: Side }[]> {
  return new Map(
    cohortIds.map((cohortId) => {
      const mine = rows.filter((row) => row.cohortId === cohortId);
      const after = new Map(mine.flatMap((row) => (row.moment === "after" ? [[who(row), row]] : [])));
      const both = mine.flatMap((row) => {
        const later = row.moment === "before" ? after.get(who(row)) : undefined;
        return later ? [{ before: side(row), after: side(later) }] : [];
      });
      return [cohortId, both];
    }),
  );
}

/** The matched pairs of each of these cohorts. Who they are is not in it. */
function pairsOf(cohortIds: readonly string[]): Map<string, Pair[]> {
  const rows = db
    .select()
    .from(formSitting)
    .where(and(inArray(formSitting.cohortId, [...cohortIds]), isHandedIn))
    .all();
  const answers = answersOf(rows.map(({ id }) => id));
  const half = (row: Sitting): Half => halfOf(row, answers.get(row.id) ?? new Map());
  return matched(rows, cohortIds, ({ personId }) => personId, half);
}

/** The marks of those who sent both forms, by cohort, joined by their codes. */
function marksIn(cohortIds: readonly string[]): Map<string, Marks[]> {
  const rows = db
    .select()
    .from(outlookForm)
    .where(inArray(outlookForm.cohortId, [...cohortIds]))
    .all();
  return matched(
    rows,
    cohortIds,
    ({ code }) => code,
    ({ answers }) => answers,
  );
}

export type Outcome = {
  domain: string;
  /** What the questions of the domain ask, in the words of the objectives. */
  aims: string[];
  /** False where no module of it is taught in this form of the course. */
  taught: boolean;
};

/** What each domain of the form is about, in the order of the form. */
function outcomesOf(variantId: string | null): Outcome[] {
  const taught = variantId
    ? new Set(
        variantOf(variantId)?.days.flatMap(({ items }) => items.flatMap(({ module }) => module?.id ?? [])),
      )
    : null;
  const found = new Map<string, Outcome>();
  for (const { domain, objective } of formAt("after").items) {
    const moduleId = objective.split("-")[0] as string;
    const aim = moduleOf(moduleId)?.objectives.find(({ id }) => id === objective);
    const known = found.get(domain) ?? { domain, aims: [], taught: false };
    const words = aim ? `${aim.verb} ${aim.text}` : "";
    if (words && !known.aims.includes(words)) known.aims.push(words);
    known.taught ||= taught === null || taught.has(moduleId);
    found.set(domain, known);
  }
  return [...found.values()];
}

export type StatementRow = {
  id: string;
  text: string;
  pairs: number;
  before: number | null;
  after: number | null;
};

export type Results = {
  knowledge: Omit<Comparison, "domains"> & {
    domains: (NonNullable<Comparison["domains"]>[number] & Outcome)[] | null;
  };
  /** Twelve questions after the course and at 90 days, in percent right; for a cohort alone. */
  lasting: Effect | null;
  confidence: StatementRow[] | null;
  attitudes: { effect: Effect | null; statements: (StatementRow & { blaming: boolean })[] } | null;
};

function resultsOf(
  pairs: readonly (readonly Pair[])[],
  marks: readonly (readonly Marks[])[],
  outcomes: readonly Outcome[],
): Results {
  const { domains, ...knowledge } = compare(pairs);
  const { confidence, attitudes } = outlookSources();
  const statements = attitudes.vignettes.flatMap((one) => one.statements);
  const rows = (asked: readonly { id: string; text: string }[]): StatementRow[] => {
    const gains = statementGains(
      asked.map(({ id }) => id),
      marks,
    );
    return asked.map(({ id, text }, place) => ({
      ...(gains[place] as StatementRow),
      id,
      text,
    }));
  };
  const sure = rows(confidence.statements);
  const held = rows(statements);
  const effect = attitudeEffect(statements, attitudes.scale, marks);
  return {
    knowledge: {
      ...knowledge,
      domains: domains
        ? domains.map((one) => ({
            ...one,
            ...(outcomes.find(({ domain }) => domain === one.domain) ?? { aims: [], taught: true }),
          }))
        : null,
    },
    lasting: null,
    confidence: sure.some(({ before }) => before !== null) ? sure : null,
    attitudes:
      effect || held.some(({ before }) => before !== null)
        ? {
            effect,
            statements: held.map((row, place) => ({
              ...row,
              blaming: statements[place]?.direction === "blaming",
            })),
          }
        : null,
  };
}

/**
 * What lasted: of those who handed in form B and answered form C on day 90, the percent right on the twelve questions of
 * form B that are twins of form C, and on form C. Null for fewer than eleven, and while letters can still be answered: a
 * number that grows by one answer would show it.
 */
function lastingOf(cohortId: string, endsOn: string, zone: string, now: Date): Results["lasting"] {
  const { formC } = catalogue().course.assessments;
  if (!formC || !isFollowUpOver(endsOn, zone, now)) return null;
  const marked = markedOnDay90(cohortId);
  const rows = db
    .select()
    .from(formSitting)
    .where(
      and(
        eq(formSitting.cohortId, cohortId),
        eq(formSitting.moment, "after"),
        isNull(formSitting.right),
        isHandedIn,
      ),
    )
    .all();
  const answers = answersOf(rows.map(({ id }) => id));
  const percent = (of: readonly boolean[]): number => (of.filter(Boolean).length * 100) / of.length;
  const both = rows.flatMap((row): [number, number][] => {
    const later = marked.get(row.personId);
    if (!later) return [];
    const { items } = formOf(row);
    const mine = answers.get(row.id);
    const then = formC.items.map(({ parallel }) => {
      const twin = items.find(({ id }) => id.slice(1) === parallel?.slice(1));
      return twin !== undefined && isRight(twin, mine?.get(twin.id));
    });
    const now90 = formC.items.map((item) => {
      const mark = marksOf(later[item.id] ?? "")[0];
      return mark ? isRight(item, Number(mark)) : false;
    });
    return [[percent(then), percent(now90)]];
  });
  return both.length >= smallestGroup ? effectOf(both) : null;
}

/** The comparison of a cohort, or null while it is not closed. The caller has decided that it may be seen. */
export function cohortResults(cohortId: string, now = new Date()): Results | null {
  const closed = db.select().from(roundClose).where(eq(roundClose.cohortId, cohortId)).get();
  const found = db
    .select({ variant: cohort.variant, endsOn: cohort.endsOn, zone: site.timeZone })
    .from(cohort)
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(eq(cohort.id, cohortId))
    .get();
  if (!closed || !found) return null;
  const results = resultsOf(
    [pairsOf([cohortId]).get(cohortId) ?? []],
    [marksIn([cohortId]).get(cohortId) ?? []],
    outcomesOf(found.variant),
  );
  return { ...results, lasting: lastingOf(cohortId, found.endsOn, found.zone, now) };
}

/**
 * The cohorts of a site together, for those who see its totals. Small cohorts are put together as the evaluation does,
 * for the whole site and never for one trainer, so that no difference of two totals shows one of them.
 */
export function siteResults(user: User, siteId: string) {
  const found = db.select({ id: site.id, name: site.name }).from(site).where(eq(site.id, siteId)).get();
  if (!found || !can(user, "see-site-totals", siteId)) throw notFound();
  const closed = db
    .select({ id: cohort.id, closedAt: roundClose.closedAt })
    .from(roundClose)
    .innerJoin(cohort, eq(cohort.id, roundClose.cohortId))
    .where(eq(cohort.siteId, siteId))
    .all();
  const ids = closed.map(({ id }) => id);
  const [pairs, marks] = [pairsOf(ids), marksIn(ids)];
  const parted = <T>(all: Map<string, T[]>) => {
    const { parts, waiting } = partsOf(
      closed.map((one) => ({ ...one, forms: all.get(one.id)?.length ?? 0 })),
    );
    return { parts: parts.map((part) => part.flatMap((id) => all.get(id) ?? [])), waiting: waiting.length };
  };
  const knowledge = parted(pairs);
  return {
    site: found,
    cohorts: closed.length,
    waiting: knowledge.waiting,
    results: resultsOf(knowledge.parts, parted(marks).parts, outcomesOf(null)),
  };
}

const one = (value: number | null): string => (value === null ? "not shown" : value.toFixed(1));

/** What is shown, as rows: the page, the file and the auditor's packet say the same. */
export function resultRows({ knowledge, lasting, confidence, attitudes }: Results): (string | number)[][] {
  const { total, domains } = knowledge;
  const effectRow = (what: string, unit: string, effect: Effect): (string | number)[] => [
    what,
    unit,
    effect.n,
    one(effect.before),
    one(effect.after),
    one(effect.gain),
    one(effect.low),
    one(effect.high),
    effect.size === null ? "" : effect.size.toFixed(2),
  ];
  const row = (what: string, unit: string, pairs: number, before: number | null, after: number | null) => [
    what,
    unit,
    before === null ? "fewer than 11" : pairs,
    one(before),
    one(after),
    one(before === null || after === null ? null : after - before),
    "",
    "",
    "",
  ];
  return [
    ...(total ? [effectRow("Knowledge, all questions", "percent right", total)] : []),
    ...(domains ?? []).map(({ domain, before, after }) =>
      row(`Knowledge: ${domain}`, "percent right", knowledge.pairs, before, after),
    ),
    ...(lasting ? [effectRow("Kept: twelve questions, after and at 90 days", "percent right", lasting)] : []),
    ...(confidence ?? []).map(({ text, pairs, before, after }) =>
      row(`Confidence: ${text}`, "mean, 1 to 5", pairs, before, after),
    ),
    ...(attitudes?.effect ? [effectRow("Attitude score, not validated", "1 to 5", attitudes.effect)] : []),
    ...(attitudes?.statements ?? []).map(({ text, blaming, pairs, before, after }) =>
      row(
        `Attitude, ${blaming ? "blaming" : "accountable"}: ${text}`,
        "mean agreement, 1 to 5",
        pairs,
        before,
        after,
      ),
    ),
  ];
}

export const resultHeader = [
  "What",
  "Unit",
  "Pairs",
  "Before",
  "After",
  "Gain",
  "95 percent from",
  "95 percent to",
  "Effect (g av)",
];

export const resultsCsv = (results: Results): string => toCsv(resultHeader, resultRows(results));
