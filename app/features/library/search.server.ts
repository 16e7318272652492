import { canSomewhere, type User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { mayRead } from "#app/features/learn/reading.server.ts";
import { buildIndex, searchIndex } from "#db/search-index.server.ts";
import { type Kind, kinds } from "./kinds.ts";
import { passagesOf } from "./passages.ts";
import { nearest, parseQuery } from "./query.ts";

const perPage = 15;

export type SearchView = { typed: string; kind: string | null; page: number };

/** Makes the index of today's content when it is not there yet. */
export function prepareSearch(): void {
  buildIndex(catalogue().hash, passages);
}

const passages = () => passagesOf(catalogue());

/** What the user may read that has these words, the best first. Nothing is found for an empty box. */
export function searchPage(user: User, { typed, kind, page }: SearchView) {
  mayRead(user);
  const restricted = canSomewhere(user, "read-facilitator");
  const query = parseQuery(typed);
  const empty = {
    typed,
    kind: null,
    total: 0,
    groups: [],
    hits: [],
    page: 1,
    pages: 1,
    loose: false,
    meant: null,
  };
  if (!query) return empty;
  const index = searchIndex(catalogue().hash, passages);
  const strict = index.counts(query.all, restricted);
  const loose = strict.size === 0 && query.words.length > 1;
  const match = loose ? query.any : query.all;
  const counts = loose ? index.counts(match, restricted) : strict;
  const groups = (Object.keys(kinds) as Kind[]).flatMap((id) => {
    const count = counts.get(id) ?? 0;
    return count > 0 ? [{ id, name: kinds[id], count }] : [];
  });
  const chosen = groups.find(({ id }) => id === kind) ?? null;
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const pages = Math.max(1, Math.ceil((chosen?.count ?? total) / perPage));
  const shown = Math.min(Math.max(1, page), pages);
  return {
    ...empty,
    kind: chosen?.id ?? null,
    total,
    groups,
    hits: index.hits(match, {
      kind: chosen?.id ?? null,
      restricted,
      from: (shown - 1) * perPage,
      count: perPage,
    }),
    page: shown,
    pages,
    loose,
    meant: total === 0 || loose ? meantBy(query.words, index.wordsLike) : null,
  };
}

/** The query with each unknown word replaced by the nearest known one; null when there is none to replace. */
function meantBy(words: string[], wordsLike: (word: string) => string[]): string | null {
  const better = words.map((word) => {
    const known = word.length > 3 ? wordsLike(word) : [];
    return known.includes(word) ? word : (nearest(word, known) ?? word);
  });
  return better.some((word, i) => word !== words[i]) ? better.join(" ") : null;
}
