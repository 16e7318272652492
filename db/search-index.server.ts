import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import DatabaseFile from "better-sqlite3";
import { env } from "#app/lib/env.ts";

/** One passage as it is searched. `title` weighs most, then `context`, then `body`; the rest is carried along. */
export type IndexedPassage = {
  kind: string;
  title: string;
  context: string;
  body: string;
  href: string;
  /** 1 when only facilitators may find it. */
  restricted: 0 | 1;
  /** Shown in the place of a passage that must not stand in a list of results; else empty. */
  instead: string;
};

export type Hit = Omit<IndexedPassage, "body"> & {
  /** Parts of the passage around what was found; every second part is a word that was asked for. */
  excerpt: string[];
};

const folder = (): string => join(env.dataDir, "search");
const fileOf = (hash: string): string => join(folder(), `${hash.slice(0, 16)}.sqlite`);

/**
 * The full-text index of one state of the curricula, in a file of its own beside the database: it can be made again
 * from the content at any time. Made under another name first, so that two processes cannot see a half of it.
 */
export function buildIndex(hash: string, passages: () => IndexedPassage[]): void {
  const file = fileOf(hash);
  if (existsSync(file)) return;
  mkdirSync(folder(), { recursive: true });
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  const client = new DatabaseFile(draft);
  client.pragma("journal_mode = OFF");
  client.exec(
    `create virtual table passage using fts5(
       title, context, body, kind unindexed, href unindexed, restricted unindexed, instead unindexed,
       tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3 4');
     create virtual table vocabulary using fts5(spelling, tokenize = 'trigram');`,
  );
  const insert = client.prepare(
    `insert into passage (title, context, body, kind, href, restricted, instead)
     values (@title, @context, @body, @kind, @href, @restricted, @instead)`,
  );
  const words = new Set<string>();
  client.transaction(() => {
    for (const passage of passages()) {
      insert.run(passage);
      if (passage.restricted) continue;
      for (const [word] of `${passage.title} ${passage.body}`.toLowerCase().matchAll(/\p{L}{4,}/gu))
        words.add(word);
    }
    const known = client.prepare("insert into vocabulary (spelling) values (?)");
    for (const word of words) known.run(word);
  })();
  client.exec("insert into passage (passage) values ('optimize')");
  client.close();
  renameSync(draft, file);
  for (const other of readdirSync(folder()))
    if (/^[0-9a-f]{16}\.sqlite$/.test(other) && join(folder(), other) !== file)
      rmSync(join(folder(), other), { force: true });
}

let open: { hash: string; client: DatabaseFile.Database } | null = null;

function index(hash: string, passages: () => IndexedPassage[]): DatabaseFile.Database {
  if (open?.hash === hash) return open.client;
  open?.client.close();
  buildIndex(hash, passages);
  open = { hash, client: new DatabaseFile(fileOf(hash), { readonly: true }) };
  return open.client;
}

const mark = "\u0001";

/** A reader of the index of this content. `match` is an FTS5 expression. */
export function searchIndex(hash: string, passages: () => IndexedPassage[]) {
  const client = index(hash, passages);
  return {
    /** How many passages match, per kind. */
    counts(match: string, restricted: boolean): Map<string, number> {
      const rows = client
        .prepare(
          "select kind, count(*) as n from passage where passage match ? and restricted <= ? group by kind",
        )
        .all(match, restricted ? 1 : 0) as { kind: string; n: number }[];
      return new Map(rows.map(({ kind, n }) => [kind, n]));
    },
    /** The best matches first (bm25: a title counts eight times a body, a context three times). */
    hits(
      match: string,
      view: { kind: string | null; restricted: boolean; from: number; count: number },
    ): Hit[] {
      const rows = client
        .prepare(
          `select title, context, kind, href, restricted, instead,
             snippet(passage, 2, '${mark}', '${mark}', '…', 36) as excerpt
           from passage
           where passage match @match and restricted <= @restricted and (@kind is null or kind = @kind)
           order by bm25(passage, 8.0, 3.0, 1.0), rowid limit @count offset @from`,
        )
        .all({ ...view, match, restricted: view.restricted ? 1 : 0 }) as (Omit<Hit, "excerpt"> & {
        excerpt: string;
      })[];
      return rows.map((row) => ({ ...row, excerpt: row.instead ? [] : row.excerpt.split(mark) }));
    },
    /** Words of the content that share letters with this one. */
    wordsLike(word: string): string[] {
      const grams = [...word].flatMap((_, i) => (i + 3 <= word.length ? [word.slice(i, i + 3)] : []));
      if (grams.length === 0) return [];
      return client
        .prepare("select spelling from vocabulary where vocabulary match ? order by rank limit 200")
        .pluck()
        .all(grams.map((gram) => `"${gram}"`).join(" OR ")) as string[];
    },
  };
}
