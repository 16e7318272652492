import { heading, type Piece, paragraph, strong, table, text } from "#app/content/folio.ts";
import { words } from "#app/content/folio-writer.ts";
import type { Chapter, Guide } from "#app/content/tree.ts";
import type { Part } from "./book.ts";
import { bullets, entry, type FolioPress, piece } from "./folio-press.ts";
import { foliateWorksheet } from "./folio-worksheet.ts";
import { roleLetters } from "./press.ts";

export function foliateIntroduction({ writer }: FolioPress, guide: Guide, id: string): Piece {
  return piece(id, "How to use this guide", "front", [
    heading(writer.step(1), "How to use this guide", { toc: true }),
    ...writer.blocks(guide.introRoot.children, { shift: 0 }),
  ]);
}

export function foliateChapter({ writer }: FolioPress, chapter: Chapter): Piece[] {
  const anchor = `c-${chapter.id}`;
  // Roles, timeline and facts are set before the text, and the sources are numbered so.
  const roles = chapter.roles.map(({ role, letter, note }) => [
    strong(text(role)),
    words(`${letter} · ${roleLetters[letter]}`),
    writer.line(note),
  ]);
  const timeline = chapter.timeline.map(({ when, what }) => [strong(text(when)), writer.line(what)]);
  const good = bullets(chapter.good_looks_like.map((one) => writer.line(one)));
  const section = (title: string) => heading(writer.step(2), title);
  const ticks = (items: string[]) =>
    bullets(
      items.map((one) => writer.line(one)),
      "tick",
    );
  const leaves = [
    paragraph(`Chapter ${chapter.id}`, "label"),
    heading(writer.step(1), words(`${chapter.id} ${chapter.title}`), { id: anchor, toc: true }),
    paragraph(writer.line(chapter.purpose), "lead"),
    {
      kind: "facts" as const,
      entries: [
        entry("When", [paragraph(words(chapter.clock))]),
        entry("Lead", [paragraph(words(chapter.lead))]),
        entry("What good looks like", [good]),
      ],
    },
    ...writer.blocks(chapter.root.children, { shift: 0, anchor, owner: chapter.id }),
    section("Who does what"),
    table("Who does what", ["Role", "Part", "What that means here"], roles),
    section("Timeline"),
    table("Timeline", ["When", "What"], timeline),
    section("Checklist"),
    ticks(chapter.checklist),
    section("Equity and survivor leadership check"),
    ticks(chapter.equity_check),
    section("Privacy check"),
    ticks(chapter.privacy_check),
  ];
  return [
    piece(anchor, `${chapter.id} ${chapter.title}`, "chapter", leaves),
    ...chapter.worksheets.map((worksheet) => foliateWorksheet(writer, worksheet)),
  ];
}

export function foliatePlannedChapters(
  { writer }: FolioPress,
  planned: Extract<Part, { kind: "planned-chapters" }>["planned"],
  id: string,
): Piece {
  const rows = planned.map(({ chapter, title, clock, lead }) => [
    text(String(chapter)),
    strong(text(title)),
    text(clock),
    text(lead),
  ]);
  return piece(id, "Still to come", "chapter", [
    heading(writer.step(1), "Still to come", { toc: true }),
    paragraph("These chapters are planned and not yet written."),
    table("Chapters to come", ["Chapter", "Title", "When", "Lead"], rows),
  ]);
}
