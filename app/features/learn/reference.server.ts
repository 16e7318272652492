import type { User } from "#app/auth/can.ts";
import {
  catalogue,
  chapterHtml,
  chapterOf,
  guideIntroHtml,
  lineHtml,
  shortHash,
  siteOf,
} from "#app/content/catalogue.server.ts";
import { safePath } from "#app/lib/origin.ts";
import { notFound } from "#app/lib/refuse.ts";
import { textOf } from "./curriculum.server.ts";
import { mayRead, placeIn, readerSite } from "./reading.server.ts";

/** The words of the course, A to Z. `query` looks in terms and definitions. */
export function glossaryPage(user: User, query: string) {
  mayRead(user);
  const { glossary, references } = catalogue();
  const wanted = query.trim().toLowerCase();
  const terms = [...glossary.values()]
    .filter(({ term, definition }) => `${term} ${definition}`.toLowerCase().includes(wanted))
    .sort((a, b) => a.term.localeCompare(b.term, "en-US"))
    .map(({ id, term, definition, references: keys }) => ({
      id,
      term,
      html: lineHtml(definition),
      sources: keys.map((key) => references.get(key)?.title ?? key),
    }));
  const letters = [...new Set(terms.map(({ term }) => letterOf(term)))];
  return {
    query: query.trim(),
    total: glossary.size,
    found: terms.length,
    letters: letters.map((letter) => ({
      letter,
      terms: terms.filter(({ term }) => letterOf(term) === letter),
    })),
  };
}

const letterOf = (term: string): string => {
  const first = term.charAt(0).toUpperCase();
  return /[A-Z]/.test(first) ? first : "0–9";
};

/** Every support line, and the site's own number where a site is known. Open to anybody. */
export function supportPage(user: User | null) {
  const { support } = catalogue();
  const site = user ? siteOf(readerSite(user)) : null;
  const slot = site?.slots.child_abuse_hotline;
  const local =
    site && slot && slot.status !== "missing"
      ? {
          site: site.name,
          html: lineHtml(withoutSources(slot.text)),
          verifiedOn: slot.verified_on,
          isOld: slot.local?.state === "expired",
        }
      : null;
  return {
    reviewed: support.last_reviewed,
    lines: support.lines.map((line) => ({
      id: line.id,
      name: line.name,
      call: line.call ?? null,
      text: line.text ?? null,
      chat: line.chat ?? null,
      hours: line.hours ?? null,
      languages: Array.isArray(line.languages) ? line.languages.join(", ") : (line.languages ?? null),
      is: line.what_it_is,
      isNot: line.what_it_is_not ?? null,
      status: line.status,
      verifiedOn: line.verified_on,
      local: line.id === "child-abuse-hotline" ? local : null,
    })),
  };
}

const withoutSources = (text: string): string => text.replaceAll(/\s*\[@[^\]]*\]/g, "");

/**
 * Where a pause goes back to: the page the person came from, and in a module the start of the section they were in,
 * never the middle of one.
 */
export function wayBack(user: User | null, from: string | null): string {
  const path = safePath(from);
  const moduleId = /^\/curriculum\/([^/?#]+)$/.exec(path)?.[1];
  const section = moduleId && user ? placeIn(user, moduleId) : null;
  return section ? `${path}#${section}` : path;
}

export function guidePage(user: User) {
  mayRead(user);
  const { guide } = catalogue();
  const { html, sourcesHtml } = guideIntroHtml();
  return {
    title: guide.title,
    edition: guide.edition,
    status: guide.status,
    html,
    sourcesHtml,
    chapters: guide.chapters.map(({ id, title, clock, lead, worksheets }) => ({
      id,
      title,
      clock,
      lead,
      worksheets: worksheets.length,
    })),
    planned: guide.planned,
  };
}

export function chapterPage(user: User, chapterId: string) {
  mayRead(user);
  const chapter = chapterOf(chapterId);
  if (!chapter) throw notFound();
  const { guide } = catalogue();
  const place = guide.chapters.findIndex(({ id }) => id === chapterId);
  const { sections, sourcesHtml } = chapterHtml(chapterId, readerSite(user));
  const link = (at: number) => {
    const other = guide.chapters[at];
    return other ? { id: other.id, title: other.title } : null;
  };
  return {
    id: chapter.id,
    title: chapter.title,
    clock: chapter.clock,
    lead: chapter.lead,
    edition: guide.edition,
    hash: shortHash(chapter.hash),
    reviewed: Object.values(chapter.reviews).every((name) => name !== null),
    purpose: lineHtml(chapter.purpose),
    goodLooksLike: chapter.good_looks_like.map((line) => lineHtml(line)),
    roles: chapter.roles.map(({ role, letter, note }) => ({ role, letter, note: lineHtml(note) })),
    timeline: chapter.timeline.map(({ when, what }) => ({ when, what: lineHtml(what) })),
    checklist: chapter.checklist.map((line) => lineHtml(line)),
    equityCheck: chapter.equity_check.map((line) => lineHtml(line)),
    privacyCheck: chapter.privacy_check.map((line) => lineHtml(line)),
    worksheets: chapter.worksheets.map(({ id, title, purpose }) => ({ id, title, purpose })),
    sections: textOf(sections),
    sourcesHtml,
    previous: link(place - 1),
    next: link(place + 1),
  };
}

export function worksheetPage(user: User, chapterId: string, worksheetId: string) {
  mayRead(user);
  const chapter = chapterOf(chapterId);
  const worksheet = chapter?.worksheets.find(({ id }) => id === worksheetId);
  if (!chapter || !worksheet) throw notFound();
  return { chapter: { id: chapter.id, title: chapter.title }, worksheet, edition: catalogue().guide.edition };
}
