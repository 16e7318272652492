import type { Card, LibraryPage } from "#app/content/tree.ts";
import { content, str } from "#app/content/typst.ts";
import type { BookCase, BookLibrary } from "./book.ts";
import { fieldMarkdown, inlineMarkdown, type Press, segment } from "./press.ts";

/** The library of the Training Manual: pages to look things up in, cards, and cases to discuss. */
export function setLibrary(press: Press, library: BookLibrary): string {
  const { writer } = press;
  const rows = library.cards.map(
    ({ id, title }) => `[#strong[#${str(id)}]], ${content(title)}, [#see-page(${str(`l-${id}`)})]`,
  );
  const opening = [
    `#h-open(${writer.step(1)})[#${str(library.title)}]`,
    writer.blocks(library.introRoot.children, { shift: 1 }),
    `#grid-table(columns: (0.6in, 1fr, 0.8in), header: ([Card], [Program], [Page]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
  return [
    segment("library", ["", library.title], opening),
    ...library.pages.map((page) => setLibraryPage(press, page)),
    setCards(press, library.cards, 2, "Library"),
    ...library.cases.map((one) => setCase(press, one, library.cards)),
  ].join("\n\n");
}

/** The cards as an appendix of the Response Guide. */
export function setCardsPart(press: Press, cards: Card[]): string {
  return setCards(press, cards, 1, "Appendix");
}

function setLibraryPage({ writer }: Press, { id, title, summary, root }: LibraryPage): string {
  const text = [
    "#kicker[Library]",
    `#h-open(${writer.step(2)}, target: ${str(`l-${id}`)})[#${str(title)}]`,
    `#lead[${inlineMarkdown(writer, summary)}]`,
    writer.blocks(root.children, { shift: 1, anchor: `l-${id}` }),
  ].join("\n\n");
  return segment(`l-${id}`, ["Library", title], text);
}

function setCards(press: Press, cards: Card[], level: number, where: string): string {
  const { writer } = press;
  const text = [
    `#kicker[#${str(where)}]`,
    `#h-open(${writer.step(level)})[Program cards]`,
    "#lead[Programs to learn from, on one card each. A card is a summary and no endorsement.]",
    ...cardGroups(cards).flatMap((group) => [
      `#h-section(${writer.step(level + 1)})[#${str(group.title)}]`,
      ...group.cards.map((card) => setCard(press, card, level + 2)),
    ]),
  ].join("\n\n");
  return segment("cards", [where, "Program cards"], text);
}

export function cardGroups(cards: Card[]): { title: string; cards: Card[] }[] {
  return [
    { title: "From the program page of 2008", cards: cards.filter(({ kind }) => kind === "program-2008") },
    { title: "For comparison", cards: cards.filter(({ kind }) => kind === "comparison") },
  ].filter((group) => group.cards.length > 0);
}

function setCard({ writer }: Press, card: Card, wanted: number): string {
  const level = writer.step(wanted);
  const facts = [card.place, card.period, card.award ?? "No award published"].join(" · ");
  const take = `[${fieldMarkdown(writer, card.take, { shift: level })}]`;
  const entries = card.sections.map(
    ({ title, nodes }) => [title, writer.blocks(nodes, { shift: level })] as const,
  );
  const evidence = ["Evidence", fieldMarkdown(writer, card.evidence, { shift: level })] as const;
  const questions = card.questions.map((one) => `[${inlineMarkdown(writer, one)}]`).join(", ");
  const parts = [...entries, evidence, ["To discuss", `#enum(${questions})`] as const].map(
    ([label, body]) => `(${content(label)}, [${body}])`,
  );
  writer.step(level + 1);
  return `#card(${level}, ${str(`Card ${card.id}`)}, ${content(card.title)}, ${str(`l-${card.id}`)}, ${content(card.grantee)}, ${content(facts)}, ${take}, ${parts.join(", ")})`;
}

function setCase({ writer }: Press, one: BookCase, cards: Card[]): string {
  const made = one.cards.flatMap((id) => {
    const card = cards.find((card) => card.id === id);
    return card ? `[#${str(`${card.id} ${card.title}, `)}#see-page(${str(`l-${id}`)})]` : [];
  });
  const facts = [
    `("Made from", list(${made.join(", ")}))`,
    `("Time", ${content(`${one.minutes} minutes to read, discuss and decide`)})`,
  ];
  const questions = () => one.questions.map((question) => `[${inlineMarkdown(writer, question)}]`).join(", ");
  const text = [
    `#kicker[#${str(`Library · Case study ${one.id}`)}]`,
    `#h-open(${writer.step(2)}, target: ${str(`l-${one.id}`)})[#${str(one.title)}]`,
    `#lead[${inlineMarkdown(writer, one.summary)}]`,
    `#module-facts(${facts.join(", ")})`,
    writer.blocks(one.root.children, { shift: 1, anchor: `l-${one.id}` }),
    `#h-section(${writer.step(3)})[Questions for the table]`,
    `#enum(${questions()})`,
    ...(one.facilitator_note === null
      ? []
      : [
          `#facilitator-note(${writer.step(3)})[${fieldMarkdown(writer, one.facilitator_note, { shift: 3 })}]`,
        ]),
  ].join("\n\n");
  return segment(`l-${one.id}`, ["Library", `${one.id} ${one.title}`], text);
}
