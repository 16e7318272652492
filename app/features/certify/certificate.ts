import { listed } from "#app/lib/words.ts";
import { decimal, type Missing } from "./credit.ts";

/** Everything a certificate says, as it was issued. The page that checks it shows each of these. */
export type Claims = {
  version: 1 | 2;
  title: string;
  name: string;
  course: string;
  provider: string;
  /** Calendar days in the room. */
  dates: string[];
  format: string;
  location: string;
  contactHours: number;
  modulesOnlyHours: number;
  byDay: { on: string; hours: number }[];
  partialHours: string;
  level: string;
  quizzesPassed: boolean;
  evaluationReturned: boolean;
  /** Null where no result was on record; older certificates do not say it. */
  assessmentPassed?: boolean | null;
  trainers: string[];
  edition: string;
  issuedOn: string;
  signedBy: string;
};

/** Why a certificate was revoked. The page that checks it says so, and nothing about the person. */
export const revocationReasons = {
  mistake: "It was issued by mistake",
  attendance: "The record of attendance was corrected",
  name: "The name or another detail was wrong",
  replaced: "It was replaced by a new one",
} as const;
export type RevocationReason = keyof typeof revocationReasons;

export const isRevocationReason = (value: unknown): value is RevocationReason =>
  typeof value === "string" && Object.hasOwn(revocationReasons, value);

/** A certificate number as people read it aloud: groups of four. */
export const spelled = (number: string): string => number.match(/.{1,4}/g)?.join("-") ?? number;

/** The number behind what was typed, with or without dashes and spaces. */
export const plainNumber = (typed: string): string => typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, "");

type DayWords = (day: string) => string;

/** Each claim with its label, in the order of the certificate. */
export function claimLines(claims: Claims, day: DayWords): { label: string; value: string }[] {
  return [
    { label: "Certificate", value: claims.title },
    { label: "Name", value: claims.name },
    { label: "Course", value: claims.course },
    { label: "Provider", value: claims.provider },
    { label: "Dates", value: claims.dates.map(day).join(" · ") },
    { label: "Format", value: claims.format },
    { label: "Location", value: claims.location },
    {
      label: "Contact hours",
      value: `${decimal(claims.contactHours)} (modules only: ${decimal(claims.modulesOnlyHours)})`,
    },
    {
      label: "Hours by day",
      value: claims.byDay.map(({ on, hours }) => `${day(on)}: ${decimal(hours)}`).join(" · "),
    },
    { label: "Partial hours", value: claims.partialHours },
    { label: "Level", value: claims.level },
    { label: "Module quizzes passed", value: claims.quizzesPassed ? "Yes" : "No" },
    ...(claims.assessmentPassed === undefined
      ? []
      : [{ label: "Post-assessment passed", value: passedWords(claims.assessmentPassed) }]),
    { label: "Evaluation form returned", value: claims.evaluationReturned ? "Yes" : "Not noted" },
    { label: "Trainers", value: claims.trainers.join(", ") },
    { label: "Edition", value: claims.edition },
    { label: "Issued on", value: day(claims.issuedOn) },
    { label: "Signed by", value: claims.signedBy },
  ];
}

const passedWords = (passed: boolean | null): string =>
  passed === null ? "No result on record" : passed ? "Yes" : "No";

/** The facts that may change after a certificate was issued, with what each is called. */
const livingFacts = {
  name: "the name",
  dates: "the dates",
  contactHours: "the contact hours",
  modulesOnlyHours: "the hours of modules only",
  byDay: "the hours by day",
  assessmentPassed: "the post-assessment",
  evaluationReturned: "the evaluation form",
} as const satisfies Partial<{ [K in keyof Claims]: string }>;
export type LivingFact = keyof typeof livingFacts;

/** Which facts of a certificate the record no longer bears out. What an older one does not say is left out. */
export const changedFacts = (said: Claims, now: Pick<Claims, LivingFact>): LivingFact[] =>
  (Object.keys(livingFacts) as LivingFact[]).filter(
    (fact) => said[fact] !== undefined && JSON.stringify(said[fact]) !== JSON.stringify(now[fact]),
  );

export const factsInWords = (facts: readonly LivingFact[]): string =>
  listed(facts.map((fact) => livingFacts[fact]));

/** Facts whose change makes a certificate say what is not so; a form that came in later only adds to it. */
export const isWrongNow = (facts: readonly LivingFact[]): boolean =>
  facts.some((fact) => fact !== "evaluationReturned");

const days = (positions: number[]): string =>
  `${positions.length === 1 ? "Day" : "Days"} ${listed(positions)}`;

/** What is missing in words: what it is, what to do, and who decides. */
export function missingWords(missing: Missing): { what: string; todo: string; who: string } {
  switch (missing.what) {
    case "days-ahead":
      return {
        what: `${days(missing.positions)} still to come`,
        todo: "Be there, and sign in and out.",
        who: "Your attendance counts by itself.",
      };
    case "times":
      return {
        what: `The times of ${days(missing.positions)} are not complete`,
        todo: "Tell a trainer when you came and left.",
        who: "Your trainers put it right.",
      };
    case "attendance":
      return {
        what: `${missing.percent} percent attended, ${missing.minutes} minutes too few`,
        todo: "Ask a trainer about attending these hours with another cohort.",
        who: "Your trainers and the site coordinator.",
      };
    case "make-up":
      return {
        what: `Missed in class: ${listed(missing.modules.map(({ title }) => title))}`,
        todo: "Read the module and pass its quiz.",
        who: "Nobody needs to approve it. It earns no contact hours.",
      };
    case "quizzes":
      return {
        what:
          missing.modules.length > 3
            ? `${missing.modules.length} quizzes not passed yet`
            : `Quiz not passed yet: ${listed(missing.modules.map(({ title }) => title))}`,
        todo: "Pass the quizzes. You can try again.",
        who: "Nobody needs to approve it.",
      };
    case "evaluation":
      return {
        what: "The evaluation form is not returned",
        todo: "Return it. It stays without a name.",
        who: "Your trainers note that it came.",
      };
    case "assessment":
      return {
        what: "The post-assessment is not passed yet",
        todo: "Take it with your group, or agree on a day with a trainer.",
        who: "Your trainers record the result.",
      };
  }
}
