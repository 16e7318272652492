export const roles = ["trainee", "trainer", "coordinator", "reviewer", "grantee", "administrator"] as const;
export type Role = (typeof roles)[number];

export type Grant = { role: Role; siteId: string | null };

/** Who is asking. `grants` are the roles held now; a null site means programme-wide. */
export type User = {
  id: string;
  name: string;
  email: string;
  discipline: "human-services" | "law-enforcement" | "child-advocacy" | null;
  quizLayout: "steps" | "page";
  grants: Grant[];
  /** Whether teaching is paused or ended by a decision: the trainer role then does only what `pausedMay` lists. */
  paused?: boolean;
  /** The trainings in which they may do something that no role of theirs does there. */
  inCohorts?: InCohort[];
};

/** An apprentice who co-trains a cohort without the role, or a paused trainer of one that was theirs already. */
export type InCohort = { cohortId: string; as: "apprentice" | "paused" };

/** Where something is done: a site, the whole programme (null), or one cohort. */
export type Place = string | null | { id: string; siteId: string };

/**
 * What each role may do. A role held at a site does it there only; a role held programme-wide does it at every
 * site. This table is the whole permission model: a page, a file and a job ask the same question.
 */
const table = {
  /** Modules, handouts, Response Guide, glossary, support lines. */
  "read-curriculum": ["trainee", "trainer", "coordinator", "reviewer", "grantee", "administrator"],
  /** Facilitator plans, expected answers and answer keys. */
  "read-facilitator": ["trainer", "coordinator", "reviewer", "grantee"],
  "take-quiz": ["trainee", "trainer", "coordinator", "reviewer", "grantee", "administrator"],
  /** Named people and their progress in a cohort. */
  "see-cohort": ["trainer", "coordinator"],
  "manage-cohort": ["trainer", "coordinator"],
  /** A training of one's own at an agency; the certification of the trainers is asked for besides. */
  "open-delivery": ["trainer"],
  /** Sign-ins, sign-outs and their corrections. */
  "record-attendance": ["trainer", "coordinator"],
  "issue-certificate": ["trainer", "coordinator"],
  /** Results of the post-assessment and forms of the evaluation, keyed in from paper. */
  "record-assessment": ["trainer", "coordinator"],
  /** The day in the room: its run-of-show, the slides that are shown, the questions to the room. */
  "run-day": ["trainer", "coordinator"],
  /** Asking somebody to observe a cohort or delivery, and reading every checklist about it. */
  "name-observer": ["coordinator"],
  /** Where the course is changed as it is taught; with small numbers hidden for those of the whole program. */
  "see-fidelity": ["trainer", "coordinator", "grantee"],
  /** Totals of a site, with small groups hidden. */
  "see-site-totals": ["trainer", "coordinator", "grantee"],
  "see-people": ["coordinator", "administrator"],
  "invite-trainee": ["trainer", "coordinator", "administrator"],
  /** Trainers, coordinators and reviewers at a site. */
  "invite-staff": ["coordinator", "grantee", "administrator"],
  /** Grantees, administrators and programme-wide roles. */
  "invite-programme": ["grantee", "administrator"],
  /** A one-time link to a new password, for people whose every role one may also invite. */
  "make-reset-link": ["trainer", "coordinator", "administrator"],
  "end-role": ["coordinator", "administrator"],
  "download-participant-manual": ["trainee", "trainer", "coordinator", "reviewer", "grantee"],
  "download-facilitator-manual": ["trainer", "coordinator", "reviewer", "grantee"],
  "see-downloads": ["coordinator", "grantee"],
  /** What other cities ask for on the public shelf. */
  "answer-requests": ["grantee"],
  /** Downloads of all sites and of the public shelf, in numbers, for the funder. */
  "count-downloads": ["grantee"],
  "manage-sites": ["grantee", "administrator"],
  /** What a site says about its own law, routes, contacts and services, with drafts and history. */
  "see-overlay": ["coordinator", "grantee"],
  "edit-overlay": ["coordinator"],
  "see-audit": ["administrator"],
  /** Retiring, withdrawing and releasing a frozen edition. */
  "manage-editions": ["grantee", "administrator"],
  /** The badge that comes with a certificate of completion. */
  "issue-participant-badge": ["trainer", "coordinator", "grantee"],
  /** Certified Trainer and Lead Trainer. */
  "issue-trainer-badge": ["coordinator", "grantee"],
  "revoke-badge": ["coordinator", "grantee"],
  /** Where people stand on the way to trainer; a trainer sees their own apprentices and the people of their cohorts. */
  "see-pipeline": ["trainer", "coordinator", "grantee"],
  /** Certification, renewal, lead, pause, return and end, and who coaches whom. */
  "decide-trainer": ["coordinator", "grantee"],
  /** Certifying somebody whose steps were done before this record was kept. */
  "certify-from-paper": ["grantee"],
  /** Sponsor form, make-up, briefing and knowledge check. */
  "record-step": ["trainer", "coordinator"],
  "see-registry": ["trainer", "coordinator", "grantee", "administrator"],
  /** Scoring the written samples, before one assesses. */
  calibrate: ["trainer"],
  /** The slots of the teach-backs: when, where, and who assesses whom. */
  "plan-teach-backs": ["trainer", "coordinator"],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof table;
export const actions = Object.keys(table) as Action[];

/** Whether a role may do something at all, wherever it is held. */
export const roleMay = (role: Role, action: Action): boolean =>
  (table[action] as readonly Role[]).includes(role);

/** What is left of the trainer role while teaching is paused: reading, and the registry. */
const pausedMay: readonly Action[] = [
  "read-curriculum",
  "read-facilitator",
  "take-quiz",
  "download-participant-manual",
  "download-facilitator-manual",
  "see-registry",
];

/** What somebody may do in one training because they train it. */
const inCohortMay: Record<InCohort["as"], readonly Action[]> = {
  apprentice: [
    "see-cohort",
    "run-day",
    "record-attendance",
    "read-facilitator",
    "download-facilitator-manual",
  ],
  paused: ["see-cohort"],
};

const grantMay = (user: User, { role }: Grant, action: Action): boolean =>
  roleMay(role, action) && (role !== "trainer" || !user.paused || pausedMay.includes(action));

/** Whether the user may do `action` at a site or in a cohort; null asks about the whole programme. */
export function can(user: User, action: Action, place: Place): boolean {
  const cohort = typeof place === "object" ? place : null;
  const siteId = typeof place === "object" ? (place?.siteId ?? null) : place;
  return (
    user.grants.some((g) => grantMay(user, g, action) && (g.siteId === null || g.siteId === siteId)) ||
    (cohort !== null && cohortsWhere(user, action).includes(cohort.id))
  );
}

/** The cohorts in which the user may do `action` because they train there, beside the sites of their roles. */
export const cohortsWhere = (user: User, action: Action): string[] =>
  (user.inCohorts ?? []).flatMap((one) => (inCohortMay[one.as].includes(action) ? [one.cohortId] : []));

/** Whether the user may do `action` somewhere. For menus; never a permission by itself. */
export const canSomewhere = (user: User, action: Action): boolean =>
  user.grants.some((g) => grantMay(user, g, action)) || cohortsWhere(user, action).length > 0;

/** The sites where the user may do `action`, or "all". */
export function sitesWhere(user: User, action: Action): string[] | "all" {
  const grants = user.grants.filter((g) => grantMay(user, g, action));
  if (grants.some((g) => g.siteId === null)) return "all";
  return [...new Set(grants.map((g) => g.siteId as string))];
}

export const roleNames: Record<Role, string> = {
  trainee: "Trainee",
  trainer: "Trainer",
  coordinator: "Site coordinator",
  reviewer: "Reviewer",
  grantee: "Grantee",
  administrator: "Administrator",
};

/** The roles after whose sign-in a second step is offered (and asked for once it is set up). */
export const mayUseSecondStep = (user: User): boolean => user.grants.some((g) => g.role !== "trainee");
