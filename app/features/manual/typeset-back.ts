import type { SupportLine } from "#app/content/schema.ts";
import type { Catalogue, Site } from "#app/content/tree.ts";
import { content, str, type Writer } from "#app/content/typst.ts";
import type { Book } from "./book.ts";
import { localText, longDate, type Press, slotStatus } from "./press.ts";

export function setSite({ writer }: Press, site: Site): string {
  const out = [
    `#kicker[Local pages]\n#h-open(${writer.step(1)}, target: "site")[#${str(`${site.name}: local law and routes`)}]`,
    `#lead[#${str(site.jurisdiction)}]`,
    `#stamp(${site.counsel.reviewed_on ? content(longDate(site.counsel.reviewed_on)) : "none"}, ${site.counsel.name ? content(site.counsel.name) : "none"})`,
    `#block(below: 14pt, width: 100%)[Until the stamp above is filled in, no lawyer in ${"#"}${str(site.state || site.name)} has checked these pages. Each entry says what is known about it.]`,
  ];
  const level = writer.step(2);
  for (const slot of Object.values(site.slots)) {
    const tone = slot.status === "missing" ? "rust" : slot.status === "unverified" ? "amber" : "ink-2";
    const body = writer.blocks(slot.root.children, { shift: 1 });
    out.push(`#slot(${level}, ${content(slot.title)}, ${content(slotStatus(slot))}, ${tone})[${body}]`);
  }
  out.push("#run-end");
  return out.join("\n\n");
}

export function setSupport({ writer, catalogue, book }: Press): string {
  const { support } = catalogue;
  const hotline = localText(book.site, "child_abuse_hotline");
  return [
    `#h-open(${writer.step(1)}, target: "support")[Support lines]`,
    `#${str(supportNote(catalogue))}`,
    ...support.lines.map((line) => {
      const own =
        line.id === "child-abuse-hotline" && hotline ? writer.blocks(hotline.nodes, { shift: 1 }) : "";
      return `#entry(none, ${content(line.name)})[${[own, supportText(writer, line)].filter(Boolean).join("\n\n")}]`;
    }),
  ].join("\n\n");
}

export function supportNote({ support }: Catalogue): string {
  const untested = support.lines.every((line) => line.verified_on === null);
  const reviewed = support.last_reviewed ? ` Last reviewed on ${longDate(support.last_reviewed)}.` : "";
  return `${untested ? "Nobody on this project has test-called these lines yet: call before you print a number on anything." : "Test a number before you print it on anything."}${reviewed}`;
}

function supportText(writer: Writer, line: SupportLine): string {
  const { languages, ways, web, shown } = supportWays(line);
  const cites = line.references.length ? writer.inline([{ type: "citation", keys: line.references }]) : "";
  return [
    ways || web
      ? `#strong[#${str(ways)}]${web ? `${ways ? "#h(5pt)" : ""}#web(${str(web)})[${content(shown).slice(1, -1)}]` : ""}`
      : "",
    [line.hours, languages].filter(Boolean).length
      ? `#small[#${str([line.hours, languages].filter(Boolean).join(" · "))}]`
      : "",
    `#${str([line.what_it_is, line.what_it_is_not].filter(Boolean).join(" "))}${cites}`,
    line.status === "unverified" ? "#small(fill: amber)[Not confirmed yet]" : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** How a line is reached. `shown` is the address as people write it. */
export function supportWays(line: SupportLine) {
  const web = line.chat ?? line.url ?? null;
  return {
    languages: Array.isArray(line.languages) ? line.languages.join(", ") : line.languages,
    ways: [line.call && `Call ${line.call}`, line.text && `text ${line.text}`].filter(Boolean).join(" · "),
    web,
    shown: (web ?? "").replace(/^https?:\/\/(www\.)?/u, "").replace(/\/$/u, ""),
  };
}

export function setGlossary({ writer, catalogue }: Press): string {
  const terms = [...catalogue.glossary.values()].sort((a, b) => a.term.localeCompare(b.term, "en"));
  return [
    `#h-open(${writer.step(1)})[Glossary]`,
    ...terms.map(({ id, term, root, references }) => {
      const cites = references.length ? writer.inline([{ type: "citation", keys: references }]) : "";
      return `#entry(${str(`term-${id}`)}, ${content(term)})[${writer.blocks(root.children, { shift: 1 })}${cites}]`;
    }),
  ].join("\n\n");
}

export const sourceKinds = {
  O: "official page",
  C: "copy of an official or original text",
  A: "academic or research",
  S: "secondary source",
  W: "weak: a lead only",
};

export function setSources({ writer, catalogue, cited }: Press): string {
  const list = cited.map((key, index) => {
    const source = catalogue.references.get(key);
    if (!source) return "";
    const date = source.date ? ` (${source.date})` : "";
    return `#source(${index + 1})[#${str(`${source.publisher}${date}. `)}#emph[#${str(source.title)}]#${str(". ")}${content(source.where).slice(1, -1)}${"#"}${str(". ")}#small[#${str(`[${sourceKinds[source.kind]}]`)}]]`;
  });
  return [
    `#h-open(${writer.step(1)})[Sources]`,
    "Numbers in the text point here. Sources were read as stored copies of varying age; check the live page before you rely on a legal statement or a telephone number.",
    ...list,
  ].join("\n\n");
}

/** What the index at the end is called: which sheets it lists differs from book to book. */
export function sheetIndexTitle({ spec }: Book): string {
  return {
    training: "Index of handouts and forms",
    participant: "Index of handouts",
    guide: "Index of worksheets",
  }[spec.book];
}

export function setSheetIndex({ writer, book }: Press): string {
  const rows = book.sheets.map(
    ({ id, title, group }) =>
      `[#strong[#${str(/\d/u.test(id) ? id : "–")}]], [#${str(title)}], [#${str(group)}], [#see-page(${str(`handout-${id}`)})]`,
  );
  const what = book.spec.book === "guide" ? "Worksheet" : "Handout";
  return [
    `#h-open(${writer.step(1)})[#${str(sheetIndexTitle(book))}]`,
    `#grid-table(columns: (0.8in, 1fr, 1.1in, 0.8in), header: ([${what}], [Title], [Belongs to], [Page]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
}
