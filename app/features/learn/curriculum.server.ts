import { canSomewhere, type User } from "#app/auth/can.ts";
import { catalogue, frontHtml, handoutHtml, handoutOf, planHtml } from "#app/content/catalogue.server.ts";
import { disciplineNames } from "#app/content/discipline.ts";
import { notFound } from "#app/lib/refuse.ts";
import { completionOf } from "./progress.server.ts";
import { facts } from "./reader.server.ts";
import { mayRead, moduleFor, readerSite } from "./reading.server.ts";

const weights = {
  primary: "Central to your field",
  standard: "Useful in your field",
  light: "Background for your field",
};

/** The whole course as a list, with the reader's own progress. */
export function curriculumPage(user: User) {
  mayRead(user);
  const { course } = catalogue();
  const progress = completionOf([user.id]).get(user.id);
  return {
    title: course.title,
    edition: course.edition,
    status: course.status,
    discipline: user.discipline && disciplineNames[user.discipline],
    days: course.days.map(({ id, order, title, question, summary, minutes, blocks }) => ({
      id,
      order,
      title,
      question,
      summary: summary ?? null,
      minutes,
      blocks: blocks.map((module) => ({
        ...facts(module),
        items: module.quiz?.items.length ?? 0,
        minutesToRead: module.sections.reduce((sum, section) => sum + section.minutes, 0),
        weight: user.discipline && weights[module.audience[user.discipline]],
        progress: progress?.modules.get(module.id) ?? null,
      })),
    })),
    planned: course.planned,
    front: frontPages(user).map(({ id, title, summary, audience }) => ({
      id,
      title,
      summary: summary ?? null,
      audience,
    })),
  };
}

function frontPages(user: User) {
  const all = canSomewhere(user, "read-facilitator");
  return catalogue().course.front.filter(({ audience }) => all || audience === "everyone");
}

/** A page of the manual's front matter. */
export function frontPage(user: User, frontId: string) {
  mayRead(user);
  const page = frontPages(user).find(({ id }) => id === frontId);
  if (!page) throw notFound();
  const { sections, sourcesHtml } = frontHtml(frontId, readerSite(user));
  return { title: page.title, summary: page.summary ?? null, sections: textOf(sections), sourcesHtml };
}

/** The facilitator's plan; nobody without that right learns that it is there. */
export function planPage(user: User, moduleId: string) {
  const module = moduleFor(user, moduleId);
  if (!canSomewhere(user, "read-facilitator") || !module.plan) throw notFound();
  const siteId = readerSite(user, "read-facilitator");
  const { sections, sourcesHtml } = planHtml(moduleId, siteId);
  return {
    module: facts(module),
    steps: module.plan.steps.map(({ id, title, minutes, mark }) => ({ id, title, minutes, mark })),
    sections: textOf(sections),
    sourcesHtml,
  };
}

export function handoutPage(user: User, moduleId: string, handoutId: string) {
  const module = moduleFor(user, moduleId);
  const found = handoutOf(handoutId);
  if (found?.module.id !== module.id) throw notFound();
  const { id, title, purpose, use } = found.handout;
  return {
    module: { id: module.id, kind: module.kind, title: module.title },
    handout: { id, title, purpose, use },
    edition: catalogue().course.edition,
    html: handoutHtml(handoutId, readerSite(user)).html,
  };
}

/** Where a handout is, for links that know only its id. */
export function handoutAddress(user: User, handoutId: string): string {
  mayRead(user);
  const found = handoutOf(handoutId);
  if (!found) throw notFound();
  return `/curriculum/${found.module.id}/handouts/${handoutId}`;
}

export const textOf = (sections: { id: string; title: string; html: string }[]) =>
  sections.map(({ id, title, html }) => ({ id, title, html }));
