import { canSomewhere, type User } from "#app/auth/can.ts";
import {
  catalogue,
  libraryHtml,
  libraryIntroHtml,
  libraryLineHtml,
  shortHash,
} from "#app/content/catalogue.server.ts";
import { mayRead } from "#app/features/learn/reading.server.ts";
import { notFound } from "#app/lib/refuse.ts";

/** Everything in the library that the user may read. `tag` keeps the cards that carry it. */
export function libraryPage(user: User, tag: string | null) {
  mayRead(user);
  const { library, course } = catalogue();
  const tags = [...new Set(library.cards.flatMap((card) => card.tags))].sort((a, b) => a.localeCompare(b));
  const chosen = tags.find((one) => one === tag) ?? null;
  const cards = library.cards
    .filter((card) => !chosen || card.tags.includes(chosen))
    .map(({ id, title, place, period, kind, take }) => ({
      id,
      title,
      place,
      period,
      kind,
      take: libraryLineHtml(id, take),
    }));
  return {
    title: library.title,
    ...libraryIntroHtml(),
    tags,
    tag: chosen,
    from2008: cards.filter(({ kind }) => kind === "program-2008"),
    comparison: cards.filter(({ kind }) => kind === "comparison"),
    cases: library.cases.map(({ id, title, summary, minutes }) => ({ id, title, summary, minutes })),
    pages: [
      ...readablePages(user).map(({ id, title, summary }) => ({ to: `/library/${id}`, title, summary })),
      ...course.front
        .filter(({ id }) => id === history)
        .map(({ id, title, summary }) => ({ to: `/front/${id}`, title, summary: summary ?? "" })),
    ],
  };
}

const history = "front-history";

function readablePages(user: User) {
  const all = canSomewhere(user, "read-facilitator");
  return catalogue().library.pages.filter(({ audience }) => all || audience === "everyone");
}

/** A card, a case study or a page of the library by its id. */
export function libraryText(user: User, id: string) {
  mayRead(user);
  const { library } = catalogue();
  const card = library.cards.find((one) => one.id === id);
  const study = library.cases.find((one) => one.id === id);
  const page = readablePages(user).find((one) => one.id === id);
  const found = card ?? study ?? page;
  if (!found)
    throw notFound("There is nothing in the library at this address. Its first page lists everything.");
  const shelf: { id: string; title: string }[] = card
    ? library.cards
    : study
      ? library.cases
      : readablePages(user);
  const place = shelf.findIndex((one) => one.id === id);
  const link = (at: number) => (shelf[at] ? { id: shelf[at].id, title: shelf[at].title } : null);
  const { sections, sourcesHtml } = libraryHtml(id);
  const line = (text: string) => libraryLineHtml(id, text);
  return {
    id,
    title: found.title,
    hash: shortHash(found.hash),
    reviewed: Object.values(found.reviews).every((name) => name !== null),
    sections: sections.map(({ id, title, html }) => ({ id, title, html })),
    sourcesHtml,
    previous: link(place - 1),
    next: link(place + 1),
    card: card
      ? {
          number: card.id,
          grantee: card.grantee,
          place: card.place,
          period: card.period,
          award: card.award,
          is2008: card.kind === "program-2008",
          take: line(card.take),
          evidence: line(card.evidence),
          tags: card.tags,
          questions: card.questions.map(line),
          cases: library.cases
            .filter(({ cards }) => cards.includes(id))
            .map(({ id, title }) => ({ id, title })),
        }
      : null,
    study: study
      ? {
          summary: study.summary,
          minutes: study.minutes,
          questions: study.questions.map(line),
          note: canSomewhere(user, "read-facilitator") ? line(study.facilitator_note) : null,
          cards: library.cards
            .filter((one) => study.cards.includes(one.id))
            .map(({ id, title }) => ({ id, title })),
        }
      : null,
    summary: page?.summary ?? null,
  };
}
