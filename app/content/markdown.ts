import type {
  Heading,
  Literal,
  Nodes,
  Parent,
  Parents,
  PhrasingContent,
  Root,
  RootContent,
  Text,
} from "mdast";
import type { ContainerDirective, Directives } from "mdast-util-directive";
import { toString as textOf } from "mdast-util-to-string";
import remarkDirective from "remark-directive";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { type Processor, unified } from "unified";
import { type Discipline, disciplines, isDiscipline } from "./discipline.ts";
import { slotNames } from "./schema.ts";
import { levels } from "./schema-parts.ts";
import type { Section } from "./tree.ts";

export interface Citation extends Literal {
  type: "citation";
  value: string;
  keys: string[];
}

export interface Lenses extends Parent {
  type: "lenses";
  children: ContainerDirective[];
}

/** Something an author has to repair, at a line of the file. */
export type MarkdownProblem = { line: number; sentence: string };

declare module "mdast" {
  interface PhrasingContentMap {
    citation: Citation;
  }
  interface BlockContentMap {
    lenses: Lenses;
  }
  interface RootContentMap {
    citation: Citation;
    lenses: Lenses;
  }
  interface HeadingData {
    /** From `{#id}`. */
    id?: string;
  }
  interface RootData {
    problems?: MarkdownProblem[];
  }
}

const processor = unified().use(remarkParse).use(remarkGfm).use(writtenLinks).use(remarkDirective).freeze();

/**
 * Takes the search for bare addresses out of remark-gfm: it tries every word, and half of all parsing time went into
 * it. An address is written as a link, and one that is not is told to its author.
 */
function writtenLinks(this: Processor): void {
  const { micromarkExtensions = [], fromMarkdownExtensions = [] } = this.data();
  for (const { text = {} } of micromarkExtensions) {
    for (const [code, constructs] of Object.entries(text)) {
      const kept = [constructs ?? []]
        .flat()
        .filter(({ name }) => !/^(www|protocol|email)Autolink$/.test(name ?? ""));
      if (kept.length > 0) text[Number(code)] = kept;
      else delete text[Number(code)];
    }
  }
  this.data(
    "fromMarkdownExtensions",
    fromMarkdownExtensions.flat().filter(({ enter }) => !(enter && "literalAutolink" in enter)),
  );
}

/**
 * Reads Markdown into the one tree that feeds every output. Never throws: what an author did wrong is
 * listed in `root.data.problems` and stays in the tree as plain text.
 */
export function parseMarkdown(text: string): Root {
  const root = processor.parse(text);
  const problems: MarkdownProblem[] = [];
  refine(root, { source: text, problems });
  root.data = { ...root.data, problems: problems.sort((a, b) => a.line - b.line) };
  return root;
}

/** Reads one paragraph of Markdown, for fields of YAML files such as the stem of a question. */
export function parseInline(text: string): PhrasingContent[] {
  const [only, ...rest] = parseField(text).children;
  if (only?.type === "paragraph" && rest.length === 0) return only.children;
  return [{ type: "text", value: text }];
}

/** Reads a field of a YAML file, of one paragraph or several. */
export function parseField(text: string): Root {
  if (!isPlain.test(text)) return parseMarkdown(text);
  return { type: "root", children: [{ type: "paragraph", children: [{ type: "text", value: text }] }] };
}

/**
 * Letters and marks that mean nothing to Markdown: most lines, and there are thousands. Left to the parser are a number
 * that would begin a list, and a colon before a letter, which begins a mark of ours.
 */
const isPlain =
  /^(?!\d{1,9}[.)](?: |$))[\p{L}\p{N}“‘"'($](?:[\p{L}\p{N} ,;.!?’‘“”"'()%$§·+=/…–—-]|:(?= |$))*(?<! )$/u;

/** Which lens a `discipline` container is. */
export function disciplineOf(node: ContainerDirective): Discipline | null {
  return Object.keys(node.attributes ?? {}).find(isDiscipline) ?? null;
}

export function isContainer(node: Nodes, name?: string): node is ContainerDirective {
  return node.type === "containerDirective" && (name === undefined || node.name === name);
}

/** Cuts a tree at its level-2 headings. What stands before the first one belongs to no section. */
export function sectionsOf(root: Root): Section[] {
  return partsAt(root.children, 2).map(({ heading, nodes }) => {
    const notice = nodes.find((node) => isContainer(node, "notice")) as ContainerDirective | undefined;
    const alternative = nodes.find((node) => isContainer(node, "alternative")) as
      | ContainerDirective
      | undefined;
    const read = nodes.filter((node) => !isContainer(node, "activity") && !isContainer(node, "alternative"));
    const words = countWords(read);
    const level = levels.find((level) => level === notice?.attributes?.level) ?? null;
    return {
      id: heading.data?.id ?? slugOf(textOf(heading)),
      title: textOf(heading),
      nodes,
      words,
      minutes: Math.max(1, Math.round(words / 200)),
      advisory: level,
      notice: notice ?? null,
      alternative: alternative ?? null,
    };
  });
}

/** Cuts nodes at headings of one depth: the heading and what follows it. */
export function partsAt(nodes: RootContent[], depth: number): { heading: Heading; nodes: RootContent[] }[] {
  const parts: { heading: Heading; nodes: RootContent[] }[] = [];
  for (const node of nodes) {
    if (node.type === "heading" && node.depth === depth) parts.push({ heading: node, nodes: [] });
    else parts.at(-1)?.nodes.push(node);
  }
  return parts;
}

export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** Keys in the order of their first citation. */
export function citedKeys(nodes: Nodes[]): string[] {
  const keys = new Set<string>();
  walk(nodes, (node) => {
    if (node.type === "citation") for (const key of node.keys) keys.add(key);
    if (isDirective(node) && node.name === "quote" && node.attributes?.source)
      keys.add(node.attributes.source);
  });
  return [...keys];
}

/** Visits every node in reading order; a visitor that returns false keeps out of the node's children. */
export function walk(nodes: readonly Nodes[], visit: (node: Nodes) => unknown): void {
  for (const node of nodes) {
    if (visit(node) !== false && "children" in node) walk(node.children, visit);
  }
}

export type TextBlock = {
  kind: "heading" | "paragraph" | "item" | "cell" | "attribute";
  text: string;
  line: number;
};

/**
 * The prose of a tree, block by block. Terms to avoid, quotations and citations are left out; `skip`
 * leaves out more.
 */
export function textBlocks(
  nodes: readonly Nodes[],
  skip: (node: Nodes) => boolean = () => false,
): TextBlock[] {
  const blocks: TextBlock[] = [];
  const visit = (node: Nodes, inItem: boolean): void => {
    if (skip(node) || (isDirective(node) && exemptNames.has(node.name))) return;
    const line = node.position?.start.line ?? 1;
    if (node.type === "heading" || node.type === "paragraph" || node.type === "tableCell") {
      const kind =
        node.type === "tableCell" ? "cell" : node.type === "paragraph" && inItem ? "item" : node.type;
      blocks.push({ kind, text: proseOf(node, skip), line });
      return;
    }
    if (isDirective(node)) {
      for (const name of ["title", "label"]) {
        const text = node.attributes?.[name];
        if (text) blocks.push({ kind: "attribute", text, line });
      }
    }
    if (node.type === "code") blocks.push({ kind: "paragraph", text: node.value, line });
    if ("children" in node)
      for (const child of node.children) visit(child, inItem || node.type === "listItem");
  };
  for (const node of nodes) visit(node, false);
  return blocks;
}

export function countWords(nodes: readonly Nodes[]): number {
  return textBlocks(nodes).reduce((sum, block) => sum + wordsIn(block.text), 0);
}

export function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

export function isDirective(node: Nodes): node is Directives {
  return node.type === "containerDirective" || node.type === "leafDirective" || node.type === "textDirective";
}

const exemptNames = new Set(["avoid", "quote"]);

function proseOf(node: Nodes, skip: (node: Nodes) => boolean): string {
  if (skip(node) || node.type === "citation") return "";
  if (isDirective(node) && exemptNames.has(node.name)) return "…";
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  if (node.type === "image") return node.alt ?? "";
  if (node.type === "break") return "\n";
  return "children" in node ? node.children.map((child) => proseOf(child, skip)).join("") : "";
}

type Rule = (value: string) => string | null;
type Spec = { required: Record<string, Rule>; optional?: Record<string, Rule> };

const any: Rule = (value) => (value.trim() ? null : "must not be empty");
const oneOf =
  (...values: readonly string[]): Rule =>
  (value) =>
    values.includes(value) ? null : `must be ${values.join(" or ")}, not "${value}"`;
const number: Rule = (value) => (/^[1-9]\d*$/.test(value) ? null : `must be a whole number, not "${value}"`);
const slug: Rule = (value) =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)
    ? null
    : `must be lower-case words joined by hyphens, not "${value}"`;
const activityId: Rule = (value) =>
  /^(\d+\.\d+|[a-z][a-z\d-]*-(open|close))-[A-Z]$/.test(value)
    ? null
    : `must look like "1.1-A", not "${value}"`;
const stepId: Rule = (value) =>
  /^(\d+\.\d+|[a-z][a-z\d-]*-(open|close))-s\d+$/.test(value)
    ? null
    : `must look like "1.1-s1", not "${value}"`;
const quoteKind = oneOf("statute", "historic");
const slot: Rule = (value) => oneOf(...slotNames)(value) && `names no known slot: "${value}"`;

const containers: Record<string, Spec> = {
  notice: { required: { level: oneOf("A2", "A3") } },
  alternative: { required: {} },
  scenario: { required: { title: any } },
  activity: { required: { id: activityId, title: any, minutes: number, grouping: any } },
  handout: { required: { id: any } },
  discipline: { required: {}, optional: Object.fromEntries(disciplines.map((name) => [name, () => null])) },
  pause: { required: {} },
  local: { required: { slot } },
  keypoint: { required: {} },
  quote: { required: { kind: quoteKind, source: any } },
  facilitator: {
    required: { id: stepId, minutes: number, mark: oneOf("core", "adaptable"), title: any },
    optional: { activity: activityId },
  },
};
const leaves: Record<string, Spec> = {
  line: { required: { label: any } },
  box: { required: { label: any }, optional: { lines: number } },
};
const texts: Record<string, Spec> = {
  term: { required: { id: slug } },
  avoid: { required: {} },
  quote: { required: { kind: quoteKind, source: any } },
};

const flowParents = new Set(["root", "blockquote", "listItem", "containerDirective"]);

const bareAddress = /\bhttps?:\/\/|\bwww\.\p{L}/u;

type Pass = { source: string; problems: MarkdownProblem[] };

function refine(parent: Parents, pass: Pass): void {
  const children: Nodes[] = [];
  for (const child of parent.children) {
    if (child.type === "text" && parent.type !== "link" && bareAddress.test(child.value)) {
      pass.problems.push({
        line: child.position?.start.line ?? 1,
        sentence: "Write an address as a link: [words](https://…).",
      });
    }
    const nodes = refineNode(child, pass);
    const [only] = nodes;
    const inFlow = only?.type === "text" && child.type !== "text" && flowParents.has(parent.type);
    children.push(
      ...(inFlow ? [{ type: "paragraph" as const, children: [only], position: only.position }] : nodes),
    );
  }
  // Each kind of parent is given back children of the kinds it had.
  parent.children = groupLenses(mergeTexts(children), pass) as never;
}

function refineNode(node: Nodes, pass: Pass): Nodes[] {
  const line = node.position?.start.line ?? 1;
  const tell = (sentence: string) => pass.problems.push({ line, sentence });

  if (node.type === "html") {
    tell("Raw HTML is not allowed; write Markdown or one of the blocks.");
    return [asText(node, node.value)];
  }
  if (node.type === "footnoteReference" || node.type === "footnoteDefinition") {
    tell("Footnotes are not used here; cite a source as [@KEY].");
    return [asText(node, sliceOf(node, pass))];
  }
  if (isDirective(node)) {
    const specs =
      node.type === "containerDirective" ? containers : node.type === "leafDirective" ? leaves : texts;
    const spec = Object.hasOwn(specs, node.name) ? specs[node.name] : undefined;
    const colons = node.type === "containerDirective" ? ":::" : node.type === "leafDirective" ? "::" : ":";
    if (!spec) {
      // A time (8:30) or a ratio (1:1) is no directive.
      if (!/^\d/.test(node.name) || node.type !== "textDirective") {
        tell(
          node.type === "textDirective"
            ? `":${node.name}" is not a known mark; write a space after the colon.`
            : `"${colons}${node.name}" is not a known block.`,
        );
      }
      if (node.type === "textDirective") return [asText(node, sliceOf(node, pass))];
    } else {
      checkAttributes(node, colons, spec, tell);
      if (node.type === "containerDirective") checkFence(node, pass, tell);
      if (node.type === "textDirective" && node.children.length === 0) {
        tell(`":${node.name}" needs its words in square brackets.`);
      }
    }
  }
  if ("children" in node) refine(node, pass);
  if (node.type === "text") return citationsIn(node, tell);
  if (node.type === "heading") takeId(node, tell);
  if (node.type === "paragraph" && /^:{2,}\s*$/m.test(textOf(node))) {
    tell('This ":::" closes nothing: the block around it needs more colons than the blocks inside.');
  }
  return [node];
}

function checkAttributes(
  node: Directives,
  colons: string,
  spec: Spec,
  tell: (sentence: string) => void,
): void {
  const given = node.attributes ?? {};
  const called = `${colons}${node.name}`;
  for (const [name, rule] of Object.entries(spec.required)) {
    const value = given[name];
    if (value === undefined || value === null) tell(`"${called}" needs ${name}="…".`);
    else {
      const wrong = rule(value);
      if (wrong) tell(`"${called}" ${name} ${wrong}.`);
    }
  }
  for (const [name, value] of Object.entries(given)) {
    if (Object.hasOwn(spec.required, name)) continue;
    const rule = spec.optional && Object.hasOwn(spec.optional, name) ? spec.optional[name] : undefined;
    const wrong = rule?.(value ?? "");
    if (!rule) tell(`"${called}" has no ${name}.`);
    else if (wrong) tell(`"${called}" ${name} ${wrong}.`);
  }
  if (node.name === "discipline" && Object.keys(given).length !== 1) {
    tell(`":::discipline" names one lens: ${disciplines.map((name) => `{${name}}`).join(", ")}.`);
  }
  const first = node.children[0];
  if (node.type === "containerDirective" && first?.type === "paragraph" && first.data?.directiveLabel) {
    tell(`"${called}" takes no text in square brackets.`);
  }
}

function checkFence(node: ContainerDirective, pass: Pass, tell: (sentence: string) => void): void {
  const last = sliceOf(node, pass).trimEnd().split("\n").at(-1) ?? "";
  if (!/^[\s>]*:{3,}$/.test(last)) tell(`":::${node.name}" is never closed.`);
}

function takeId(heading: Heading, tell: (sentence: string) => void): void {
  const last = heading.children.at(-1);
  if (last?.type !== "text") return;
  const found = /\s*\{#([^}]*)\}\s*$/.exec(last.value);
  if (!found) return;
  const id = found[1] ?? "";
  if (slug(id)) tell(`The heading's id ${slug(id)}.`);
  last.value = last.value.slice(0, found.index);
  if (last.value === "") heading.children.pop();
  heading.data = { ...heading.data, id };
}

function citationsIn(node: Text, tell: (sentence: string) => void): PhrasingContent[] {
  const found: PhrasingContent[] = [];
  let from = 0;
  for (const match of node.value.matchAll(/\s?\[@([^\]]*)\]/g)) {
    const keys = `@${match[1]}`.split(";").map((key) => key.trim());
    if (!keys.every((key) => /^@[A-Z0-9][A-Za-z0-9.-]*$/.test(key))) {
      tell(`"${match[0].trim()}" is no citation; write [@KEY] or [@KEY; @KEY2].`);
      continue;
    }
    if (match.index > from) found.push({ ...node, value: node.value.slice(from, match.index) });
    found.push({
      type: "citation",
      value: match[0].trim(),
      keys: keys.map((key) => key.slice(1)),
      position: node.position,
    });
    from = match.index + match[0].length;
  }
  if (from === 0) return [node];
  if (from < node.value.length) found.push({ ...node, value: node.value.slice(from) });
  return found;
}

function groupLenses(nodes: Nodes[], { problems }: Pass): Nodes[] {
  const grouped: Nodes[] = [];
  for (const node of nodes) {
    const last = grouped.at(-1);
    if (!isContainer(node, "discipline")) grouped.push(node);
    else if (last?.type === "lenses" && last.children.length < 3) last.children.push(node);
    else grouped.push({ type: "lenses", children: [node], position: node.position });
  }
  for (const node of grouped) {
    if (node.type !== "lenses") continue;
    const missing = disciplines.filter(
      (name) => !node.children.some((child) => disciplineOf(child) === name),
    );
    if (missing.length > 0) {
      const line = node.position?.start.line ?? 1;
      problems.push({ line, sentence: `The lenses always stand together; missing: ${missing.join(", ")}.` });
    }
    const end = node.children.at(-1)?.position?.end;
    if (node.position && end) node.position = { ...node.position, end };
  }
  return grouped;
}

function mergeTexts(nodes: Nodes[]): Nodes[] {
  const merged: Nodes[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (node.type === "text" && last?.type === "text") last.value += node.value;
    else merged.push(node);
  }
  return merged;
}

function asText(node: Nodes, value: string): Text {
  return { type: "text", value, position: node.position };
}

function sliceOf(node: Nodes, { source }: Pass): string {
  return source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
}
