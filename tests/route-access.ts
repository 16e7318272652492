import type { Role } from "#app/auth/can.ts";

/** Who asks, in the order of the columns below. The last two hold their role for the whole program, the rest at Denver. */
export const askers = [
  "nobody",
  "trainee",
  "trainer",
  "coordinator",
  "reviewer",
  "grantee",
  "administrator",
] as const satisfies readonly ("nobody" | Role)[];
export type Asker = (typeof askers)[number];

/** Ids in the database of routes.test.ts: Denver's, and another site's. */
export const ids = {
  own: {
    cohort: "c-denver-running",
    person: "p-tomas.rivera",
    site: "denver",
    attempt: "attempt-denver",
    importing: "import-denver",
  },
  other: {
    cohort: "c-atlantic-city",
    person: "p-sofia.marino",
    site: "atlantic-city",
    attempt: "attempt-atlantic-city",
    importing: "import-atlantic-city",
  },
};

export type Line = {
  /** The path in app/routes.ts, "/" for the index. */
  route: string;
  address: string;
  /** What each asker gets, in the order of `askers`. `in`: a redirect to the sign-in page. `-`: may do it, not asked. */
  get: string;
  /** A form that would change something, sent where nobody in the columns may: what each of them gets. */
  form?: Record<string, string>;
  post?: string;
};

const line = (
  route: string,
  address: string,
  get: string,
  form?: Record<string, string>,
  post?: string,
): Line => ({
  route,
  address,
  get,
  form,
  post,
});

// Columns: nobody, trainee, trainer, coordinator, reviewer, grantee, administrator.
export const lines: Line[] = [
  line("/", "/", "in 200 200 200 200 200 200"),
  line("sign-in", "/sign-in", "200 302 302 302 302 302 302"),
  line("sign-in/code", "/sign-in/code", "in 302 302 302 302 302 302"),
  line("sign-in/passkey", "/sign-in/passkey", "in in in in in in in"),
  line("sign-out", "/sign-out", "302 302 302 302 302 302 302"),
  line("forgot-password", "/forgot-password", "200 200 200 200 200 200 200"),
  line("reset/:token", "/reset/invented", "200 200 200 200 200 200 200"),
  line("invitation/:token", "/invitation/invented", "200 200 200 200 200 200 200"),
  line("confirm-email/:token", "/confirm-email/invented", "200 200 200 200 200 200 200"),
  line("account", "/account", "in 200 200 200 200 200 200"),
  line("account/password", "/account/password", "in 200 200 200 200 200 200"),
  line("account/email", "/account/email", "in 200 200 200 200 200 200"),
  line("account/sign-ins", "/account/sign-ins", "in 200 200 200 200 200 200"),
  line("account/passkeys", "/account/passkeys", "in 200 200 200 200 200 200"),
  line("account/passkey", "/account/passkey", "302 302 302 302 302 302 302"),
  line("account/second-step", "/account/second-step", "in 403 200 200 200 200 200"),
  line("account/records", "/account/records", "in 200 200 200 200 200 200"),
  line("account/records.json", "/account/records.json", "in 200 200 200 200 200 200"),
  line("account/erase", "/account/erase", "in 200 200 200 200 200 200"),
  line("privacy", "/privacy", "200 200 200 200 200 200 200"),
  line("safety", "/safety", "200 200 200 200 200 200 200"),
  line("curriculum", "/curriculum", "in 200 200 200 200 200 200"),
  line("curriculum/:moduleId", "/curriculum/1.1", "in 200 200 200 200 200 200"),
  line("curriculum/:moduleId/reading", "/curriculum/1.1/reading", "404 404 404 404 404 404 404"),
  line("curriculum/:moduleId/plan", "/curriculum/1.1/plan", "in 404 200 200 200 200 404"),
  line(
    "curriculum/:moduleId/handouts/:handoutId",
    "/curriculum/1.1/handouts/H1.1a",
    "in 200 200 200 200 200 200",
  ),
  line("handouts/:handoutId", "/handouts/H1.1a", "in 302 302 302 302 302 302"),
  line("content/:ownerId/*", "/content/1.1/none.png", "in 404 404 404 404 404 404"),
  line("front/:frontId", "/front/front-about", "in 200 200 200 200 200 200"),
  line("front/:frontId", "/front/front-facilitator-pack", "in 404 200 200 200 200 404"),
  line(
    "notes",
    "/notes",
    "in 200 200 200 200 200 200",
    { intent: "delete-note", note: "note-atlantic-city" },
    "in 302 302 302 302 302 302",
  ),
  line("glossary", "/glossary", "in 200 200 200 200 200 200"),
  line("support", "/support", "200 200 200 200 200 200 200"),
  line("pause", "/pause", "200 200 200 200 200 200 200"),
  line("guide", "/guide", "in 200 200 200 200 200 200"),
  line("guide/:chapterId", "/guide/1", "in 200 200 200 200 200 200"),
  line("guide/:chapterId/:worksheetId", "/guide/1/W1.1", "in 200 200 200 200 200 200"),
  line("library", "/library", "in 200 200 200 200 200 200"),
  line("library/:textId", "/library/P7", "in 200 200 200 200 200 200"),
  line("search", "/search?q=child", "in 200 200 200 200 200 200"),
  line("curriculum/:moduleId/quiz", "/curriculum/1.1/quiz", "in 200 200 200 200 200 200"),
  line(
    "curriculum/:moduleId/quiz/take",
    "/curriculum/1.1/quiz/take",
    "in 302 302 302 302 302 302",
    { attempt: "attempt-atlantic-city", intent: "submit" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "curriculum/:moduleId/quiz/answer",
    "/curriculum/1.1/quiz/answer",
    "404 404 404 404 404 404 404",
    { attempt: "attempt-atlantic-city", item: "1.1-q1", place: "0" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "curriculum/:moduleId/quiz/:attemptId",
    "/curriculum/1.1/quiz/attempt-denver",
    "in 200 404 404 404 404 404",
  ),
  line(
    "curriculum/:moduleId/quiz/:attemptId",
    "/curriculum/1.1/quiz/attempt-atlantic-city",
    "in 404 404 404 404 404 404",
  ),
  line("cohorts", "/cohorts", "in 403 200 200 403 403 403"),
  line(
    "cohorts/new",
    "/cohorts/new",
    "in 403 200 200 403 403 403",
    {
      id: "01j00000000000000000000000",
      site: "atlantic-city",
      name: "Taken over",
      startsOn: "2026-03-02",
      endsOn: "2026-03-05",
      trainer: "p-patrick.oneill",
    },
    "in 403 403 403 403 403 403",
  ),
  line(
    "cohorts/:cohort",
    "/cohorts/c-denver-running",
    "in 404 200 200 404 404 404",
    { intent: "archive" },
    "in 404 - - 404 404 404",
  ),
  line(
    "cohorts/:cohort",
    "/cohorts/c-atlantic-city",
    "in 404 404 404 404 404 404",
    { intent: "archive" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "cohorts/:cohort/progress.csv",
    "/cohorts/c-denver-running/progress.csv",
    "in 404 200 200 404 404 404",
  ),
  line("cohorts/:cohort/progress.csv", "/cohorts/c-atlantic-city/progress.csv", "in 404 404 404 404 404 404"),
  line("cohorts/:cohort/edit", "/cohorts/c-denver-running/edit", "in 404 200 200 404 404 404"),
  line(
    "cohorts/:cohort/edit",
    "/cohorts/c-atlantic-city/edit",
    "in 404 404 404 404 404 404",
    { name: "Taken over", startsOn: "2026-03-02", endsOn: "2026-03-05", trainer: "p-patrick.oneill" },
    "in 404 404 404 404 404 404",
  ),
  line("cohorts/:cohort/people", "/cohorts/c-denver-running/people", "in 404 200 200 404 404 404"),
  line(
    "cohorts/:cohort/people",
    "/cohorts/c-atlantic-city/people",
    "in 404 404 404 404 404 404",
    { intent: "withdraw", person: "p-sofia.marino" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "cohorts/:cohort/people/:person",
    "/cohorts/c-denver-running/people/p-tomas.rivera",
    "in 404 200 200 404 404 404",
  ),
  line(
    "cohorts/:cohort/people/:person",
    "/cohorts/c-atlantic-city/people/p-sofia.marino",
    "in 404 404 404 404 404 404",
  ),
  line(
    "cohorts/:cohort/people/:person",
    "/cohorts/c-denver-running/people/p-sofia.marino",
    "in 404 404 404 404 404 404",
  ),
  line(
    "cohorts/:cohort/modules/:module",
    "/cohorts/c-denver-running/modules/1.1",
    "in 404 200 200 404 404 404",
  ),
  line(
    "cohorts/:cohort/modules/:module",
    "/cohorts/c-atlantic-city/modules/1.1",
    "in 404 404 404 404 404 404",
  ),
  line(
    "cohorts/:cohort/modules/:module/items.csv",
    "/cohorts/c-denver-running/modules/1.1/items.csv",
    "in 404 200 200 404 404 404",
  ),
  line(
    "cohorts/:cohort/modules/:module/items.csv",
    "/cohorts/c-atlantic-city/modules/1.1/items.csv",
    "in 404 404 404 404 404 404",
  ),
  line("cohorts/:cohort/history", "/cohorts/c-denver-running/history", "in 404 200 200 404 404 404"),
  line("cohorts/:cohort/history", "/cohorts/c-atlantic-city/history", "in 404 404 404 404 404 404"),
  line(
    "cohorts/:cohort/days/:position/ledger.json",
    "/cohorts/c-denver-running/days/2/ledger.json",
    "401 404 200 200 404 404 404",
  ),
  line(
    "cohorts/:cohort/days/:position/ledger.json",
    "/cohorts/c-atlantic-city/days/2/ledger.json",
    "401 404 404 404 404 404 404",
  ),
  line("manuals", "/manuals", "in 200 200 200 200 200 200"),
  line("manuals/:book/:site/:paper", "/manuals/participant/denver/letter", "in 200 200 200 200 200 403"),
  line("manuals/:book/:site/:paper", "/manuals/training/denver/letter", "in 403 200 200 200 200 403"),
  line(
    "manuals/:book/:site/:paper",
    "/manuals/participant/atlantic-city/letter",
    "in 404 404 404 404 200 403",
  ),
  line(
    "manuals/:book/:site/:paper/download",
    "/manuals/participant/denver/letter/download",
    "in 200 200 200 200 200 403",
  ),
  line(
    "manuals/:book/:site/:paper/download",
    "/manuals/participant/atlantic-city/letter/download",
    "in 404 404 404 404 - 403",
  ),
  line("response-guide", "/response-guide", "200 200 200 200 200 200 200"),
  line("response-guide/:paper.pdf", "/response-guide/letter.pdf", "200 200 200 200 200 200 200"),
  line("people", "/people", "in 403 403 200 403 403 200"),
  line(
    "people/invite",
    "/people/invite",
    "in 403 200 200 403 200 200",
    { name: "A Friend", email: "friend@example.org", role: "trainee", place: "atlantic-city" },
    "in 403 403 403 403 403 -",
  ),
  line("people/invitations", "/people/invitations", "in 403 200 200 403 200 200"),
  line("people/slips", "/people/slips", "in 200 200 200 200 200 200"),
  line(
    "people/import",
    "/people/import",
    "in 403 200 200 403 403 200",
    { do: "confirm", site: "atlantic-city", text: "name,email\nA Friend,friend@example.org\n" },
    "in 403 403 403 403 403 -",
  ),
  line("people/imports/:importId", "/people/imports/import-denver", "in 404 200 200 404 404 200"),
  line(
    "people/imports/:importId",
    "/people/imports/import-atlantic-city",
    "in 404 404 404 404 404 200",
    {},
    "in 404 404 404 404 404 -",
  ),
  line(
    "people/:personId",
    "/people/p-tomas.rivera",
    "in 404 200 200 404 404 200",
    { intent: "email", email: "taken@example.org" },
    "in 404 - - 404 404 -",
  ),
  line(
    "people/:personId",
    "/people/p-sofia.marino",
    "in 404 404 404 404 404 200",
    { intent: "email", email: "taken@example.org" },
    "in 404 404 404 404 404 -",
  ),
  line(
    "people/:personId/reset",
    "/people/p-tomas.rivera/reset",
    "in 200 200 200 200 200 200",
    {},
    "in 404 - - 404 404 -",
  ),
  line(
    "people/:personId/reset",
    "/people/p-sofia.marino/reset",
    "in 200 200 200 200 200 200",
    {},
    "in 404 404 404 404 404 -",
  ),
  line("sites", "/sites", "in 403 200 200 403 200 200"),
  line(
    "sites/new",
    "/sites/new",
    "in 403 403 403 403 200 200",
    { id: "new-york", name: "New York", timeZone: "America/New_York" },
    "in 403 403 403 403 - -",
  ),
  line(
    "sites/:site",
    "/sites/denver",
    "in 404 200 200 404 200 200",
    { intent: "close" },
    "in 404 403 403 404 - -",
  ),
  line(
    "sites/:site",
    "/sites/atlantic-city",
    "in 404 404 404 404 200 200",
    { intent: "close" },
    "in 404 404 404 404 - -",
  ),
  line("sites/:site/edit", "/sites/denver/edit", "in 404 403 403 404 200 200"),
  line(
    "sites/:site/edit",
    "/sites/atlantic-city/edit",
    "in 404 404 404 404 200 200",
    { name: "Taken over", timeZone: "America/Denver" },
    "in 404 404 404 404 - -",
  ),
  line("audit", "/audit", "in 403 403 403 403 403 200"),
];
