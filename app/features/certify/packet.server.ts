import { and, asc, eq } from "drizzle-orm";
import { strToU8, zipSync } from "fflate";
import { allow } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { disciplineNames } from "#app/content/discipline.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { cohortResults, resultHeader, resultRows } from "#app/features/evaluate/comparison.server.ts";
import { contactBlocks, contactMinutes } from "#app/features/room/contact.ts";
import { cutMinutes } from "#app/features/room/cuts.server.ts";
import { entriesOf, standing, timeElsewhere } from "#app/features/room/ledger.server.ts";
import { withoutTime } from "#app/features/room/segments.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { toCsv } from "#app/lib/csv.ts";
import { clockOfMinutes, clockTime, moment, shortDay } from "#app/lib/dates.ts";
import { db } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { presence, presenceVoid, sessionDay } from "#db/schema/room.ts";
import { type CreditSheet, creditCsv, creditRules, creditSheet } from "./credit.server.ts";
import { decimal } from "./credit.ts";
import { evaluationTotals } from "./evaluation.server.ts";
import type { Totals } from "./evaluation.ts";

export type Table = {
  id: string;
  title: string;
  note: string;
  header: string[];
  rows: (string | number)[][];
};

const plain = (text: string): string => text.replaceAll(/\s*\[@[^\]]*\]/g, "");

/** Everything an auditor asks for about a cohort, as tables: the PDF and the CSV files are both made from them. */
export function packetOf(user: User, cohortId: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId, now);
  allow(user, "issue-certificate", cohort.siteId);
  const sheet = creditSheet(user, cohortId, now);
  const days = daysOfCohort(cohortId);
  const ledger = entriesOf(days.map(({ id }) => id));
  const { enrolled, left } = rosterOf(user, cohortId);
  const people = [...enrolled, ...left];
  const nameOf = new Map(people.map(({ personId, name }) => [personId, name]));

  const elsewhere = timeElsewhere(
    cohortId,
    days.map(({ on }) => on),
    people.map(({ personId }) => personId),
  );

  const roster: Table = {
    id: "roster",
    title: "Roster",
    note: "Everybody who is or was enrolled.",
    header: ["Name", "Discipline", "Agency", "State"],
    rows: people.map(({ name, discipline, agency, withdrawnAt }) => [
      name,
      discipline ? disciplineNames[discipline] : "",
      agency ?? "",
      withdrawnAt ? `withdrawn ${moment(withdrawnAt, cohort.timeZone)}` : "enrolled",
    ]),
  };
  const cuts = new Map(days.map((day) => [day.id, cutMinutes(day)]));
  const timetable: Table = {
    id: "timetable",
    title: "Timetable",
    note: "As planned. Breaks and lunch earn no credit, and neither do minutes that were cut while the day ran.",
    header: ["Day", "Date", "From", "To", "What", "Contact minutes"],
    rows: days.flatMap((day) =>
      day.plan.items.map(({ kind, title, startsAt, minutes, module }) => [
        day.position,
        `${shortDay(day.on)}${day.canceledAt ? ", canceled" : ""}`,
        clockOfMinutes(startsAt),
        clockOfMinutes(startsAt + minutes),
        title,
        kind === "break" || kind === "lunch" || day.canceledAt
          ? 0
          : minutes - (cuts.get(day.id)?.get(module?.id ?? kind) ?? 0),
      ]),
    ),
  };
  const hourly: Table = {
    id: "hourly-distribution",
    title: "Hourly distribution",
    note: "Of each part that earns contact time: how many people were there for all of it, for some of it, and the minutes attended by all together.",
    header: ["Day", "Part", "Minutes", "All of it", "Some of it", "Minutes attended together"],
    rows: days
      .filter(({ canceledAt }) => !canceledAt)
      .flatMap((day) =>
        contactBlocks(day, cuts.get(day.id)).map((block) => {
          const attended = people.map(({ personId }) =>
            contactMinutes(
              [block],
              withoutTime(standing(ledger.get(day.id), personId).segments, elsewhere.get(personId) ?? []),
            ),
          );
          const whole = attended.filter((minutes) => minutes === block.minutes).length;
          return [
            day.position,
            block.title,
            block.minutes,
            whole,
            attended.filter((minutes) => minutes > 0).length - whole,
            attended.reduce((sum, minutes) => sum + minutes, 0),
          ];
        }),
      ),
  };
  const closers = new Map(
    db
      .select({ id: sessionDay.id, name: person.name, at: sessionDay.closedAt })
      .from(sessionDay)
      .innerJoin(person, eq(person.id, sessionDay.closedBy))
      .where(eq(sessionDay.cohortId, cohortId))
      .all()
      .map(({ id, name, at }) => [id, at ? `${name}, ${moment(at, cohort.timeZone)}` : ""]),
  );
  const entries = entriesIn(cohortId).map((one) => ({ ...one, name: nameOf.get(one.personId) ?? "" }));
  const sheets: Table = {
    id: "sign-in-sheets",
    title: "Sign-in sheets",
    note: "How the times of each day were taken. Signed paper sheets are kept by the site; this list says for which days there are any.",
    header: ["Day", "Date", "Desk", "Own phone", "Paper", "Corrections", "Taken out", "Closed by"],
    rows: days.map((day) => {
      const mine = entries.filter(({ dayId }) => dayId === day.id);
      const by = (way: string) => mine.filter((one) => one.way === way).length;
      return [
        day.position,
        shortDay(day.on),
        by("desk"),
        by("phone"),
        by("paper"),
        by("correction"),
        mine.filter(({ voidReason }) => voidReason !== null).length,
        closers.get(day.id) ?? "",
      ];
    }),
  };
  const times: Table = {
    id: "ledger",
    title: "Sign-in ledger",
    note: "Every entry, those that were taken out too.",
    header: ["Day", "Name", "What", "Time", "Way", "Reason", "Taken out because"],
    rows: entries.map((one) => {
      const day = days.find(({ id }) => id === one.dayId);
      return [
        day?.position ?? 0,
        one.name,
        one.kind === "in" ? "sign-in" : "sign-out",
        clockTime(one.at, day?.timeZone ?? cohort.timeZone),
        one.way,
        one.reason ?? "",
        one.voidReason ?? "",
      ];
    }),
  };
  const credit: Table = {
    id: "credit",
    title: "Credit",
    note: "Computed from the ledger when this packet was made.",
    header: [
      "Name",
      "Attended min",
      ...sheet.ruleSets.map(({ title }) => title),
      "Post-assessment passed",
      "Certificate",
    ],
    rows: sheet.rows.map(({ name, credits, assessmentPassed, certificate }) => [
      name,
      credits[0]?.attended ?? 0,
      ...credits.map(({ units }) => decimal(units)),
      assessmentPassed === null ? "" : assessmentPassed ? "yes" : "no",
      certificate?.id ?? "",
    ]),
  };
  const evaluation = evaluationTable(sheet, evaluationTotals(cohortId));
  const comparison = comparisonTable(cohortId);
  const rules: Table = {
    id: "rule-sets",
    title: "Rule sets",
    note: plain(creditRules().certificate.text),
    header: ["Rule set", "Status", "Rule", "Note"],
    rows: sheet.ruleSets.map(({ title, status, text, note }) => [
      title,
      status === "in-use" ? "in use" : "not approved",
      plain(text),
      plain(note ?? ""),
    ]),
  };
  return {
    cohort,
    made: moment(now, cohort.timeZone),
    sheet,
    tables: [roster, timetable, hourly, sheets, times, credit, evaluation, comparison, rules],
  };
}

/** The evaluation in totals, or why there are none. */
function evaluationTable({ rows }: CreditSheet, totals: Totals | null): Table {
  const returned = rows.filter(({ evaluationReturned }) => evaluationReturned).length;
  const why = totals
    ? `Nothing is shown of fewer than ${smallestGroup} forms.`
    : "The evaluation is not closed, so no totals are shown yet.";
  return {
    id: "evaluation",
    title: "Evaluation summary",
    note: `${returned} of ${rows.length} people returned a form, ${totals?.forms ?? "an open number of"} forms are counted. Forms have no name. The scale goes from 1, strongly disagree, to 5, strongly agree. ${totals?.items ? `No mean is shown of fewer than ${smallestGroup} answers.` : why}`,
    header: ["Question", "Answers", "Mean"],
    rows: (totals?.items ?? []).map(({ text, answers, mean }) => [
      text,
      mean === null ? `fewer than ${smallestGroup}` : answers,
      mean === null ? "not shown" : mean.toFixed(1),
    ]),
  };
}

/** Before and after as far as it may be shown, or why there is nothing. */
function comparisonTable(cohortId: string): Table {
  const results = cohortResults(cohortId);
  const rows = results ? resultRows(results) : [];
  const why = !results
    ? "Before and after are not closed, so nothing is compared yet."
    : rows.length === 0
      ? `Nothing is shown of fewer than ${smallestGroup} people who did both.`
      : "Only people who did both count. Form B was not tested for being exactly as hard as form A, and the attitude scale is not validated. The effect is Hedges’ g av for pairs.";
  return {
    id: "before-and-after",
    title: "Before and after",
    note: `Forms A and B, confidence and attitudes. No credit depends on them. ${why}`,
    header: resultHeader,
    rows,
  };
}

export type Packet = ReturnType<typeof packetOf>;

function entriesIn(cohortId: string) {
  return db
    .select({
      dayId: presence.sessionDayId,
      personId: presence.personId,
      kind: presence.kind,
      at: presence.at,
      way: presence.way,
      reason: presence.reason,
      voidReason: presenceVoid.reason,
    })
    .from(presence)
    .innerJoin(sessionDay, and(eq(sessionDay.id, presence.sessionDayId), eq(sessionDay.cohortId, cohortId)))
    .leftJoin(presenceVoid, eq(presenceVoid.presenceId, presence.id))
    .orderBy(asc(sessionDay.position), asc(presence.at), asc(presence.id))
    .all();
}

/** The packet as one zip of CSV files. The credit file is the one of the credit page. */
export function packetZip({ sheet, tables }: Packet): Uint8Array {
  const files = tables.map(({ id, header, rows }): [string, Uint8Array] => [
    `${id}.csv`,
    strToU8(id === "credit" ? creditCsv(sheet) : toCsv(header, rows)),
  ]);
  return zipSync(Object.fromEntries(files), { mtime: new Date("2000-01-01T12:00:00Z") });
}
