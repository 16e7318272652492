import type { CreditRulesFile } from "#app/content/schema-instruments.ts";
import { type Block, contactMinutes } from "#app/features/room/contact.ts";
import type { Segment } from "#app/features/room/segments.ts";

export type RuleSet = CreditRulesFile["rule_sets"][number];
export type CertificateRule = CreditRulesFile["certificate"];

/** Everything that decides somebody's credit: what was held and attended, day by day, and what they completed. */
export type Record = {
  days: {
    position: number;
    on: string;
    canceled: boolean;
    /** Whether the day is behind, or was closed by a trainer: only then can it be missed. */
    over: boolean;
    blocks: Block[];
    segments: Segment[];
    /** A sign-in without a sign-out, or times that do not fit together. */
    toCorrect: boolean;
    /** Recorded in another cohort at the same time: such minutes count in neither, until one is corrected. */
    elsewhere?: boolean;
    /** Since when the person is in the room now. */
    inSince?: number | null;
  }[];
  /** Modules that were read to the end and whose quiz was passed, by id. */
  completed: ReadonlySet<string>;
  /** Modules whose quiz was passed, by id. */
  passed: ReadonlySet<string>;
  evaluationReturned: boolean;
  /** Null while there is no result on record. */
  assessmentPassed: boolean | null;
};

export type DayCredit = { position: number; scheduled: number; attended: number; credited: number };

/** Minutes and units under one rule set. Always credited ≤ attended ≤ scheduled. */
export type Credit = {
  ruleSet: string;
  scheduled: number;
  attended: number;
  credited: number;
  /** `credited` in the unit of the rule set, such as 26.75 contact hours. */
  units: number;
  /** The same of all that was scheduled, for somebody who misses nothing. */
  unitsScheduled: number;
  /** What holds all credit back, although time was attended. */
  waits: ("evaluation" | "quizzes" | "attendance")[];
  days: DayCredit[];
};

const unitsOf = ({ unit }: RuleSet, minutes: number): number =>
  Math.round((minutes / unit.minutes) * 10_000) / 10_000;

const inSteps = (minutes: number, step: number): number => Math.floor(minutes / step) * step;

/** Credit of one person under one rule set. */
export function creditOf(record: Record, rules: RuleSet): Credit {
  const days = record.days
    .filter(({ canceled }) => !canceled)
    .map(({ position, blocks, segments }) => {
      const counted = blocks.filter(({ kind }) => rules.counts.includes(kind));
      const attended = contactMinutes(counted, segments);
      const credited = rules.partial === "sessions" ? wholeSessions(counted, segments, rules) : attended;
      return { position, scheduled: sum(counted.map(({ minutes }) => minutes)), attended, credited };
    });
  const scheduled = sum(days.map((day) => day.scheduled));
  const attended = sum(days.map((day) => day.attended));
  const floor = rules.attendance_percent ?? (rules.partial === "none" ? 100 : 0);
  const waits: Credit["waits"] = [];
  if (attended * 100 < scheduled * floor) waits.push("attendance");
  if (rules.needs.includes("evaluation") && !record.evaluationReturned) waits.push("evaluation");
  if (rules.needs.includes("quizzes") && quizzesLeft(record).length > 0) waits.push("quizzes");
  const earned = inSteps(sum(days.map((day) => day.credited)), rules.unit.step);
  const credited = waits.length > 0 ? 0 : earned;
  return {
    ruleSet: rules.id,
    scheduled,
    attended,
    credited,
    units: unitsOf(rules, credited),
    unitsScheduled: unitsOf(rules, inSteps(scheduled, rules.unit.step)),
    waits,
    days: waits.length > 0 ? days.map((day) => ({ ...day, credited: 0 })) : days,
  };
}

/** The attended minutes of the blocks that were attended far enough. */
const wholeSessions = (blocks: Block[], segments: Segment[], { session_percent }: RuleSet): number =>
  sum(
    blocks.map((block) => {
      const attended = contactMinutes([block], segments);
      return attended * 100 >= block.minutes * (session_percent ?? 100) ? attended : 0;
    }),
  );

const sum = (all: number[]): number => all.reduce((total, one) => total + one, 0);

const modulesOf = ({ days }: Record): Block[] =>
  days.flatMap(({ canceled, blocks }) => (canceled ? [] : blocks.filter(({ kind }) => kind === "module")));

const quizzesLeft = (record: Record): Block[] => modulesOf(record).filter(({ id }) => !record.passed.has(id));

export type Missing =
  | { what: "days-ahead"; positions: number[] }
  | { what: "times"; positions: number[] }
  | { what: "attendance"; minutes: number; percent: number }
  | { what: "make-up"; modules: { id: string; title: string }[] }
  | { what: "quizzes"; modules: { id: string; title: string }[] }
  | { what: "evaluation" }
  | { what: "assessment" };

/** What stands between somebody and the certificate of completion; empty when it can be issued. */
export function missingFor(record: Record, rules: RuleSet, certificate: CertificateRule): Missing[] {
  const held = record.days.filter(({ canceled }) => !canceled);
  const missing: Missing[] = [];
  const ahead = held.filter(({ over }) => !over);
  if (ahead.length > 0)
    missing.push({ what: "days-ahead", positions: ahead.map(({ position }) => position) });
  const times = held.filter(({ toCorrect }) => toCorrect);
  if (times.length > 0) missing.push({ what: "times", positions: times.map(({ position }) => position) });

  const { scheduled, attended, days } = creditOf(record, { ...rules, needs: [] });
  const toCome = sum(
    days
      .filter(({ position }) => ahead.some((day) => day.position === position))
      .map((day) => day.scheduled - day.attended),
  );
  if (scheduled === 0 || (attended + toCome) * 100 < scheduled * certificate.attendance_percent)
    missing.push({
      what: "attendance",
      minutes: Math.ceil((scheduled * certificate.attendance_percent) / 100) - attended,
      percent: scheduled === 0 ? 0 : Math.floor((attended * 100) / scheduled),
    });
  const toMakeUp = record.days
    .filter(({ over, canceled }) => over || canceled)
    .flatMap(({ blocks, segments, canceled }) =>
      blocks.filter(
        (block) =>
          block.kind === "module" &&
          (canceled ||
            contactMinutes([block], segments) * 100 < block.minutes * certificate.made_up_below_percent) &&
          !record.completed.has(block.id),
      ),
    );
  if (toMakeUp.length > 0)
    missing.push({ what: "make-up", modules: toMakeUp.map(({ id, title }) => ({ id, title })) });
  const quizzes = certificate.quizzes ? quizzesLeft(record) : [];
  const others = quizzes.filter(({ id }) => !toMakeUp.some((block) => block.id === id));
  if (others.length > 0)
    missing.push({ what: "quizzes", modules: others.map(({ id, title }) => ({ id, title })) });
  if (certificate.evaluation && !record.evaluationReturned) missing.push({ what: "evaluation" });
  if (certificate.assessment && !record.assessmentPassed) missing.push({ what: "assessment" });
  return missing;
}

/** "26.75", "27.0", "2.7": at least one decimal, as boards print hours. */
export const decimal = (units: number): string =>
  Number.isInteger(units) ? units.toFixed(1) : String(Math.round(units * 100) / 100);

/** "27.0 contact hours", "1.0 credit". */
export const inUnits = ({ unit }: RuleSet, units: number): string =>
  `${decimal(units)} ${units === 1 ? unit.one : unit.many}`;
