import { box, heading, type Leaf, type Piece, paragraph, strong, text } from "#app/content/folio.ts";
import { words } from "#app/content/folio-writer.ts";
import type { SupportLine } from "#app/content/schema.ts";
import type { Site } from "#app/content/tree.ts";
import { entry, type FolioPress, piece } from "./folio-press.ts";
import { localText, longDate, slotStatus } from "./press.ts";
import { sheetIndexTitle, sourceKinds, supportNote, supportWays } from "./typeset-back.ts";

export function foliateSite({ writer }: FolioPress, site: Site): Piece {
  const title = `${site.name}: local law and routes`;
  const { reviewed_on: on, name } = site.counsel;
  const out: Leaf[] = [
    paragraph("Local pages", "label"),
    heading(writer.step(1), words(title), { id: "site", toc: true }),
    paragraph(words(site.jurisdiction), "lead"),
    box("stamp", "", [
      paragraph(
        `Reviewed by local counsel on ${on ? longDate(on) : "____________"} by ${name ?? "____________________"}`,
      ),
    ]),
    paragraph(
      `Until the stamp above is filled in, no lawyer in ${site.state || site.name} has checked these pages. Each entry says what is known about it.`,
    ),
  ];
  const level = writer.step(2);
  for (const slot of Object.values(site.slots)) {
    const body = writer.blocks(slot.root.children, { shift: 1 });
    out.push(heading(level, words(slot.title)), paragraph(words(slotStatus(slot)), "small"), ...body);
  }
  return piece("local-pages", title, "appendix", out);
}

export function foliateSupport({ writer, catalogue, book }: FolioPress): Piece {
  const hotline = localText(book.site, "child_abuse_hotline");
  const title = heading(writer.step(1), "Support lines", { id: "support", toc: true });
  const entries = catalogue.support.lines.map((line) => {
    const own =
      line.id === "child-abuse-hotline" && hotline ? writer.blocks(hotline.nodes, { shift: 1 }) : [];
    return entry(words(line.name), [...own, ...supportText(writer, line)]);
  });
  return piece("support-lines", "Support lines", "appendix", [
    title,
    paragraph(words(supportNote(catalogue))),
    { kind: "facts", entries },
  ]);
}

function supportText(writer: FolioPress["writer"], line: SupportLine): Leaf[] {
  const { languages, ways, web, shown } = supportWays(line);
  const small = [line.hours, languages].filter(Boolean).join(" · ");
  const cites = writer.cite(line.references);
  return [
    ...(ways || web
      ? [
          paragraph([
            ...(ways ? strong(words(ways)) : []),
            ...(ways && web ? text(" ") : []),
            ...(web ? [{ kind: "link" as const, href: web, runs: text(shown) }] : []),
          ]),
        ]
      : []),
    ...(small ? [paragraph(words(small), "small")] : []),
    paragraph([...words([line.what_it_is, line.what_it_is_not].filter(Boolean).join(" ")), ...cites]),
    ...(line.status === "unverified" ? [paragraph("Not confirmed yet", "small")] : []),
  ];
}

export function foliateGlossary({ writer, catalogue }: FolioPress): Piece {
  const terms = [...catalogue.glossary.values()].sort((a, b) => a.term.localeCompare(b.term, "en"));
  const title = heading(writer.step(1), "Glossary", { id: "glossary", toc: true });
  const entries = terms.map(({ id, term, root, references }) => {
    const cites = writer.cite(references);
    const body = writer.blocks(root.children, { shift: 1 });
    const last = body.at(-1);
    const cited: Leaf[] =
      last?.kind === "paragraph"
        ? [...body.slice(0, -1), { ...last, runs: [...last.runs, ...cites] }]
        : [...body, ...(cites.length > 0 ? [paragraph(cites)] : [])];
    return entry(words(term), cited, `term-${id}`);
  });
  return piece("terms", "Glossary", "glossary", [title, { kind: "facts", entries }]);
}

/** Built last of what cites, when every number has been given. */
export function foliateSources({ writer, catalogue, cited }: FolioPress): Piece {
  const entries = cited.flatMap((key, index) => {
    const source = catalogue.references.get(key);
    if (!source) return [];
    const date = source.date ? ` (${source.date})` : "";
    return entry(
      String(index + 1),
      [
        paragraph([
          ...words(`${source.publisher}${date}.`),
          ...text(" "),
          { kind: "emphasis", runs: words(source.title) },
          ...text(". "),
          ...words(source.where),
          ...text(`. [${sourceKinds[source.kind]}]`),
        ]),
      ],
      `source-${index + 1}`,
    );
  });
  return piece("source-list", "Sources", "sources", [
    heading(writer.step(1), "Sources", { id: "sources", toc: true }),
    paragraph(
      "Numbers in the text point here. Sources were read as stored copies of varying age; check the live page before you rely on a legal statement or a telephone number.",
    ),
    { kind: "facts", entries },
  ]);
}

export function foliateSheetIndex({ writer, book }: FolioPress, id: string): Piece {
  const title = sheetIndexTitle(book);
  const what = book.spec.book === "guide" ? "Worksheet" : "Handout";
  return piece(id, title, "appendix", [
    heading(writer.step(1), title, { toc: true }),
    {
      kind: "table",
      name: title,
      form: false,
      head: [what, "Title", "Belongs to"].map(text),
      rows: book.sheets.map(({ id, title, group }) => [
        [paragraph(strong(/\d/u.test(id) ? id : "–"))],
        [paragraph([{ kind: "ref", to: `handout-${id}`, runs: words(title) }])],
        [paragraph(words(group))],
      ]),
    },
  ]);
}
