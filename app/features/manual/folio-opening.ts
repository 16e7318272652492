import { heading, type Piece, paragraph, strong, text } from "#app/content/folio.ts";
import { words } from "#app/content/folio-writer.ts";
import { type Book, copyPath } from "./book.ts";
import { changesId, changesSentences, changesTitle, kindNames } from "./book-changes.ts";
import { bullets, entry, type FolioPress, piece } from "./folio-press.ts";
import { noticeOf } from "./press.ts";
import { aboutFacts, isCurrent, placeName } from "./typeset-opening.ts";

export function foliateTitle(book: Book, origin: string, hash: string): Piece {
  const notice = noticeOf(book.site);
  return piece("title", "Title page", "title", [
    paragraph(words(book.programme), "label"),
    paragraph(words(book.title), "title"),
    paragraph(words(book.subtitle), "subtitle"),
    paragraph(words(placeName(book.site)), "lead"),
    paragraph(words(`Edition ${book.edition}`), "meta"),
    ...(notice ? [paragraph(strong(words(notice)), "warning")] : []),
    paragraph([...strong("Draft, not yet reviewed."), ...words(` ${book.status}`)], "warning"),
    paragraph(
      [
        ...text(`${isCurrent} `),
        {
          kind: "link",
          href: origin + copyPath(book, hash),
          runs: text(`${origin.replace(/^https?:\/\//u, "")}/copy`),
        },
      ],
      "meta",
    ),
    paragraph(
      [
        ...text("Online edition: "),
        { kind: "link", href: origin, runs: text(origin.replace(/^https?:\/\//u, "")) },
      ],
      "meta",
    ),
    paragraph(`Content ${hash.slice(0, 12)}`, "meta"),
  ]);
}

/** The same words as in print, where the number of the page follows each place. */
export function foliateChanges({ book, writer }: FolioPress): Piece {
  const [first, ...rest] = changesSentences(book.changes);
  const groups = book.changes.kind === "list" ? book.changes.groups : [];
  return piece(changesId, changesTitle, "front", [
    heading(writer.step(1), changesTitle, { id: changesId, toc: true }),
    paragraph(words(first), "lead"),
    ...rest.map((sentence) => paragraph(words(sentence))),
    ...groups.flatMap(({ title, entries }) => [
      heading(writer.step(2), words(title)),
      ...entries.flatMap(({ kind, reason, at }) => [
        paragraph(kindNames[kind], "label"),
        paragraph(words(reason)),
        bullets(at.map(({ where, facts }) => words(`${where} · ${facts}`))),
      ]),
    ]),
  ]);
}

export function foliateImprint({ book, facilitator, writer }: FolioPress, hash: string): Piece {
  const { audience, origin, law, cite } = aboutFacts(book, facilitator);
  return piece("imprint", "About this manual", "imprint", [
    heading(writer.step(1), "About this manual", { id: "about" }),
    {
      kind: "facts",
      entries: [
        entry("About this edition", [paragraph(words(audience))]),
        entry("Where it comes from", [paragraph(words(origin))]),
        entry("Not legal advice", [paragraph(words(law))]),
        entry("If you need support", [
          paragraph([
            ...text("In immediate danger call "),
            ...strong("911"),
            ...text(". In a crisis call or text "),
            ...strong("988"),
            ...text("."),
          ]),
          paragraph([{ kind: "ref", to: "support", runs: text("All support lines") }]),
        ]),
        entry("How to cite", [paragraph(words(`${cite}${hash.slice(0, 12)}.`))]),
        entry("Content hash", [paragraph(hash)]),
      ],
    },
  ]);
}
