import { box, heading, type Leaf, type Piece, paragraph, ref, strong, text } from "#app/content/folio.ts";
import { words } from "#app/content/folio-writer.ts";
import type { Card } from "#app/content/tree.ts";
import type { BookLibrary } from "./book.ts";
import { bullets, entry, type FolioPress, piece } from "./folio-press.ts";
import { cardGroups } from "./typeset-library.ts";

/** The library of the Training Manual: pages to look things up in, cards, and cases to discuss. */
export function foliateLibrary(press: FolioPress, library: BookLibrary): Piece[] {
  const { writer } = press;
  const opening: Leaf[] = [
    heading(writer.step(1), words(library.title), { toc: true }),
    ...writer.blocks(library.introRoot.children, { shift: 1 }),
    {
      kind: "table",
      name: "Program cards",
      form: false,
      head: ["Card", "Program"].map(text),
      rows: library.cards.map(({ id, title }) => [
        [paragraph(strong(id))],
        [paragraph([{ kind: "ref", to: `l-${id}`, runs: words(title) }])],
      ]),
    },
  ];
  return [
    piece("library", library.title, "part", opening),
    ...library.pages.map(({ id, title, summary, root }) =>
      piece(`l-${id}`, title, "chapter", [
        paragraph("Library", "label"),
        heading(writer.step(2), words(title), { id: `l-${id}`, toc: true }),
        paragraph(writer.line(summary), "lead"),
        ...writer.blocks(root.children, { shift: 1, anchor: `l-${id}` }),
      ]),
    ),
    ...foliateCards(press, library.cards, 2, "Library"),
    ...library.cases.map((one) => foliateCase(press, one, library.cards)),
  ];
}

export function foliateCards(press: FolioPress, cards: Card[], level: number, where: string): Piece[] {
  const { writer } = press;
  const opening = [
    paragraph(where, "label"),
    heading(writer.step(level), "Program cards", { toc: true }),
    paragraph("Programs to learn from, on one card each. A card is a summary and no endorsement.", "lead"),
  ];
  const groups = cardGroups(cards).flatMap((group) => {
    const title = heading(writer.step(level + 1), group.title);
    return group.cards.map((card, at) => foliateCard(press, card, level + 2, at === 0 ? [title] : []));
  });
  return [piece("cards", "Program cards", "appendix", opening), ...groups];
}

function foliateCard({ writer }: FolioPress, card: Card, wanted: number, before: Leaf[]): Piece {
  const level = writer.step(wanted);
  const facts = [card.place, card.period, card.award ?? "No award published"].join(" · ");
  const take = writer.field(card.take, { shift: level });
  const sections = card.sections.map(
    ({ title, nodes }) => [title, writer.blocks(nodes, { shift: level })] as const,
  );
  const evidence = ["Evidence", writer.field(card.evidence, { shift: level })] as const;
  const questions = bullets(
    card.questions.map((one) => writer.line(one)),
    "number",
  );
  const inner = writer.step(level + 1);
  const leaves = [
    heading(level, words(card.title), { id: `l-${card.id}` }),
    paragraph(words(card.grantee)),
    paragraph(words(facts), "small"),
    box("keypoint", "Take home", take),
    ...[...sections, evidence, ["To discuss", [questions]] as const].flatMap(([title, body]) => [
      heading(inner, words(title)),
      ...body,
    ]),
  ];
  return piece(`card-${card.id}`, card.title, "sheet", [...before, box("card", `Card ${card.id}`, leaves)], {
    kind: "card",
    id: card.id,
  });
}

function foliateCase({ writer }: FolioPress, one: BookLibrary["cases"][number], cards: Card[]): Piece {
  const made = one.cards.flatMap((id) => {
    const card = cards.find((card) => card.id === id);
    return card ? [ref(`l-${id}`, `${card.id} ${card.title}`)] : [];
  });
  return piece(`l-${one.id}`, `${one.id} ${one.title}`, "chapter", [
    paragraph(`Library · Case study ${one.id}`, "label"),
    heading(writer.step(2), words(one.title), { id: `l-${one.id}`, toc: true }),
    paragraph(writer.line(one.summary), "lead"),
    {
      kind: "facts",
      entries: [
        entry("Made from", [bullets(made)]),
        entry("Time", [paragraph(`${one.minutes} minutes to read, discuss and decide`)]),
      ],
    },
    ...writer.blocks(one.root.children, { shift: 1, anchor: `l-${one.id}` }),
    heading(writer.step(3), "Questions for the table"),
    bullets(
      one.questions.map((question) => writer.line(question)),
      "number",
    ),
    ...(one.facilitator_note === null
      ? []
      : [
          box("facilitator", "", [
            heading(writer.step(3), "Facilitator note"),
            ...writer.field(one.facilitator_note, { shift: 3 }),
          ]),
        ]),
  ]);
}
