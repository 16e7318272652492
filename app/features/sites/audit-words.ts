import { type Role, roleNames } from "#app/auth/can.ts";
import { slotNamed, slotRules } from "#app/content/slot-rules.ts";
import { listed } from "#app/lib/words.ts";

export type AuditRow = {
  id: string;
  at: Date;
  actorId: string | null;
  action: string;
  siteId: string | null;
  subject: string;
  detail: Record<string, unknown>;
};

/** What a person did for their own learning. Kept, and shown to nobody here: an administrator sees no learning record. */
export const learningActions = [
  "read-section",
  "write-note",
  "edit-note",
  "delete-note",
  "put-back-note",
  "add-bookmark",
  "remove-bookmark",
  "set-quiz-layout",
  "start-quiz",
  "save-answer",
  "submit-quiz",
  "start-form",
  "save-form-answer",
  "hand-in-form",
  "send-outlook",
  "score-sample",
  "write-commitment",
] as const;

/** Gives the name that belongs to an id, or null. */
export type NameOf = (id: string) => string | null;

const bookWords = (detail: Record<string, unknown>): string =>
  detail.book === "guide"
    ? "the Response Guide"
    : detail.book === "participant"
      ? "the participant manual"
      : "the Training Manual";

const formWords: Record<string, string> = {
  "letter-large": " in large print",
  "a4-large": " in large print",
  html: " as a web page",
  epub: " as an e-book",
  docx: " as Word documents",
  pack: " as a site pack",
};

const fieldNames: Record<string, string> = {
  name: "the name",
  startsOn: "the first day",
  endsOn: "the last day",
  venue: "the place",
  timeZone: "the time zone",
  state: "the state",
  variant: "the form of the course",
  host: "the host agency",
  on: "the date",
  startsAt: "the start",
};

const ids = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");

const runWords: Record<string, string> = {
  start: "started",
  done: "marked as done",
  undo: "took back an entry of the run-of-show:",
  cut: "cut from the run-of-show",
  keep: "took back into the run-of-show",
  late: "noted minutes lost on",
  end: "ended",
};

const markWords: Record<string, string> = {
  covered: "marked as covered",
  adapted: "marked as adapted",
  skipped: "marked as skipped",
  none: "took back what was marked of",
};

type Tell = (row: AuditRow, name: (value: unknown) => string) => string;

const roleOf = ({ detail }: AuditRow): string =>
  roleNames[detail.role as Role] ? ` as ${roleNames[detail.role as Role].toLowerCase()}` : "";

const whenOf = ({ moment }: Record<string, unknown>): string =>
  `${moment === "before" ? "before" : "after"} the course in`;

function attended(detail: Record<string, unknown>): string {
  const kept = ids(detail.entries).length;
  const voided = ids(detail.voided).length;
  const parts = [
    kept > 0 && `recorded ${kept === 1 ? "a sign-in or sign-out" : `${kept} sign-ins and sign-outs`}`,
    voided > 0 && `took back ${voided === 1 ? "one entry" : `${voided} entries`}`,
  ];
  return listed(parts.filter((part) => part !== false));
}

const badgeNames: Record<string, string> = {
  participant: "participant",
  "certified-trainer": "certified trainer",
  "lead-trainer": "lead trainer",
};

const told: Record<string, Tell> = {
  "create-cohort": ({ subject, detail }, name) =>
    `planned ${name(subject)}${detail.trainerIds ? ` with ${name(detail.trainerIds)}` : ""}`,
  "open-delivery": ({ subject, detail }, name) =>
    `opened the delivery ${name(subject)}${detail.trainerIds ? ` with ${name(detail.trainerIds)}` : ""}`,
  "change-cohort": ({ subject, detail }, name) => {
    const parts = ids(detail.fields).map((field) => `changed ${fieldNames[field] ?? field}`);
    if (ids(detail.added).length > 0) parts.push(`added ${name(detail.added)} as trainer`);
    if (ids(detail.removed).length > 0) parts.push(`took ${name(detail.removed)} off the trainers`);
    return `${listed(parts) || "changed"} (${name(subject)})`;
  },
  "archive-cohort": ({ subject }, name) => `archived ${name(subject)}`,
  "unarchive-cohort": ({ subject }, name) => `brought ${name(subject)} back from the archive`,
  "cancel-cohort": ({ subject }, name) => `canceled ${name(subject)}`,
  "restore-cohort": ({ subject }, name) => `brought ${name(subject)} back after it was canceled`,
  "change-day": ({ subject, detail }, name) =>
    `changed ${listed(ids(detail.fields).map((field) => fieldNames[field] ?? field))} of Day ${detail.position} of ${name(subject)}`,
  "count-from-start": ({ subject, detail }, name) =>
    `counted Day ${detail.position} of ${name(subject)} from its real start, ${detail.to} in place of ${detail.from}`,
  "tell-day-changes": ({ subject, detail }, name) =>
    `wrote to ${detail.letters === 1 ? "one person" : `${detail.letters} people`} about changed days of ${name(subject)}`,
  "cancel-day": ({ subject, detail }, name) => `canceled Day ${detail.position} of ${name(subject)}`,
  "restore-day": ({ subject, detail }, name) => `brought Day ${detail.position} of ${name(subject)} back`,
  "renew-calendar": () => "made a private address for their calendar",
  "stop-calendar": () => "took away the private address of their calendar",
  "renew-cohort-calendar": ({ subject }, name) => `made a calendar address for ${name(subject)}`,
  "stop-cohort-calendar": ({ subject }, name) => `took away the calendar address of ${name(subject)}`,
  register: ({ subject }, name) => `asked for a place in ${name(subject)}`,
  "take-request-back": ({ subject }, name) => `took a request for a place in ${name(subject)} back`,
  "approve-request": ({ subject }, name) => `approved a request for a place in ${name(subject)}`,
  "decline-request": ({ subject }, name) => `declined a request for a place in ${name(subject)}`,
  "reconsider-request": ({ subject }, name) => `opened a declined request for ${name(subject)} again`,
  "move-up": ({ subject }, name) => `gave a free seat in ${name(subject)} to the wait-list`,
  "change-seats": ({ subject }, name) => `changed the seats of ${name(subject)}`,
  "open-registration": ({ subject }, name) => `made a link to register for ${name(subject)}`,
  "close-registration": ({ subject }, name) => `closed the registration of ${name(subject)}`,
  "walk-in": ({ subject, detail }, name) => `took ${name(detail.personId)} into ${name(subject)} at the door`,
  "give-address": ({ subject }, name) => `wrote the e-mail address of ${name(subject)} down`,
  "join-people": ({ detail }, name) =>
    `made one person of ${name(detail.personId)} and ${name(detail.intoId)}`,
  substitute: ({ subject, detail }, name) =>
    `gave the place of ${name(detail.insteadOf)} in ${name(subject)} to ${name(detail.personId)}`,
  "make-tables": ({ subject, detail }, name) =>
    `made the tables of Day ${detail.position} of ${name(subject)}`,
  "move-to-table": ({ subject, detail }, name) =>
    `moved ${name(detail.personId)} to another table on Day ${detail.position} of ${name(subject)}`,
  "add-supervision": ({ detail }, name) =>
    `noted that ${name(detail.supervisorId)} supervises ${name(detail.personId)}`,
  "remove-supervision": ({ detail }, name) =>
    `took back that ${name(detail.supervisorId)} supervises ${name(detail.personId)}`,
  "do-line": ({ subject }, name) => `did a line of the checklist of ${name(subject)}`,
  "undo-line": ({ subject }, name) => `opened a line of the checklist of ${name(subject)} again`,
  "date-line": ({ subject }, name) => `changed a date in the checklist of ${name(subject)}`,
  "add-line": ({ subject }, name) => `added a line to the checklist of ${name(subject)}`,
  "remove-line": ({ subject }, name) => `took a line off the checklist of ${name(subject)}`,
  "put-back-line": ({ subject }, name) => `put a line back on the checklist of ${name(subject)}`,
  "add-to-cohort": ({ subject, detail }, name) => `added ${name(detail.personId)} to ${name(subject)}`,
  withdraw: ({ subject, detail }, name) => `withdrew ${name(detail.personId)} from ${name(subject)}`,
  "bring-back": ({ subject, detail }, name) => `brought ${name(detail.personId)} back into ${name(subject)}`,
  "record-attendance": ({ subject, detail }, name) =>
    `${attended(detail)} on Day ${detail.day} of ${name(subject)}`,
  "correct-attendance": ({ subject, detail }, name) =>
    `corrected the sign-ins of ${ids(detail.personIds).length > 0 ? name(detail.personIds) : "somebody"} on Day ${detail.day} of ${name(subject)}`,
  "run-day": ({ subject, detail }, name) =>
    `${runWords[String(detail.kind)] ?? "ran"} ${ids(detail.target).join() || "the day"} (${name(subject)})`,
  "name-observer": ({ subject, detail }, name) =>
    `asked ${name(detail.personId)} to observe ${name(subject)}`,
  "end-observer": ({ subject, detail }, name) =>
    `took back that ${name(detail.personId)} observes ${name(subject)}`,
  "hand-in-observation": ({ subject, detail }, name) =>
    `handed in the observer’s checklist about ${name(detail.personIds)} in ${name(subject)}`,
  "mark-step": ({ subject, detail }, name) =>
    `${markWords[String(detail.kind)] ?? "marked"} ${ids(detail.target).join() || "a step"} (${name(subject)})`,
  "open-room": ({ subject }, name) => `opened the room of a day to phones (${name(subject)})`,
  "close-room": ({ subject }, name) => `closed the room of a day to phones (${name(subject)})`,
  "ask-room": ({ subject }, name) => `asked the room a question (${name(subject)})`,
  "show-question": ({ subject }, name) => `showed the room what it answered (${name(subject)})`,
  "close-question": ({ subject }, name) => `closed a question to the room (${name(subject)})`,
  "delete-paper-line": ({ subject }, name) => `deleted a line of a one-minute paper (${name(subject)})`,
  "hide-written-question": ({ subject }, name) => `took a written question off the screen (${name(subject)})`,
  "unhide-written-question": ({ subject }, name) =>
    `put a written question back on the screen (${name(subject)})`,
  "answered-written-question": ({ subject }, name) =>
    `noted a written question as answered (${name(subject)})`,
  "close-day": ({ subject, detail }, name) =>
    `said that nothing is left to enter for Day ${detail.day} of ${name(subject)}`,
  "reopen-day": ({ subject, detail }, name) => `opened Day ${detail.day} of ${name(subject)} again`,
  "note-evaluations": ({ subject }, name) => `noted who returned an evaluation form in ${name(subject)}`,
  "record-assessments": ({ subject, detail }, name) =>
    `recorded the post-assessment of ${name(detail.personIds)} in ${name(subject)}`,
  "record-sitting": ({ subject }, name) =>
    `recorded a post-assessment of ${name(subject)} that was handed in`,
  "open-round": ({ subject, detail }, name) => `opened the questions ${whenOf(detail)} ${name(subject)}`,
  "close-rounds": ({ subject }, name) => `closed before and after of ${name(subject)}`,
  "key-forms": ({ subject, detail }, name) =>
    `keyed in the questions ${whenOf(detail)} ${name(subject)} of ${name(detail.personIds)}`,
  "take-off-form": ({ subject, detail }, name) =>
    `took a keyed-in form of ${name(detail.personId)} off, ${whenOf(detail)} ${name(subject)}`,
  "remove-assessment": ({ subject, detail }, name) =>
    `took a post-assessment of ${name(detail.personId)} off in ${name(subject)}`,
  "return-evaluation": ({ subject }, name) => `returned an evaluation form in ${name(subject)}`,
  "key-evaluation": ({ subject }, name) => `keyed in a paper evaluation form of ${name(subject)}`,
  "take-back-evaluation": ({ subject }, name) =>
    `took back a paper evaluation form that was keyed in for ${name(subject)}`,
  "close-evaluation": ({ subject }, name) => `closed the evaluation of ${name(subject)}`,
  "issue-certificate": ({ subject, detail }, name) =>
    `issued a certificate to ${name(detail.personId)} in ${name(subject)}`,
  "replace-certificate": ({ subject, detail }, name) =>
    `replaced a certificate of ${name(detail.personId)} in ${name(subject)}`,
  "set-certificate-details": () => "changed what stands on their own certificate",
  "revoke-certificate": ({ subject, detail }, name) =>
    `revoked a certificate of ${name(detail.personId)} in ${name(subject)}`,
  "remind-trainer": ({ subject }, name) => `wrote to ${name(subject)} about what is left to do`,
  "create-site": ({ subject }, name) => `added the site ${name(subject)}`,
  "change-site": ({ subject, detail }, name) =>
    `changed ${listed(ids(detail.fields).map((field) => fieldNames[field] ?? field))} of the site ${name(subject)}`,
  "close-site": ({ subject }, name) => `closed the site ${name(subject)}`,
  "reopen-site": ({ subject }, name) => `opened the site ${name(subject)} again`,
  "save-local-entry": ({ subject, detail }, name) => `changed ${localWords(detail)} of ${name(subject)}`,
  "draft-local-entry": ({ subject, detail }, name) => `drafted ${localWords(detail)} of ${name(subject)}`,
  "drop-local-draft": ({ subject, detail }, name) =>
    `dropped the draft of ${localWords(detail)} of ${name(subject)}`,
  "remove-local-entry": ({ subject, detail }, name) =>
    `took ${localWords(detail)} of ${name(subject)} back to the text of the course`,
  "confirm-local-entry": ({ subject, detail }, name) =>
    `confirmed ${localWords(detail)} of ${name(subject)}, by a link`,
  "ask-entry-owner": ({ subject, detail }, name) =>
    `asked the owner of ${localWords(detail)} of ${name(subject)} whether it is right`,
  "ask-counsel": ({ subject }, name) => `asked counsel to sign the law pages of ${name(subject)}`,
  "end-local-link": ({ subject }, name) => `took back a link to the local facts of ${name(subject)}`,
  "correct-local-entry": ({ subject, detail }, name) =>
    `corrected ${localWords(detail)} of ${name(subject)}, by a link; it waits for the coordinator`,
  "decline-correction": ({ subject, detail }, name) =>
    `left ${localWords(detail)} of ${name(subject)} as it was after a correction`,
  "sign-law": ({ subject, detail }, name) =>
    `signed ${localWords(detail)} of ${name(subject)} as counsel, by a link`,
  "remind-review": ({ subject, detail }, name) =>
    `wrote to the coordinators of ${name(subject)} that ${localWords(detail)} is to be tested again`,
  "retire-edition": ({ detail }) => `retired edition ${detail.edition}`,
  "withdraw-edition": ({ detail }) => `withdrew edition ${detail.edition}`,
  "release-edition": ({ detail }) => `released edition ${detail.edition} again`,
  "move-to-edition": ({ subject, detail }, name) =>
    `moved ${name(subject)} from edition ${detail.from} to ${detail.to}`,
  "download-manual": ({ detail }) => `downloaded ${bookWords(detail)}${formWords[String(detail.form)] ?? ""}`,
  "ask-for-build": ({ detail }) => `had ${bookWords(detail)}${formWords[String(detail.form)] ?? ""} made`,
  "cancel-build": ({ detail }) =>
    `stopped the making of ${bookWords(detail)}${formWords[String(detail.form)] ?? ""}`,
  "ask-on-shelf": () => "asked for something on the public shelf",
  "answer-request": ({ detail }) =>
    `${detail.answer === "granted" ? "granted" : "declined"} a request from the public shelf`,
  "renew-shelf-link": () => "made a new link to the participant manual for a request from the public shelf",
  "erase-request": () => "erased what named somebody in a request from the public shelf",
  "import-people": ({ detail }, name) =>
    `took in a list of people${detail.cohortId ? ` for ${name(detail.cohortId)}` : ""}`,
  "undo-import": () => "took back a list of people",
  invite: (row, name) =>
    `invited ${name(row.subject)}${roleOf(row)}${row.detail.cohortId ? ` to ${name(row.detail.cohortId)}` : ""}`,
  "invite-first": () => "made the first invitation of this installation",
  "renew-invitation": ({ subject }, name) => `made a new invitation for ${name(subject)}`,
  "revoke-invitation": ({ subject }, name) => `took back the invitation of ${name(subject)}`,
  "accept-invitation": () => "accepted an invitation",
  "end-role": (row, name) => `ended the role of ${name(row.detail.personId)}${roleOf(row)}`,
  "make-reset-link": ({ subject }, name) => `made a link for ${name(subject)} to choose a new password`,
  "ask-password-reset": ({ subject }, name) => `sent ${name(subject)} a link to choose a new password`,
  "reset-password": () => "chose a new password",
  "change-profile": () => "changed their own details",
  "change-password": () => "changed their password",
  "end-session": ({ detail }) =>
    detail.which === "others" ? "ended their other sign-ins" : "ended one of their sign-ins",
  "erase-account": () => "erased their account",
  "ask-email-change": () => "asked to change their e-mail address",
  "change-email": () => "changed their e-mail address",
  "add-passkey": () => "added a passkey",
  "rename-passkey": () => "renamed a passkey",
  "remove-passkey": () => "removed a passkey",
  "begin-second-step": () => "began to set up a second step",
  "turn-on-second-step": () => "turned on the second step",
  "turn-off-second-step": ({ subject, actorId }, name) =>
    subject === actorId ? "turned off the second step" : `turned off the second step of ${name(subject)}`,
  "use-recovery-code": () => "signed in with a recovery code",
  "renew-recovery-codes": () => "made new recovery codes",
  "issue-badge": ({ detail }, name) =>
    `${detail.renews ? "renewed" : "issued"} a ${badgeNames[String(detail.kind)] ?? "digital"} credential for ${name(detail.personId)}`,
  "revoke-badge": ({ detail }, name) => `revoked a digital credential of ${name(detail.personId)}`,
  "share-badge": () => "shared one of their digital credentials",
  "plan-teach-backs": ({ subject }, name) => `planned the teach-backs of ${name(subject)}`,
  "undo-teach-backs": ({ subject }, name) => `took back the teach-back slots of ${name(subject)}`,
  "give-teach-back": ({ detail }, name) => `gave ${name(detail.personId)} a slot for a teach-back`,
  "choose-slice": () => "chose what to teach back",
  "score-teach-back": ({ detail }, name) => `scored the teach-back of ${name(detail.personId)}`,
  "decide-trainer": ({ subject, detail }, name) =>
    `${trainerWords[String(detail.kind)] ?? "decided about"} ${name(subject)}`,
  "record-step": ({ subject, detail }, name) =>
    `recorded ${stepWords[String(detail.kind)] ?? "a step"} for ${name(subject)}`,
  "undo-step": ({ subject, detail }, name) =>
    `took back ${stepWords[String(detail.kind)] ?? "a step"} of ${name(subject)}`,
  "add-mentor": ({ subject, detail }, name) => `made ${name(detail.mentorId)} the mentor of ${name(subject)}`,
  "end-mentor": ({ subject, detail }, name) => `ended that ${name(detail.mentorId)} coaches ${name(subject)}`,
  "change-trainer-profile": () => "changed what they show in the trainer registry",
  "send-activation": ({ subject, detail }, name) =>
    detail.to === "sponsor"
      ? `wrote to the sponsor of ${name(subject)} about a first delivery`
      : `wrote to ${name(subject)} about a first delivery`,
  "stop-reminders": () => "stopped the reminders of a first delivery",
  "resume-reminders": () => "let the reminders of a first delivery come again",
  "name-sponsor": () => "named their sponsor",
  "answer-touchpoint": ({ detail }) =>
    detail.to === "supervisor"
      ? "took in the answers of a sponsor"
      : "marked how things stand after the course",
  "stop-letters": () => "stopped the letters after the course",
  "resume-letters": () => "let the letters after the course come again",
  "sign-sponsor-form": ({ detail }, name) => `took in the signed sponsor form of ${name(detail.personId)}`,
  "stop-sponsor-letters": ({ detail }, name) =>
    `stopped the letters to the sponsor of ${name(detail.personId)}`,
  "resume-sponsor-letters": ({ detail }, name) =>
    `let the letters to the sponsor of ${name(detail.personId)} come again`,
  "send-touchpoint": ({ detail }, name) =>
    detail.to === "supervisor"
      ? `wrote to the sponsor of ${name(detail.personId)}`
      : `wrote to ${name(detail.personId)} about the days after the course`,
  "unshare-badge": () => "stopped sharing one of their digital credentials",
};

const localWords = ({ slot }: AuditRow["detail"]): string => {
  const known = slotNamed(String(slot));
  return `the entry “${known ? slotRules[known].title : String(slot).replaceAll("_", " ")}”`;
};

const trainerWords: Record<string, string> = {
  certify: "certified",
  renew: "renewed the certification of",
  lead: "made a lead trainer of",
  suspend: "paused",
  reinstate: "brought back",
  end: "ended the certification of",
};

const stepWords: Record<string, string> = {
  "knowledge-check": "a knowledge check",
  "make-up": "a make-up",
  "sponsor-form": "the sponsor’s form",
  briefing: "a briefing",
};

/** Such as "Change cohort": the kind of a row for a filter. */
export const actionLabel = (action: string): string => {
  const words = action.replaceAll(/[-._:]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What was done, in words that follow a name: "planned Spring cohort". */
export function auditWords(row: AuditRow, nameOf: NameOf): string {
  const name = (value: unknown): string =>
    listed(ids(value).map((id) => nameOf(id) ?? "somebody or something removed"));
  const tell = told[row.action];
  if (tell) return tell(row, name);
  const about = [row.subject, ...ids(row.detail.personId)].flatMap((id) => nameOf(id) ?? []);
  const what = actionLabel(row.action).toLowerCase();
  return about.length > 0 ? `${what}: ${listed([...new Set(about)])}` : what;
}

/** Every id that a row speaks of. */
export const idsIn = (row: AuditRow): string[] => [
  ...(row.actorId ? [row.actorId] : []),
  row.subject,
  ...Object.values(row.detail).flatMap(ids),
];
