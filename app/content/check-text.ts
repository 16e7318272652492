import type { Heading, Nodes, Root } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import type { CurriculaFiles, Documents, Problem, Tell } from "./documents.ts";
import { isDirective, walk } from "./markdown.ts";
import type { Language } from "./schema.ts";
import { placeOf, type Text } from "./texts.ts";

/** Words, numbers and facts that must not be printed; see language.yaml. */
export function checkLanguage(texts: readonly Text[], language: Language): Problem[] {
  const rules = [
    ...language.avoid.map(({ pattern, prefer, why }) => ({
      pattern,
      say: (found: string) => `"${found}": ${stop(why)} Write: ${stop(prefer)}`,
    })),
    ...language.folklore.map(({ pattern, why }) => ({
      pattern,
      say: (found: string) => `"${found}" has no sound source: ${stop(why)}`,
    })),
    ...language.recalled.map(({ pattern, why }) => ({
      pattern,
      say: (found: string) => `"${found}" is from memory and must not be printed: ${stop(why)}`,
    })),
  ].map(({ pattern, say }) => ({
    // Ten times as fast without the u, which only these two need.
    expression: new RegExp(pattern, /\\[pP]\{|\\u\{/.test(pattern) ? "giu" : "gi"),
    // Where a match depends on what stands around it, the end of a text is not like the middle of a file.
    looksAround: /\(\?<?!|[$^]/.test(pattern.replaceAll("[^", "[")),
    say,
  }));
  const byFile = new Map<string, Text[]>();
  for (const text of texts) byFile.set(text.file, [...(byFile.get(text.file) ?? []), text]);
  return [...byFile.values()].flatMap((ofFile) => {
    const whole = ofFile.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join("\n\n");
    // One look at the whole file answers most rules; the thousands of blocks are asked about the others.
    const suspected = rules.filter(
      ({ expression, looksAround }) => looksAround || whole.search(expression) >= 0,
    );
    return ofFile.flatMap((text) =>
      text.blocks.flatMap((block) =>
        suspected.flatMap(({ expression, say }) =>
          [...block.text.matchAll(expression)].map((match) => ({
            file: text.file,
            field: placeOf(text, block),
            sentence: say(match[0].replace(/\s+/g, " ")),
          })),
        ),
      ),
    );
  });
}

const phone =
  /(?<![\d-])(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)|\b1-8\d\d-[A-Z0-9]+(?:-[A-Z0-9]+)*/g;
const shortCode = /\btext(?:ing)?\b[^.]{0,40}?\b(\d{5,6})\b/gi;

/** Numbers stand in support.yaml and in the site packs, where they are dated; only 911 and 988 are written out. */
export function checkPhones(texts: readonly Text[]): Problem[] {
  return texts
    .filter(({ holdsContacts }) => !holdsContacts)
    .flatMap((text) =>
      text.blocks.flatMap((block) =>
        [...block.text.matchAll(phone), ...block.text.matchAll(shortCode)].map((match) => ({
          file: text.file,
          field: placeOf(text, block),
          sentence: `"${(match[1] ?? match[0]).trim()}" looks like a phone number; use :::local or the support lines.`,
        })),
      ),
    );
}

const paragraphWords = 12;

/**
 * A text stands in one file, and the others point to it: no two files share a paragraph, item or cell. The openings and
 * closings of shorter forms, under `frames`, may: nobody meets two of them, and what keeps people safe is said alike.
 */
export function checkParagraphs(texts: readonly Text[], frames: string | null = null): Problem[] {
  const first = new Map<string, { file: string; place: string }>();
  const own = texts.filter(({ file }) => frames === null || !file.startsWith(`${frames}/`));
  return own.flatMap((text) =>
    text.blocks.flatMap((block) => {
      const folded = foldWords(block.text);
      if (folded.split(" ").length < paragraphWords) return [];
      const place = placeOf(text, block);
      const other = first.get(folded);
      if (!other) first.set(folded, { file: text.file, place });
      if (!other || other.file === text.file) return [];
      const start = folded.split(" ").slice(0, 8).join(" ");
      return [
        {
          file: text.file,
          field: place,
          sentence: `"${start} …" also stands in ${other.file} ${other.place}.`,
        },
      ];
    }),
  );
}

/** Bodies report their Markdown when they are read; fields of data do it here. */
export function checkFields(texts: readonly Text[]): Problem[] {
  return texts.flatMap(({ file, field, root }) =>
    field === null ? [] : (root.data?.problems ?? []).map(({ sentence }) => ({ file, field, sentence })),
  );
}

/** Tags of the brief and words that say "not finished". */
export function checkLeftovers(files: CurriculaFiles): Problem[] {
  return [...files].flatMap(([file, content]) => {
    if (typeof content !== "string") return [];
    return content.split("\n").flatMap((line, index) => {
      const found = /\[(?:S:[^\]]*|R|D)\]|\b(?:TODO|FIXME|TBD|XXX)\b|lorem ipsum/i.exec(line);
      return found
        ? [{ file, field: `line ${index + 1}`, sentence: `"${found[0]}" must not stay in the text.` }]
        : [];
    });
  });
}

/** Headings in order and with ids where they are asked for; links, pictures and what they point to. */
export function checkTree(
  file: string,
  folder: string,
  root: Root,
  files: CurriculaFiles,
  needsIds: boolean,
  tell: Tell,
): void {
  const ids = new Set<string>();
  let depth = 1;
  walk([root], (node) => {
    if (node.type !== "heading") return;
    const field = lineOf(node);
    if (node.depth === 1)
      tell(file, field, "The title is in the front matter; start with a level-2 heading.");
    else if (node.depth > depth + 1)
      tell(file, field, `This heading jumps from level ${depth} to level ${node.depth}.`);
    depth = node.depth;
    if (textOf(node).trim() === "") tell(file, field, "This heading is empty.");
    checkHeadingId(node, ids, needsIds, (sentence) => tell(file, field, sentence));
  });
  walk([root], (node) => {
    if (node.type === "link")
      checkLink(node.url, textOf(node), ids, (sentence) => tell(file, lineOf(node), sentence));
    if (node.type === "image") {
      if (!node.alt?.trim()) tell(file, lineOf(node), `The picture ${node.url} needs an alternative text.`);
      if (!files.has(`${folder}/${node.url}`))
        tell(file, lineOf(node), `There is no picture ${node.url} here.`);
    }
    if (node.type === "linkReference" || node.type === "imageReference") {
      tell(file, lineOf(node), "Write the address beside the words: [words](https://…).");
    }
  });
}

/** A source that is named somewhere. */
export type Cited = { file: string; field: string; key: string };

/** All sources that are cited, quoted or listed, with where. */
export function citedIn(texts: readonly Text[], { glossary, support }: Documents): Cited[] {
  const found: Cited[] = [];
  for (const { file, field, root } of texts) {
    walk([root], (node) => {
      const place = field ?? lineOf(node);
      if (node.type === "citation") found.push(...node.keys.map((key) => ({ file, field: place, key })));
      if (isDirective(node) && node.name === "quote" && node.attributes?.source) {
        found.push({ file, field: place, key: node.attributes.source });
      }
    });
  }
  const listed = (file: string, { id, references }: { id: string; references: string[] }) =>
    references.map((key) => ({ file, field: `${id} references`, key }));
  return [
    ...found,
    ...glossary.flatMap((entry) => listed("glossary.yaml", entry)),
    ...(support?.lines ?? []).flatMap((entry) => listed("support.yaml", entry)),
  ];
}

/** Names no source, whatever file it stands in. */
export function checkCitations(cited: readonly Cited[], references: Documents["references"]): Problem[] {
  const unknown = cited
    .filter(({ key }) => !Object.hasOwn(references, key))
    .map(({ file, field, key }) => ({ file, field, sentence: `${key} is not in references.yaml.` }));
  const used = new Set(cited.map(({ key }) => key));
  const unused = Object.keys(references)
    .filter((key) => !used.has(key))
    .map((key) => ({ file: "references.yaml", field: key, sentence: "No text cites this source." }));
  return [...unknown, ...unused];
}

export function lineOf(node: Nodes): string {
  return `line ${node.position?.start.line ?? 1}`;
}

/** Lower-case words with single spaces between: what two texts have in common when they say the same. */
export function foldWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function checkHeadingId(
  node: Heading,
  ids: Set<string>,
  needsIds: boolean,
  tell: (sentence: string) => void,
): void {
  const id = node.data?.id;
  if (!id) {
    if (needsIds && node.depth === 2) tell("This section needs an id that never changes: {#some-words}.");
    return;
  }
  if (ids.has(id)) tell(`The id ${id} stands twice in this file.`);
  ids.add(id);
}

function checkLink(url: string, text: string, ids: Set<string>, tell: (sentence: string) => void): void {
  if (url.startsWith("#")) {
    if (!ids.has(url.slice(1))) tell(`There is no section ${url} in this file.`);
  } else if (!/^(https:\/\/[^\s/]+\.[^\s]+|mailto:.+@.+|tel:\+?[\d-]+)$/.test(url)) {
    tell(`"${url}" is no address that works everywhere; write https://….`);
  }
  if (text.trim() === "") tell(`The link to ${url} needs words.`);
}

function stop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
