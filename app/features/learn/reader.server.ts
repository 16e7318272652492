import { canSomewhere, type User } from "#app/auth/can.ts";
import { catalogue, sectionsHtml, shortHash } from "#app/content/catalogue.server.ts";
import type { Module } from "#app/content/tree.ts";
import { bookmarksOf, type Note, notesOf } from "./notes.server.ts";
import { progressIn } from "./progress.server.ts";
import { around, type Shown, sectionAddress, shownOf, wishes } from "./reader.ts";
import { moduleFor, readerSite, readingLog } from "./reading.server.ts";

export type ReaderSection = {
  id: string;
  title: string;
  minutes: number;
  words: number;
  done: boolean;
  /** Whether the log already has what is shown now. */
  recorded: boolean;
  setAside: boolean;
  shown: Shown;
  hasNotice: boolean;
  hasAlternative: boolean;
  noticeHtml: string;
  /** What is open: the text or the alternative. Empty while the choice has not been made. */
  html: string;
  bookmarked: boolean;
  notes: OwnNote[];
  /** Where "Next section" goes. */
  next: { title: string; to: string } | null;
};

export type OwnNote = Pick<Note, "id" | "body" | "moduleId" | "sectionId">;

const own = ({ id, body, moduleId, sectionId }: Note): OwnNote => ({ id, body, moduleId, sectionId });

/** The module page as this reader sees it. `?section=` shows one section alone. */
export function readerPage(user: User, moduleId: string, params: URLSearchParams) {
  const module = moduleFor(user, moduleId);
  const mayPlan = canSomewhere(user, "read-facilitator") && module.plan !== null;
  const page = sectionsHtml(moduleId, {
    discipline: user.discipline,
    siteId: readerSite(user),
    role: mayPlan ? "trainer" : "trainee",
  });
  const log = readingLog(user, moduleId);
  const bookmarks = new Set(bookmarksOf(user, moduleId).map(({ sectionId }) => sectionId));
  const notes = notesOf(user, moduleId);
  const wished = wishes(params);
  const progress = progressIn(user.id, module, log);
  const alone = page.sections.find(({ id }) => id === params.get("section"))?.id ?? null;

  const sections = page.sections.map((section): ReaderSection => {
    const mine = log.filter(({ sectionId }) => sectionId === section.id);
    const hasNotice = section.noticeHtml !== null;
    const hasAlternative = section.alternativeHtml !== null;
    const shown = shownOf(
      { id: section.id, notice: hasNotice, alternative: hasAlternative },
      mine,
      wished.get(section.id),
    );
    const following = around(page.sections, section.id).next;
    return {
      id: section.id,
      title: section.title,
      minutes: section.minutes,
      words: section.words,
      done: mine.length > 0,
      recorded: mine.some(({ how }) => how === shown),
      setAside: mine.length > 0 && mine.every(({ how }) => how === "set-aside"),
      shown,
      hasNotice,
      hasAlternative,
      noticeHtml: section.noticeHtml ?? "",
      html: openText(section, shown),
      bookmarked: bookmarks.has(section.id),
      notes: notes.filter(({ sectionId }) => sectionId === section.id).map(own),
      next: following && {
        title: following.title,
        to: sectionAddress(moduleId, following.id, alone !== null),
      },
    };
  });
  const known = new Set(sections.map(({ id }) => id));
  const { previous, next } = around(
    module.day ? catalogue().course.days.flatMap(({ blocks }) => blocks) : [],
    moduleId,
  );

  return {
    module: {
      ...facts(module),
      minutesToRead: sections.reduce((sum, { minutes }) => sum + minutes, 0),
      hasPlan: mayPlan,
      items: module.quiz?.items.length ?? 0,
    },
    sections,
    alone,
    quizState: progress.quiz.state,
    complete: progress.complete,
    minutesLeft: sections.filter(({ done }) => !done).reduce((sum, { minutes }) => sum + minutes, 0),
    earlierNotes: notes.filter(({ sectionId }) => !known.has(sectionId)).map(own),
    sourcesHtml: page.sourcesHtml,
    previous: previous && { id: previous.id, title: previous.title },
    next: next && { id: next.id, title: next.title },
  };
}

export type ReaderPage = ReturnType<typeof readerPage>;

/** What stands at the head of a module, here and on the curriculum page. */
export function facts(module: Module) {
  const { id, kind, title, minutes, summary, advisory, objectives, audience, reviews, survivor_voice } =
    module;
  return {
    id,
    kind,
    title,
    minutes,
    summary,
    advisory,
    audience,
    objectives: objectives.map(({ id, verb, text }) => ({ id, text: `${verb} ${text}` })),
    reviewed: Object.values(reviews).every((name) => name !== null),
    survivorVoice: survivor_voice,
    handouts: module.handouts.map(({ id, title, purpose, use }) => ({ id, title, purpose, use })),
    edition: catalogue().course.edition,
    hash: shortHash(module.hash),
  };
}

function openText(section: { html: string; alternativeHtml: string | null }, shown: Shown): string {
  if (shown === "choice") return "";
  return shown === "alternative" ? (section.alternativeHtml ?? "") : section.html;
}
