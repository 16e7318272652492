import type { Decision, Level, Standing } from "./pipeline.ts";

export type DecisionKind = Decision["kind"];
export const decisionKinds = ["certify", "renew", "lead", "suspend", "reinstate", "end"] as const;
export const isDecisionKind = (value: unknown): value is DecisionKind =>
  (decisionKinds as readonly unknown[]).includes(value);

/** What the button says, what the row says afterwards, and what happens, in words for the one who decides. */
export const decisionWords: Record<DecisionKind, { act: string; done: string; means: string }> = {
  certify: {
    act: "Certify",
    done: "Certified",
    means:
      "They may lead deliveries with a second trainer for two years, get the trainer role here, and a credential.",
  },
  renew: {
    act: "Renew",
    done: "Renewed",
    means: "Their certification goes on for two more years, with a new credential.",
  },
  lead: {
    act: "Make lead trainer",
    done: "Made lead trainer",
    means: "They may coach and observe others and calibrate assessors, with a credential that says so.",
  },
  suspend: {
    act: "Pause for a safety breach",
    done: "Paused",
    means:
      "They may not teach from this moment on, and their trainer credentials are revoked. Any report that the law requires is made first. Two people who were not involved, one of them a paid survivor adviser, hear them within ten working days.",
  },
  reinstate: {
    act: "Bring back",
    done: "Brought back",
    means: "They may teach again, and their credentials are issued anew.",
  },
  end: {
    act: "End certification",
    done: "Ended",
    means:
      "They may no longer teach, their trainer credentials are revoked, and the trainer role here ends. What they did stays on record. They can ask once for another panel.",
  },
};

export const levelNames: Record<Level, string> = {
  none: "In training",
  apprentice: "Apprentice",
  certified: "Certified trainer",
  lead: "Lead trainer",
};

export const stages = ["paused", "lead", "certified", "lapsed", "apprentice", "none", "ended"] as const;
export type Stage = (typeof stages)[number];

/** Where somebody stands in one word: a pause, an end or a lapse stands above the level. */
export const stageOf = ({ level, status }: Pick<Standing, "level" | "status">): Stage =>
  status === "current" ? level : status;

export const stageNames: Record<Stage, string> = {
  ...levelNames,
  paused: "Paused",
  lapsed: "Lapsed",
  ended: "Ended",
};

/** Which decisions stand open now, for those who may decide. Whether each of them is refused is asked again with it. */
export function openDecisions(
  { level, status, ready }: Pick<Standing, "level" | "status" | "ready">,
  may: { fromPaper: boolean; isTrainer: boolean },
): DecisionKind[] {
  const barred = status === "paused" || status === "ended";
  const certified = level === "certified" || level === "lead";
  return [
    ...ready,
    ...(may.fromPaper && !certified && !barred && !ready.includes("certify") ? ["certify" as const] : []),
    ...(barred ? ["reinstate" as const] : []),
    ...(status !== "ended" && (level !== "none" || may.isTrainer) ? ["suspend" as const] : []),
    ...(status === "paused" || (certified && !barred) ? ["end" as const] : []),
  ];
}
