import { addDays, longDay } from "#app/lib/dates.ts";
import { addWorkingDays, addYears, type Rules } from "./pipeline-rules.ts";

/** Days are calendar days `YYYY-MM-DD` where the person's site is. Nothing here says why somebody was paused. */
export type Facts = {
  /** Minutes present, made up or covered by a written alternative, and modules that are still to be made up. */
  attendance: { attended: number; of: number; missedModules: readonly string[] } | null;
  /** In the order taken. The first two count; a later one only after time with a coach. */
  postAssessment: readonly { percent: number; afterCoaching?: boolean }[];
  teachBacks: readonly { on: string; outcome: "pass" | "not-yet" }[];
  sponsorSignedOn: string | null;
  /** Deliveries that somebody observed with the checklist. */
  observed: readonly { on: string; meets: boolean }[];
  /** Deliveries given, led or co-led, each once. */
  deliveries: readonly { id: string; on: string }[];
  /** Apprentices whom they mentored and who were certified. */
  mentees: readonly string[];
  /** Whether they ever scored the samples in agreement. */
  calibrated: boolean;
  knowledgeChecks: readonly { on: string; percent: number }[];
  /** When they were trained, or briefed on a changed edition. */
  briefedOn: readonly string[];
  courseEndedOn: string | null;
  decisions: readonly Decision[];
};

/** `id` sorts by time. */
export type Decision = {
  id: string;
  on: string;
  kind: "certify" | "renew" | "lead" | "suspend" | "reinstate" | "end";
};

export type Edition = { name: string; on: string; material: boolean };

export type Now = { today: string; rules: Rules; editions: readonly Edition[] };

export const levels = ["none", "apprentice", "certified", "lead"] as const;
export type Level = (typeof levels)[number];

/** What a person is ready for; somebody else decides. */
export type Ready = "certify" | "renew" | "lead";

export type StepId = "step-1" | "step-2" | "step-3" | "step-4" | "step-5" | "step-6";

export type Standing = {
  level: Level;
  /** `lapsed` is certified or lead after expiry; the other words are those of competencies.yaml. */
  status: "current" | "lapsed" | "paused" | "ended";
  /** The steps of competencies.yaml; their titles are that file's. */
  steps: { id: StepId; done: boolean; detail: string }[];
  next: { what: string; by: string | null; decides: string };
  ready: Ready[];
  /** The last day on which certification counts. */
  expiresOn: string | null;
  renewalOpensOn: string | null;
  /** The edition on which they have to be briefed. */
  rebrief: { edition: string; by: string; overdue: boolean } | null;
  /** Lead a delivery, co-train beside a certified trainer, or neither for now. */
  mayTeach: "lead" | "co-train" | "no";
};

/**
 * Where a person stands on the way to trainer and lead trainer, from facts alone (brief, 7.2; competencies.yaml). The
 * same facts give the same answer, nothing of it is stored, and no order of steps is demanded: who has met all that a
 * decision asks for is ready for it, whatever came first.
 *
 * A person becomes an apprentice by steps 1 to 3, which others have already judged. Certification, renewal and lead
 * need a decision row. A suspension stands above everything: nobody who is paused or ended is ready for anything or may
 * teach. Time goes on meanwhile.
 */
export function standingOf(facts: Facts, now: Now): Standing {
  const { today, rules } = now;
  const held = heldOf(facts.decisions, now);
  const steps = stepsOf(facts, held, rules);
  const done = (...ids: StepId[]) => steps.every((step) => !ids.includes(step.id) || step.done);

  const level = held.level ?? (done("step-1", "step-2", "step-3") ? "apprentice" : "none");
  const lapsed = held.expiresOn !== null && today > held.expiresOn;
  const status = held.barred ?? (lapsed ? "lapsed" : "current");
  const rebrief = level === "none" ? null : rebriefOf(facts, now);
  const renewal = held.level ? renewalOf(facts, held, rebrief !== null, now) : null;

  const free = held.barred === null;
  const ready: Ready[] = [
    ...(free && !held.level && done("step-1", "step-2", "step-3", "step-4", "step-5")
      ? ["certify" as const]
      : []),
    ...(free && renewal?.open && renewal.missing.length === 0 ? ["renew" as const] : []),
    ...(free && !lapsed && held.level === "certified" && done("step-6") && !rebrief ? ["lead" as const] : []),
  ];
  const teaches = level === "none" ? "no" : level === "apprentice" || lapsed ? "co-train" : "lead";
  return {
    level,
    status,
    steps,
    next: nextOf({ facts, now, held, level, status, steps, rebrief, renewal, ready }),
    ready,
    expiresOn: held.expiresOn,
    renewalOpensOn: renewal?.opensOn ?? null,
    rebrief,
    mayTeach: !free || rebrief?.overdue ? "no" : teaches,
  };
}

/** Everyone who is ready for a decision, and for which. */
export function readyList<P>(people: readonly P[], factsOf: (person: P) => Facts, now: Now) {
  return people.flatMap((person) =>
    standingOf(factsOf(person), now).ready.map((decision) => ({ person, decision })),
  );
}

type Held = {
  level: "certified" | "lead" | null;
  /** Day of the first certification, and of the newest certification or renewal. */
  since: string | null;
  renewedOn: string | null;
  expiresOn: string | null;
  barred: "paused" | "ended" | null;
  barredOn: string | null;
};

/** What the decisions up to today add up to, in the order of their days and ids. */
function heldOf(decisions: readonly Decision[], { today, rules }: Now): Held {
  const held: Held = {
    level: null,
    since: null,
    renewedOn: null,
    expiresOn: null,
    barred: null,
    barredOn: null,
  };
  const past = decisions
    .filter(({ on }) => on <= today)
    .sort((a, b) => a.on.localeCompare(b.on) || (a.id < b.id ? -1 : 1));
  for (const { kind, on } of past) {
    if (kind === "suspend" || kind === "end") {
      held.barred = kind === "end" ? "ended" : held.barred === "ended" ? "ended" : "paused";
      held.barredOn = on;
    } else if (kind === "reinstate") {
      held.barred = null;
      held.barredOn = null;
    } else if (kind === "certify") {
      held.level ??= "certified";
      held.since ??= on;
      held.renewedOn = on;
      held.expiresOn = addYears(on, rules.validYears);
    } else if (kind === "lead" && held.level) held.level = "lead";
    else if (kind === "renew" && held.expiresOn) {
      const opensOn = addDays(held.expiresOn, -rules.renewalOpensDays);
      const inWindow = on >= opensOn && on <= held.expiresOn;
      // Who renews in the window loses none of the days left; who renews after it starts anew.
      held.expiresOn = addYears(inWindow ? held.expiresOn : on, rules.validYears);
      held.renewedOn = on;
    }
  }
  return held;
}

function stepsOf(facts: Facts, held: Held, rules: Rules): Standing["steps"] {
  const { attendance } = facts;
  const enough =
    attendance !== null &&
    attendance.of > 0 &&
    attendance.attended * 100 >= rules.attendancePercent * attendance.of;
  const missed = attendance?.missedModules.length ?? 0;
  const percent = attendance?.of ? Math.floor((attendance.attended * 100) / attendance.of) : 0;

  const counting = facts.postAssessment.filter(({ afterCoaching }, index) => index < 2 || afterCoaching);
  const best = counting.length > 0 ? Math.max(...counting.map((one) => one.percent)) : null;

  const passedOn = passDayOf(facts);
  const observed = facts.observed.filter(({ on }) => passedOn !== null && on >= passedOn);

  const given = leadDeliveriesOf(facts, held);
  const mentees = new Set(facts.mentees).size;
  return [
    {
      id: "step-1",
      done: enough && missed === 0,
      detail:
        attendance === null
          ? "Nothing is on record yet."
          : `${percent} percent of the contact minutes${missed > 0 ? `; to be made up: ${attendance.missedModules.join(", ")}` : ""}.`,
    },
    {
      id: "step-2",
      done: best !== null && best >= rules.postPercent,
      detail: best === null ? "Not taken yet." : `${best} percent, the best of ${tries(counting.length)}.`,
    },
    {
      id: "step-3",
      done: passedOn !== null,
      detail:
        passedOn !== null
          ? `Passed on ${longDay(passedOn)}.`
          : facts.teachBacks.length > 0
            ? `Not yet, after ${tries(facts.teachBacks.length)}.`
            : "Not held yet.",
    },
    {
      id: "step-4",
      done: facts.sponsorSignedOn !== null,
      detail: facts.sponsorSignedOn ? `Signed on ${longDay(facts.sponsorSignedOn)}.` : "Not signed yet.",
    },
    {
      id: "step-5",
      done: observed.some(({ meets }) => meets),
      detail: observed.some(({ meets }) => meets)
        ? "Observed, and it met the standard."
        : observed.length > 0
          ? "Observed, and not yet at the standard."
          : "Not observed yet.",
    },
    {
      id: "step-6",
      done:
        held.level !== null &&
        given >= rules.leadDeliveries &&
        mentees >= rules.leadMentees &&
        facts.calibrated,
      detail: `${Math.min(given, rules.leadDeliveries)} of ${rules.leadDeliveries} deliveries since certification, ${Math.min(mentees, rules.leadMentees)} of ${rules.leadMentees} apprentices certified, calibration ${facts.calibrated ? "done" : "open"}.`,
    },
  ];
}

/** The first passed teach-back. A pass stays a pass: "the new score replaces the old one" is about a not yet. */
const passDayOf = ({ teachBacks }: Facts): string | null =>
  teachBacks
    .filter(({ outcome }) => outcome === "pass")
    .map(({ on }) => on)
    .sort()[0] ?? null;

function leadDeliveriesOf({ deliveries }: Facts, { since }: Held): number {
  return new Set(deliveries.filter(({ on }) => since !== null && on >= since).map(({ id }) => id)).size;
}

/** A briefing covers every edition up to its day. */
function rebriefOf({ briefedOn }: Facts, { today, rules, editions }: Now): Standing["rebrief"] {
  const newest = editions
    .filter(({ material, on }) => material && on <= today)
    .sort((a, b) => a.on.localeCompare(b.on))
    .at(-1);
  if (!newest || briefedOn.some((on) => on >= newest.on && on <= today)) return null;
  const by = addDays(newest.on, rules.rebriefDays);
  return { edition: newest.name, by, overdue: today > by };
}

type Renewal = { opensOn: string; open: boolean; missing: string[] };

/** Since the last certification or renewal: one observed delivery at the standard, and the knowledge check. */
function renewalOf(facts: Facts, held: Held, rebrief: boolean, { today, rules }: Now): Renewal {
  const last = held.renewedOn as string;
  const opensOn = addDays(held.expiresOn as string, -rules.renewalOpensDays);
  const missing = [
    ...(facts.observed.some(({ on, meets }) => meets && on > last)
      ? []
      : ["a delivery observed at the standard"]),
    ...(facts.knowledgeChecks.some(({ on, percent }) => on > last && percent >= rules.renewalKnowledgePercent)
      ? []
      : [`a knowledge check at ${rules.renewalKnowledgePercent} percent`]),
    ...(rebrief ? ["the briefing on the changed edition"] : []),
  ];
  return { opensOn, open: today >= opensOn, missing };
}

const staff = "The staff who certify trainers";

function nextOf(of: {
  facts: Facts;
  now: Now;
  held: Held;
  level: Level;
  status: Standing["status"];
  steps: Standing["steps"];
  rebrief: Standing["rebrief"];
  renewal: Renewal | null;
  ready: Ready[];
}): Standing["next"] {
  const { facts, now, held, status, rebrief, renewal, ready } = of;
  const { rules } = now;
  const panel = "Two people who were not involved, one of them a paid survivor adviser";
  if (status === "ended")
    return {
      what: "Certification has ended. You can ask once for another panel to look again.",
      by: null,
      decides: panel,
    };
  if (status === "paused")
    return {
      what: "Teaching is paused, and you will be heard. A pause is not a finding of guilt.",
      by: addWorkingDays(held.barredOn as string, rules.hearingWorkingDays),
      decides: panel,
    };
  if (rebrief)
    return {
      what: `Take the briefing on what changed in edition ${rebrief.edition}.`,
      by: rebrief.by,
      decides: "A lead trainer",
    };
  if (ready.includes("certify"))
    return {
      what: "Everything is done. Certification waits for the decision.",
      by: null,
      decides: staff,
    };
  if (!held.level) return openStep(of.steps, facts, rules);
  if (ready.includes("renew"))
    return {
      what: "Everything for renewal is done. It waits for the decision.",
      by: held.expiresOn,
      decides: staff,
    };
  if (renewal?.open)
    return {
      what: `To renew, this is open: ${renewal.missing.join("; ")}.`,
      by: held.expiresOn,
      decides: staff,
    };
  if (ready.includes("lead"))
    return {
      what: "Everything for lead trainer is done. It waits for the decision.",
      by: null,
      decides: staff,
    };
  if (held.level === "certified")
    return {
      what: `Toward lead trainer: ${of.steps.at(-1)?.detail ?? ""}`,
      by: null,
      decides: staff,
    };
  return {
    what: `Nothing is open. Renewal opens on ${longDay(renewal?.opensOn as string)}.`,
    by: held.expiresOn,
    decides: staff,
  };
}

/** The first open step of the five, what to do about it, by when, and who judges it. */
function openStep(steps: Standing["steps"], facts: Facts, rules: Rules): Standing["next"] {
  const open = steps.find(({ done }) => !done)?.id ?? "step-5";
  const lastTry = facts.teachBacks
    .map(({ on }) => on)
    .sort()
    .at(-1);
  const coached =
    facts.postAssessment.filter(({ afterCoaching }, index) => index < 2 || afterCoaching).length >= 2;
  const words: Record<Exclude<StepId, "step-6">, Standing["next"]> = {
    "step-1": {
      what:
        facts.attendance && facts.attendance.missedModules.length > 0
          ? `Make up what you missed: ${facts.attendance.missedModules.join(", ")}.`
          : `Be there for ${rules.attendancePercent} percent of the contact minutes. Missed parts can be made up.`,
      by: null,
      decides: "The trainers of your cohort, from the attendance record",
    },
    "step-2": {
      what: coached
        ? "Meet a coach about what was missed, and agree on a new date for the post-assessment."
        : `Take the post-assessment: ${rules.postPercent} percent, two tries, with a review between them.`,
      by: null,
      decides: "The form itself: it is scored the same for everyone",
    },
    "step-3": {
      what: lastTry ? "Meet your coach, and teach back once more." : "Teach back an eight-minute slice.",
      by: lastTry ? addDays(lastTry, rules.teachAgainDays) : null,
      decides: "Two assessors, with the rubric",
    },
    "step-4": {
      what: "Ask your sponsor to sign that you have time to teach, to be observed and to rest.",
      by: null,
      decides: "Your sponsor, who sees no scores",
    },
    "step-5": {
      what: "Give your first delivery beside a certified trainer, and have it observed.",
      by: facts.courseEndedOn ? addDays(facts.courseEndedOn, rules.firstDeliveryDays) : null,
      decides: "A lead trainer or a named mentor, with the checklist",
    },
  };
  return words[open as Exclude<StepId, "step-6">];
}

function tries(count: number): string {
  return count === 1 ? "one try" : `${count} tries`;
}
