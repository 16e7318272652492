import { idsFrom } from "./check-order.ts";
import { lineOf } from "./check-text.ts";
import { type Documents, folderOf, type Tell } from "./documents.ts";
import { wordsIn } from "./markdown.ts";
import { slotNames } from "./schema.ts";

const chapterCount = 10;
const worksheetCount = 48;

export function checkGuide({ guide, chapters, worksheets }: Documents, tell: Tell): void {
  if (!guide) return;
  for (const name of guide.data.chapters) {
    if (!chapters.some(({ folder }) => folder === `${guide.folder}/${name}`)) {
      tell(guide.file, "chapters", `There is no ${name}/chapter.md.`);
    }
  }
  for (const { file, folder, data, root, sections } of chapters) {
    const name = `${data.id.padStart(2, "0")}-${data.slug}`;
    if (folder !== `${guide.folder}/${name}`) tell(file, "id", `The folder must be called ${name}.`);
    if (!guide.data.chapters.some((chapter) => folder === `${guide.folder}/${chapter}`)) {
      tell(file, "id", "guide.yaml does not list this chapter.");
    }
    if (guide.data.planned.some(({ chapter }) => String(chapter) === data.id)) {
      tell(guide.file, `planned.${data.id}`, "This chapter is written; take it out of what is planned.");
    }
    const first = root.children[0];
    if (first && !(first.type === "heading" && first.depth === 2)) {
      tell(file, lineOf(first), "Text must stand in a section; begin with a level-2 heading.");
    }
    const last = sections.at(-1);
    if (last?.id !== "example") tell(file, "sections", "A chapter ends with its example: {#example}.");
    const words = wordsIn(data.purpose);
    if (words < 50 || words > 120) tell(file, "purpose", `The purpose is about 80 words; this is ${words}.`);
  }
  if (guide.data.planned.length === 0) {
    const ids = chapters.map(({ data }) => data.id).sort((a, b) => Number(a) - Number(b));
    if (ids.join() !== idsFrom("", chapterCount, 1).join()) {
      tell(
        guide.file,
        "chapters",
        `A whole guide has the chapters 1 to ${chapterCount}; here are ${ids.join(", ")}.`,
      );
    }
    if (worksheets.length !== worksheetCount) {
      tell(
        guide.file,
        "chapters",
        `A whole guide has ${worksheetCount} worksheets; here are ${worksheets.length}.`,
      );
    }
  }
  for (const { file, folder, data } of worksheets) {
    const chapter = chapters.find((chapter) => chapter.folder === folderOf(folder));
    if (chapter && chapter.data.id !== data.chapter) {
      tell(file, "chapter", `It stands in chapter ${chapter.data.id}, not ${data.chapter}.`);
    }
    if (!data.id.startsWith(`W${data.chapter}.`))
      tell(file, "id", `The id must begin with W${data.chapter}.`);
    if (!file.slice(folder.length + 1).startsWith(`${data.id}-`))
      tell(file, "id", `The file's name must begin with ${data.id}-.`);
    if (data.layout === "table" && !data.rows)
      tell(file, "rows", "A table says how many blank rows are printed.");
    if (data.layout === "form" && (data.rows || data.statements)) tell(file, "rows", "A form has no rows.");
    const keys = new Set<string>();
    for (const field of data.fields) {
      const say = (sentence: string) => tell(file, `fields.${field.key}`, sentence);
      if (keys.has(field.key)) say("This key stands twice.");
      keys.add(field.key);
      if (field.type === "scale" && field.scale.min >= field.scale.max) say("The scale must go up.");
      if (
        field.type === "choice" &&
        field.example !== undefined &&
        !field.options.includes(String(field.example))
      ) {
        say("The example must be one of the options.");
      }
    }
  }
}

/** Site packs, glossary and support lines. */
export function checkSites({ sites, glossary, support }: Documents, tell: Tell): void {
  for (const { file, data } of sites) {
    if (file !== `sites/${data.id}.yaml`) tell(file, "id", `The file must be called ${data.id}.yaml.`);
    for (const name of slotNames) {
      if (!data.slots[name])
        tell(file, `slots.${name}`, "This slot is missing; say what the coordinator must find out.");
    }
  }
  for (const [index, { term }] of glossary.entries()) {
    const twin = glossary.findIndex((entry) => entry.term.toLowerCase() === term.toLowerCase());
    if (twin !== index) tell("glossary.yaml", glossary[index]?.id ?? "", `The term "${term}" stands twice.`);
  }
  if (support?.lines.length === 0) tell("support.yaml", "lines", "The panel needs its lines.");
}
