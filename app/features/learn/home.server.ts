import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { canSomewhere, cohortsWhere, type Role, type User } from "#app/auth/can.ts";
import { waitingInvitations } from "#app/auth/invitations.server.ts";
import { catalogue, moduleOf, taughtDays } from "#app/content/catalogue.server.ts";
import type { Module } from "#app/content/tree.ts";
import { followUpToday } from "#app/features/certify/commitment.server.ts";
import { nagsFor } from "#app/features/certify/nags.server.ts";
import { nextStepToTrainer } from "#app/features/certify/pipeline-person.server.ts";
import {
  type Cohort,
  cohortsIAttend,
  cohortsITrain,
  myCohorts,
} from "#app/features/cohorts/cohorts.server.ts";
import { openForms } from "#app/features/evaluate/mine.server.ts";
import { recentChanges } from "#app/features/room/changes.server.ts";
import { startOf } from "#app/features/room/day-times.ts";
import {
  daysOfCohort,
  dayToday,
  type SessionDay,
  upcomingDay,
} from "#app/features/room/session-days.server.ts";
import { overlayNews } from "#app/features/sites/overlay.server.ts";
import { minutesOf } from "#app/lib/clock.ts";
import { clockOfMinutes, longDay, longDays, todayIn, zoneName } from "#app/lib/dates.ts";
import { db } from "#db/client.server.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import type { Completion } from "./completion.ts";
import { type NextStep, nextStep } from "./next.ts";
import { bookmarksOf, notesOf } from "./notes.server.ts";
import { completionOf } from "./progress.server.ts";
import { numberOf } from "./reader.ts";
import { mayRead, placesOf, readingLog } from "./reading.server.ts";

/** What a person needs to know when they arrive. Several roles: each part that is theirs. */
export function homePage(user: User, now = new Date()) {
  mayRead(user);
  const attends = cohortsIAttend(user, now).filter(({ phase }) => phase !== "archived");
  const isTrainee = has(user, "trainee") || attends.length > 0;
  const isTrainer = has(user, "trainer") || cohortsWhere(user, "run-day").length > 0;
  const trains = isTrainer ? cohortsITrain(user, now) : [];
  return {
    name: user.name.split(" ")[0] ?? user.name,
    learning: isTrainee ? learning(user, attends, now) : null,
    teaching: isTrainer ? trains.filter(isCurrent).map(card) : null,
    paused: user.paused === true,
    seesCascade: canSomewhere(user, "see-site-totals"),
    today: user.paused ? [] : todayInTheRoom(trains, now),
    left: user.paused ? [] : nagsFor(user, now, trains),
    afterCourse: attends.some(({ endsOn, timeZone }) => endsOn <= todayIn(timeZone, now))
      ? followUpToday(user, now)
      : [],
    openForms: attends.length > 0 ? openForms(user, now) : [],
    way: nextStepToTrainer(user, now),
    site: has(user, "coordinator")
      ? {
          cohorts: myCohorts(user, now).filter(isCurrent).map(card),
          waiting: waitingInvitations(user, now).length,
          local: overlayNews(user, now),
        }
      : null,
    invites: canSomewhere(user, "invite-staff"),
    reviews: has(user, "reviewer"),
    totals: has(user, "grantee"),
    administers: has(user, "administrator"),
    mayTeach: canSomewhere(user, "read-facilitator"),
  };
}

/** Those of the cohorts that meet today. */
function todayInTheRoom(cohorts: Cohort[], now: Date) {
  return cohorts.flatMap(({ id, name, venue, archivedAt, canceledAt }) => {
    const day = archivedAt || canceledAt ? null : dayToday(id, now);
    if (!day) return [];
    const { position, plan } = day;
    return [
      {
        cohortId: id,
        cohortName: name,
        position,
        title: plan.title,
        from: clockOfMinutes(plan.startsAt),
        to: clockOfMinutes(plan.endsAt),
        venue: day.venue ?? venue,
      },
    ];
  });
}

const has = (user: User, role: Role): boolean => user.grants.some((grant) => grant.role === role);
const isCurrent = ({ phase }: Cohort): boolean => phase === "running" || phase === "planned";

const card = ({ id, name, siteName, startsOn, endsOn, phase, trainees, host }: Cohort) => ({
  id,
  name,
  host,
  siteName,
  phase,
  trainees,
  dates: longDays({ startsOn, endsOn }),
});

function learning(user: User, cohorts: Cohort[], now: Date) {
  const { course } = catalogue();
  const cohort = cohorts.find(isCurrent) ?? cohorts[0] ?? null;
  const progress = completionOf([user.id], cohort?.variant).get(user.id) as Completion;
  const inTheRoom = cohort && cohort.phase !== "canceled" ? daysOfCohort(cohort.id) : [];
  const days = cohort ? taughtDays(cohort.variant) : course.days;
  const blocks = days.flatMap((day) => day.blocks);
  const places = placesOf(user);
  const step = nextStep(
    blocks.map(({ id }) => id),
    progress,
    places,
  );
  return {
    next: step && nextPanel(step, progress, places, cohort && inTheRoom, now),
    room: nextDay(inTheRoom, cohort?.venue ?? null, now),
    roomChanges: cohort && cohort.phase !== "canceled" ? recentChanges(cohort.id, now) : [],
    roomIsOver: inTheRoom.some(({ canceledAt }) => !canceledAt),
    trainers: cohort?.trainers.map(({ name }) => name) ?? [],
    cohort: cohort && card(cohort),
    whoAdds: cohort ? [] : whoAdds(user),
    complete: progress.overall.complete,
    days: days.map(({ id, order, title, modules, blocks }) => {
      const total = progress.days.get(id);
      const frames = blocks.filter(({ kind }) => kind !== "module");
      return {
        id,
        /** The address of the day where the course is read, when it is one of the course as it stands. */
        to: course.days.some((day) => sameBlocks(day.blocks, blocks)) ? `/curriculum#${id}` : "/curriculum",
        order,
        title,
        done: total?.modules.done ?? 0,
        total: modules.length,
        complete: total?.complete ?? false,
        minutesLeft: total?.minutesLeft ?? 0,
        stones: modules.map(({ id }) => stone(progress, id, step?.moduleId)),
        frames: frames.map(({ id, kind }) => ({
          id,
          kind: kind === "opening" ? ("opening" as const) : ("closing" as const),
          done: progress.modules.get(id)?.complete ?? false,
        })),
      };
    }),
    planned: (cohort ? [] : course.planned).map(({ day, title, modules }) => ({
      day,
      title,
      modules: modules.length,
    })),
    setAside: setAside(user),
    notes: notesOf(user).length,
    bookmarks: bookmarksOf(user).length,
  };
}

function stone(progress: Completion, moduleId: string, nextId: string | undefined): "done" | "now" | "todo" {
  if (progress.modules.get(moduleId)?.complete) return "done";
  return moduleId === nextId ? "now" : "todo";
}

function nextPanel(
  { moduleId, what }: NextStep,
  progress: Completion,
  places: { moduleId: string; sectionId: string }[],
  inTheRoom: SessionDay[] | null,
  now: Date,
) {
  const module = moduleOf(moduleId) as Module;
  const room = inTheRoom?.find(({ plan }) => plan.items.some((item) => item.module?.id === moduleId));
  const day = catalogue().course.days.find(({ id }) => id === module.day);
  const stopped = places.find((one) => one.moduleId === moduleId)?.sectionId;
  const section = module.sections.find(({ id }) => id === stopped) ?? null;
  return {
    what,
    day: room?.position ?? day?.order ?? 0,
    number: numberOf(module),
    title: module.title,
    minutesLeft: progress.modules.get(moduleId)?.minutesLeft ?? 0,
    stoppedAt: section?.title ?? null,
    due: room ? due(room, now) : null,
    to: address(module.id, what, section?.id ?? null),
  };
}

function address(moduleId: string, what: NextStep["what"], sectionId: string | null): string {
  const page = `/curriculum/${moduleId}`;
  if (what === "quiz" || what === "open-quiz") return `${page}/quiz`;
  return sectionId ? `${page}#${sectionId}` : page;
}

/** A sentence about when class is, in the days and the clock of the site. */
export function due(day: Pick<SessionDay, "on" | "startsAt" | "timeZone" | "canceledAt">, now: Date): string {
  if (day.canceledAt) return "This day in the room is canceled; go on at your own pace.";
  const today = todayIn(day.timeZone, now);
  if (day.on < today) return `Class was on ${longDay(day.on)}; go on at your own pace.`;
  const clock = clockOfMinutes(minutesOf(day.startsAt));
  return day.on === today
    ? `Due before class today, ${clock}.`
    : `Due before class on ${longDay(day.on)}, ${clock}.`;
}

/** The day in the room that comes next or is today: when and where. Null when none is ahead. */
function nextDay(days: SessionDay[], venue: string | null, now: Date) {
  const next = upcomingDay(days, now);
  if (!next) return null;
  return {
    position: next.position,
    title: next.plan.title,
    today: next.on === todayIn(next.timeZone, now),
    when: longDay(next.on),
    from: clockOfMinutes(next.plan.startsAt),
    to: clockOfMinutes(next.plan.endsAt),
    zone: zoneName(next.timeZone, startOf(next)),
    venue: next.venue ?? venue,
  };
}

const sameBlocks = (a: Module[], b: Module[]): boolean =>
  a.map(({ id }) => id).join() === b.map(({ id }) => id).join();

/** People at the trainee's site who can put them into a cohort. */
function whoAdds(user: User): { name: string; role: Role }[] {
  const sites = user.grants.flatMap(({ siteId }) => siteId ?? []);
  if (sites.length === 0) return [];
  return db
    .selectDistinct({ name: person.name, role: roleGrant.role })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(
      and(
        inArray(roleGrant.siteId, sites),
        inArray(roleGrant.role, ["trainer", "coordinator"]),
        isNull(roleGrant.endedAt),
        isNull(person.erasedAt),
      ),
    )
    .orderBy(asc(roleGrant.role), asc(person.name))
    .all();
}

/** Sections that wait: set aside and neither read nor met in another way since. */
function setAside(user: User) {
  const log = readingLog(user);
  return log
    .filter(
      ({ moduleId, sectionId, how }) =>
        how === "set-aside" &&
        !log.some(
          (other) =>
            other.moduleId === moduleId && other.sectionId === sectionId && other.how !== "set-aside",
        ),
    )
    .flatMap(({ moduleId, sectionId }) => {
      const module = moduleOf(moduleId);
      const section = module?.sections.find(({ id }) => id === sectionId);
      return module && section
        ? [{ to: `/curriculum/${moduleId}#${sectionId}`, title: section.title, module: module.title }]
        : [];
    });
}
