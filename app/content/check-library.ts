import { lineOf } from "./check-text.ts";
import type { Documents, Page, Tell } from "./documents.ts";

const cardIds = [
  ...Array.from({ length: 12 }, (_, index) => `P${index + 1}`),
  ...Array.from({ length: 6 }, (_, index) => `M${index + 1}`),
];
const caseIds = Array.from({ length: 6 }, (_, index) => `CS${index + 1}`);
const pageIds = ["language-guide", "federal-law"];
const cardWords = { min: 150, max: 250 };
const caseWords = { min: 700, max: 1100 };
const cardSections = ["what", "take", "after"];

export function checkLibrary(documents: Documents, tell: Tell): void {
  const { library, cards, cases, libraryPages, problems } = documents;
  const file = "library/library.yaml";
  if (!library) {
    if (!problems.some((problem) => problem.file === file)) tell(file, "file", "This file is missing.");
    return;
  }
  checkShelf(file, "cards", library.data.cards, cards, cardIds, tell);
  checkShelf(file, "cases", library.data.cases, cases, caseIds, tell);
  checkShelf(file, "pages", library.data.pages, libraryPages, pageIds, tell);
  for (const page of [...cards, ...cases, ...libraryPages]) {
    const first = page.root.children[0];
    if (!first) tell(page.file, "file", "This page is empty.");
    if (first && !(first.type === "heading" && first.depth === 2)) {
      tell(page.file, lineOf(first), "Text must stand in a section; begin with a level-2 heading.");
    }
    for (const { id, nodes } of page.sections) {
      if (nodes.length === 0) tell(page.file, `section ${id}`, "This section is empty.");
    }
  }
  for (const card of cards) checkCard(card, tell);
  for (const page of cases) {
    checkName(page, tell);
    checkWordCount(page, "A case study", caseWords, tell);
    for (const id of page.data.cards) {
      if (!cards.some(({ data }) => data.id === id)) tell(page.file, "cards", `There is no card ${id}.`);
    }
  }
  for (const page of libraryPages) {
    if (!page.file.endsWith(`/${page.data.id}.md`))
      tell(page.file, "id", `The file must be called ${page.data.id}.md.`);
  }
}

/** What is listed is there, what is there is listed, and what must be listed is. */
function checkShelf(
  file: string,
  name: string,
  listed: string[],
  pages: Page<{ id: string }>[],
  needed: string[],
  tell: Tell,
): void {
  listed.forEach((id, index) => {
    if (listed.indexOf(id) !== index) tell(file, name, `${id} stands twice.`);
    if (!pages.some(({ data }) => data.id === id)) tell(file, name, `There is no file with the id ${id}.`);
  });
  for (const id of needed) {
    if (!listed.includes(id)) tell(file, name, `${id} is missing.`);
  }
  for (const page of pages) {
    if (!listed.includes(page.data.id)) tell(page.file, "id", "library.yaml does not list it.");
  }
}

function checkCard(card: Documents["cards"][number], tell: Tell): void {
  const { file, data, sections } = card;
  checkName(card, tell);
  checkWordCount(card, "A card", cardWords, tell);
  const kind = data.id.startsWith("P") ? "program-2008" : "comparison";
  if (data.kind !== kind) tell(file, "kind", `A card with the id ${data.id} is of the kind ${kind}.`);
  const ids = sections.map(({ id }) => id).join();
  if (ids !== cardSections.join() && ids !== cardSections.slice(0, 2).join()) {
    tell(
      file,
      "sections",
      "A card has the sections {#what} and {#take}, and {#after} where more is verified.",
    );
  }
}

/** P01-ccip.md or P1-ccip.md for the id P1. */
function checkName({ file, data }: Page<{ id: string; slug: string }>, tell: Tell): void {
  const [, letters = "", number = ""] = /^([A-Z]+)(\d+)$/.exec(data.id) ?? [];
  const names = [`${data.id}-${data.slug}.md`, `${letters}${number.padStart(2, "0")}-${data.slug}.md`];
  if (!names.some((name) => file.endsWith(`/${name}`))) {
    tell(file, "id", `The file must be called ${names[0]}.`);
  }
}

function checkWordCount(
  { file, sections }: Page<unknown>,
  what: string,
  { min, max }: { min: number; max: number },
  tell: Tell,
): void {
  const words = sections.reduce((sum, section) => sum + section.words, 0);
  if (words < min || words > max)
    tell(file, "words", `${what} has ${min} to ${max} words; this is ${words}.`);
}
