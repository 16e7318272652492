import { index, type RouteConfig, route } from "@remix-run/route-config";

export default [
  index("features/learn/home.tsx"),

  // auth: signing in, invitations, my account
  route("sign-in", "auth/sign-in.tsx"),
  route("sign-in/code", "auth/sign-in-code.tsx"),
  route("sign-in/passkey", "auth/sign-in-passkey.ts"),
  route("sign-out", "auth/sign-out.ts"),
  route("forgot-password", "auth/forgot-password.tsx"),
  route("reset/:token", "auth/reset-password.tsx"),
  route("invitation/:token", "features/people/accept-invitation.tsx"),
  route("confirm-email/:token", "features/people/confirm-email.tsx"),
  route("account", "features/people/account.tsx"),
  route("account/password", "features/people/account-password.tsx"),
  route("account/email", "features/people/account-email.tsx"),
  route("account/sign-ins", "features/people/account-sign-ins.tsx"),
  route("account/passkeys", "features/people/account-passkeys.tsx"),
  route("account/passkey", "features/people/account-passkey.ts"),
  route("account/second-step", "features/people/account-second-step.tsx"),
  route("account/records", "features/people/account-records.tsx"),
  route("account/records.json", "features/people/account-records.json.ts"),
  route("account/erase", "features/people/account-erase.tsx"),
  route("privacy", "features/people/privacy.tsx"),
  route("safety", "features/people/safety.tsx"),

  // learn: curriculum, reader, notes, glossary, support
  route("curriculum", "features/learn/curriculum.tsx"),
  route("curriculum/:moduleId", "features/learn/module.tsx"),
  route("curriculum/:moduleId/reading", "features/learn/reading.ts"),
  route("curriculum/:moduleId/plan", "features/learn/plan.tsx"),
  route("curriculum/:moduleId/handouts/:handoutId", "features/learn/handout.tsx"),
  route("handouts/:handoutId", "features/learn/handout-link.ts"),
  route("content/:ownerId/*", "features/learn/picture.ts"),
  route("front/:frontId", "features/learn/front.tsx"),
  route("notes", "features/learn/notes.tsx"),
  route("glossary", "features/learn/glossary.tsx"),
  route("support", "features/learn/support.tsx"),
  route("pause", "features/learn/pause.tsx"),
  route("guide", "features/learn/guide.tsx"),
  route("guide/:chapterId", "features/learn/chapter.tsx"),
  route("guide/:chapterId/:worksheetId", "features/learn/worksheet.tsx"),

  // library: search, programs, cases, pages to look things up
  route("library", "features/library/library.tsx"),
  route("library/:textId", "features/library/library-text.tsx"),
  route("search", "features/library/search.tsx"),

  // quiz
  route("curriculum/:moduleId/quiz", "features/quiz/quiz.tsx"),
  route("curriculum/:moduleId/quiz/take", "features/quiz/take.tsx"),
  route("curriculum/:moduleId/quiz/answer", "features/quiz/save-answer.ts"),
  route("curriculum/:moduleId/quiz/:attemptId", "features/quiz/result.tsx"),

  // cohorts
  route("cohorts", "features/cohorts/cohorts.tsx"),
  route("cohorts/new", "features/cohorts/new-cohort.tsx"),
  route("cohorts/:cohort", "features/cohorts/cohort.tsx"),
  route("cohorts/:cohort/progress.csv", "features/cohorts/progress-csv.ts"),
  route("cohorts/:cohort/edit", "features/cohorts/edit-cohort.tsx"),
  route("cohorts/:cohort/people", "features/cohorts/cohort-people.tsx"),
  route("cohorts/:cohort/people/:person", "features/cohorts/cohort-person.tsx"),
  route("cohorts/:cohort/modules/:module", "features/cohorts/cohort-module.tsx"),
  route("cohorts/:cohort/modules/:module/items.csv", "features/cohorts/items-csv.ts"),
  route("cohorts/:cohort/history", "features/cohorts/cohort-history.tsx"),

  // room: the ledger of who was there
  route("cohorts/:cohort/attendance", "features/room/attendance.tsx"),
  route("cohorts/:cohort/days/:position/check-in-screen", "features/room/check-in-screen.tsx"),
  route("check-in/:code?", "features/room/check-in.tsx"),
  route("cohorts/:cohort/days/:position/ledger.json", "features/room/ledger.json.ts"),
  // room: run-of-show, slides, questions to the room
  route("cohorts/:cohort/days/:position/run", "features/room/run.tsx"),
  route("cohorts/:cohort/days/:position/events", "features/room/run-events.ts"),
  // room: the days of a cohort, who comes, and what is prepared
  route("cohorts/:cohort/days", "features/room/timetable.tsx"),
  route("cohorts/:cohort/days/:position", "features/room/timetable-day.tsx"),
  route("cohorts/:cohort/days/:position/tables", "features/room/tables.tsx"),
  route("cohorts/:cohort/calendar.ics", "features/room/calendar-cohort.ts"),
  route("cohorts/:cohort/checklist", "features/room/checklist.tsx"),
  route("cohorts/:cohort/registration", "features/room/registration.tsx"),
  route("cohorts/:cohort/notice", "features/room/registration-notice.tsx"),
  route("cohorts/:cohort/walk-in", "features/room/registration-walk-in.tsx"),
  route("join/:token", "features/room/registration-form.tsx"),
  route("join/mine/:token", "features/room/registration-mine.tsx"),
  route("calendar", "features/room/calendar.tsx"),
  route("calendar.ics", "features/room/calendar-file.ts"),
  route("calendar/:token.ics", "features/room/calendar-feed.ts"),
  route("cohorts/:cohort/days/:position/present", "features/room/present.tsx"),
  route("cohorts/:cohort/days/:position/screen", "features/room/screen.tsx"),
  route("cohorts/:cohort/days/:position/room", "features/room/prompts.tsx"),
  route("room/:code?", "features/room/phone.tsx"),
  route("cohorts/:cohort/days/:position/sign-in", "features/room/sign-in-desk.tsx"),
  route("cohorts/:cohort/days/:position/sign-in/:person", "features/room/sign-in-person.tsx"),

  // certify: credit and certificates
  route("cohorts/:cohort/credit", "features/certify/credit.tsx"),
  route("cohorts/:cohort/credit.csv", "features/certify/credit-csv.ts"),
  route("cohorts/:cohort/credit.json", "features/certify/credit-json.ts"),
  route("cohorts/:cohort/certificates", "features/certify/certificates.tsx"),
  route("certificates/:number/certificate.pdf", "features/certify/certificate.pdf.ts"),
  route("my-credit", "features/certify/my-credit.tsx"),
  route("verify/:number?", "features/certify/verify.tsx"),

  // manual: manuals and the public guide
  route("manuals", "features/manual/manuals.tsx"),
  route("manuals/:book/:site/:paper", "features/manual/manual.tsx"),
  route("manuals/:book/:site/:paper/download", "features/manual/manual.pdf.ts"),
  route("response-guide", "features/manual/public-guide.tsx"),
  route("response-guide/:paper.pdf", "features/manual/public-guide.pdf.ts"),

  // certify: digital credentials, and what those who check them ask for
  route("credentials", "features/certify/credentials.tsx"),
  route("credentials/:badge", "features/certify/credential.tsx"),
  route("credentials/:badge/credential.json", "features/certify/credential-json.ts"),
  route("credentials/:badge/badge.svg", "features/certify/badge-svg.ts"),
  route("credentials/status/:list", "features/certify/credential-status.ts"),
  route(".well-known/did.json", "features/certify/credential-did.ts"),
  route("issuer", "features/certify/credential-issuer.tsx"),
  route("issuer.json", "features/certify/credential-issuer-json.ts"),
  route("achievements/:kind", "features/certify/credential-achievement.tsx"),
  route("achievements/:kind/achievement.json", "features/certify/credential-achievement-json.ts"),
  route("achievements/:kind/badge.svg", "features/certify/badge-picture-svg.ts"),

  // certify: the teach-back studio
  route("calibration", "features/certify/calibration.tsx"),
  route("calibration/:sample", "features/certify/calibration-sample.tsx"),

  // sites: sites, people, audit
  route("people", "features/people/people.tsx"),
  route("people/invite", "features/people/invite.tsx"),
  route("people/invitations", "features/people/invitations.tsx"),
  route("people/slips", "features/people/slips.tsx"),
  route("people/import", "features/people/import-people.tsx"),
  route("people/imports/:importId", "features/people/import-result.tsx"),
  route("people/:personId", "features/people/person.tsx"),
  route("people/:personId/reset", "features/people/person-reset.tsx"),
  route("sites", "features/sites/sites.tsx"),
  route("sites/new", "features/sites/new-site.tsx"),
  route("sites/:site", "features/sites/site.tsx"),
  route("sites/:site/edit", "features/sites/edit-site.tsx"),
  route("audit", "features/sites/audit.tsx"),
] satisfies RouteConfig;
