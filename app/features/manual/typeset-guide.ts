import type { Chapter, Guide } from "#app/content/tree.ts";
import { content, str } from "#app/content/typst.ts";
import type { Part } from "./book.ts";
import { inlineMarkdown, type Press, roleLetters, segment } from "./press.ts";
import { setWorksheet } from "./typeset-worksheet.ts";

export function setIntroduction({ writer }: Press, guide: Guide): string {
  return [
    `#h-open(${writer.step(1)})[How to use this guide]`,
    writer.blocks(guide.introRoot.children, { shift: 0 }),
  ].join("\n\n");
}

export function setChapter(press: Press, chapter: Chapter): string {
  const { writer } = press;
  const anchor = `c-${chapter.id}`;
  const section = (title: string) => `#h-section(${writer.step(2)})[#${str(title)}]`;
  const bullets = (items: string[]) =>
    `#list(${items.map((item) => `[${inlineMarkdown(writer, item)}]`).join(", ")})`;
  const ticks = (items: string[]) =>
    `#tick-list(${items.map((item) => `(false, [${inlineMarkdown(writer, item)}])`).join(", ")},)`;
  const roles = chapter.roles.map(
    ({ role, letter, note }) =>
      `[#strong[#${str(role)}]], [#${str(`${letter} · ${roleLetters[letter]}`)}], [${inlineMarkdown(writer, note)}]`,
  );
  const timeline = chapter.timeline.map(
    ({ when, what }) => `[#strong[#${str(when)}]], [${inlineMarkdown(writer, what)}]`,
  );
  const facts: [string, string][] = [
    ["When", content(chapter.clock)],
    ["Lead", content(chapter.lead)],
    ["What good looks like", bullets(chapter.good_looks_like).slice(1)],
  ];
  const name = `Chapter ${chapter.id} · ${chapter.title}`;
  const text = [
    `#kicker[#${str(`Chapter ${chapter.id}`)}]`,
    `#h-open(${writer.step(1)}, target: ${str(anchor)})[#${str(`${chapter.id} ${chapter.title}`)}]`,
    `#lead[${inlineMarkdown(writer, chapter.purpose)}]`,
    `#module-facts(${facts.map(([label, text]) => `(${str(label)}, ${text})`).join(", ")})`,
    writer.blocks(chapter.root.children, { shift: 0, anchor, owner: chapter.id }),
    section("Who does what"),
    `#grid-table(columns: (1.15fr, 0.9fr, 2.2fr), header: ([Role], [Part], [What that means here]), hung: true, ${roles.join(", ")})`,
    section("Timeline"),
    `#grid-table(columns: (1fr, 3.2fr), header: ([When], [What]), hung: true, ${timeline.join(", ")})`,
    section("Checklist"),
    ticks(chapter.checklist),
    section("Equity and survivor leadership check"),
    ticks(chapter.equity_check),
    section("Privacy check"),
    ticks(chapter.privacy_check),
  ].join("\n\n");
  const sheets = chapter.worksheets.map((worksheet) => setWorksheet(press.writer, worksheet, chapter));
  return [segment(anchor, ["Community Response Guide", name], text), ...sheets].join("\n\n");
}

export function setPlannedChapters(
  { writer }: Press,
  planned: Extract<Part, { kind: "planned-chapters" }>["planned"],
): string {
  const rows = planned.map(
    ({ chapter, title, clock, lead }) =>
      `[#${str(String(chapter))}], [#strong[#${str(title)}]], [#${str(clock)}], [#${str(lead)}]`,
  );
  return [
    `#h-open(${writer.step(1)})[Still to come]`,
    "These chapters are planned and not yet written.",
    `#grid-table(columns: (0.6in, 2fr, 1.1fr, 1.4fr), header: ([Chapter], [Title], [When], [Lead]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
}
