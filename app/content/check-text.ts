import type { Heading, Nodes, Root } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import type { CurriculaFiles, Documents, Problem, Tell } from "./documents.ts";
import { isDirective, parseInline, type TextBlock, textBlocks, walk } from "./markdown.ts";
import type { Language } from "./schema.ts";

/** A piece of text that people read, and where it stands. */
export type Prose = { file: string; field: string; text: string };

/** Words, numbers and facts that must not be printed; see language.yaml. */
export function checkLanguage(prose: readonly Prose[], language: Language): Problem[] {
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
  ].map(({ pattern, say }) => ({ expression: new RegExp(pattern, "giu"), say }));
  return prose.flatMap(({ file, field, text }) =>
    rules.flatMap(({ expression, say }) =>
      [...text.matchAll(expression)].map((match) => ({
        file,
        field,
        sentence: say(match[0].replace(/\s+/g, " ")),
      })),
    ),
  );
}

const phone =
  /(?<![\d-])(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)|\b1-8\d\d-[A-Z0-9]+(?:-[A-Z0-9]+)*/g;
const shortCode = /\btext(?:ing)?\b[^.]{0,40}?\b(\d{5,6})\b/gi;

/** Numbers stand in support.yaml and in the site packs, where they are dated; only 911 and 988 are written out. */
export function checkPhones(prose: readonly Prose[]): Problem[] {
  return prose.flatMap(({ file, field, text }) =>
    [...text.matchAll(phone), ...text.matchAll(shortCode)].map((match) => ({
      file,
      field,
      sentence: `"${(match[1] ?? match[0]).trim()}" looks like a phone number; use :::local or the support lines.`,
    })),
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

/** Every word of a tree that people read, with the line it stands on. */
export function proseOfTree(file: string, root: Root): Prose[] {
  return textBlocks([root]).flatMap((block) => proseOfBlock(file, block));
}

/** Every text of a YAML file or of front matter, with the path of its field. */
export function proseOfData(file: string, data: unknown, skip: ReadonlySet<string>): Prose[] {
  const found: Prose[] = [];
  const visit = (value: unknown, field: string): void => {
    if (typeof value === "string") {
      const text = textBlocks([{ type: "paragraph", children: parseInline(value) }])
        .map((block) => block.text)
        .join(" ");
      found.push({ file, field, text });
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${field}[${nameOf(item) ?? index}]`);
    } else if (value && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) {
        if (!skip.has(key)) visit(inner, field ? `${field}.${key}` : key);
      }
    }
  };
  visit(data, "");
  return found;
}

/** All keys that a tree or a text cites, with where. */
export function citationsOf(nodes: readonly Nodes[], field?: string): { key: string; field: string }[] {
  const found: { key: string; field: string }[] = [];
  walk(nodes, (node) => {
    const place = field ?? lineOf(node);
    if (node.type === "citation") found.push(...node.keys.map((key) => ({ key, field: place })));
    if (isDirective(node) && node.name === "quote" && node.attributes?.source) {
      found.push({ key: node.attributes.source, field: place });
    }
  });
  return found;
}

export function lineOf(node: Nodes): string {
  return `line ${node.position?.start.line ?? 1}`;
}

/** Names no source, whatever file it stands in. */
export function checkCitations(
  cited: { file: string; key: string; field: string }[],
  references: Documents["references"],
): Problem[] {
  const unknown = cited
    .filter(({ key }) => !Object.hasOwn(references, key))
    .map(({ file, field, key }) => ({ file, field, sentence: `${key} is not in references.yaml.` }));
  const used = new Set(cited.map(({ key }) => key));
  const unused = Object.keys(references)
    .filter((key) => !used.has(key))
    .map((key) => ({ file: "references.yaml", field: key, sentence: "No text cites this source." }));
  return [...unknown, ...unused];
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

function proseOfBlock(file: string, { text, line }: TextBlock): Prose[] {
  // One paragraph may run over several lines of the file; a pattern may too.
  return [{ file, field: `line ${line}`, text }];
}

function nameOf(item: unknown): string | null {
  return item && typeof item === "object" && "id" in item && typeof item.id === "string" ? item.id : null;
}

function stop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
