import { forgetOldAccess } from "#app/auth/forget.server.ts";
import { catalogue, isFromBuild } from "#app/content/catalogue.server.ts";
import { sendActivationLetters } from "#app/features/certify/activation-letters.server.ts";
import { sendFollowUp } from "#app/features/certify/follow-up-letters.server.ts";
import { remindTrainers } from "#app/features/certify/nags.server.ts";
import { forgetOldBuilds, stopBuilds, workOnBuilds } from "#app/features/manual/builds.server.ts";
import { forgetOldEntries } from "#app/features/offline/once.server.ts";
import { tellDayChanges } from "#app/features/room/changes.server.ts";
import { forgetNeeds, tendWaitLists } from "#app/features/room/registration-seats.server.ts";
import { forgetShelfRequests } from "#app/features/shelf/requests.server.ts";
import { forgetOldLinks } from "#app/features/sites/overlay-links.server.ts";
import { remindReviews } from "#app/features/sites/overlay-reminders.server.ts";
import { log } from "#app/lib/log.ts";
import { forgetOldMail, sendDueMail } from "#app/lib/mail.server.ts";
import { db } from "#db/client.server.ts";

const second = 1000;
let timer: NodeJS.Timeout | null = null;
let running: Promise<void> = Promise.resolve();

/** Work that one process does for all: letters that are due, rows whose time is over. Added here by name. */
const chores: (() => Promise<void> | void)[] = [
  remindTrainers,
  sendFollowUp,
  sendActivationLetters,
  remindReviews,
  tellDayChanges,
  sendDueMail,
  forgetOldAccess,
  forgetOldMail,
  tendWaitLists,
  forgetNeeds,
  forgetOldEntries,
  forgetOldBuilds,
  forgetShelfRequests,
  forgetOldLinks,
  workOnBuilds,
];

async function round(): Promise<void> {
  for (const chore of chores) {
    try {
      await chore();
    } catch (error) {
      log.error({ err: error }, "a background chore failed");
    }
  }
}

export function startBackground(): void {
  const next = () => {
    running = round().finally(() => {
      if (timer) timer = setTimeout(next, 5 * second);
    });
  };
  timer = setTimeout(next, second);
}

export async function stopBackground(): Promise<void> {
  if (timer) clearTimeout(timer);
  timer = null;
  await Promise.all([running, stopBuilds()]);
}

let warned = false;

/** One sentence about what keeps this process from answering, or null when it is ready. */
export function whatIsMissing(): string | null {
  try {
    db.$client.prepare("select 1 from installation limit 1").get();
  } catch {
    return "The database does not answer.";
  }
  if (import.meta.env.PROD && !warned && !isFromBuild()) {
    warned = true;
    log.warn("curricula/ is not what the build was made from, so it was parsed at start: npm run build");
  }
  return catalogue().modules.size > 0 ? null : "The curriculum is empty.";
}
