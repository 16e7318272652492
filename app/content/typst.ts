import { type Discipline, disciplineNames, isDiscipline } from "./discipline.ts";

/**
 * Writes a content tree as Typst markup that calls the functions of features/manual/template.ts.
 * All text travels as Typst string literals, so nothing an author types can become markup.
 */

/** Any mdast node, seen loosely: the writer must accept every tree that the reader accepts. */
export type Node = {
  type: string;
  name?: string;
  value?: string;
  url?: string;
  alt?: string | null;
  depth?: number;
  ordered?: boolean | null;
  start?: number | null;
  checked?: boolean | null;
  keys?: string[];
  attributes?: { [name: string]: string | null | undefined } | null;
  data?: object;
  children?: readonly Node[];
};

export type LocalText = { site: string; title: string; status: string; nodes: readonly Node[] };

export type WriterOptions = {
  /** The number of a source in the book's list, given at its first use; null when nobody knows the key. */
  cite: (key: string) => number | null;
  /** The site's own text for a slot; null in the national edition and where the site has none. */
  slot: (name: string) => LocalText | null;
  /** A handout in this book. */
  handout: (id: string) => { title: string } | null;
  /** The title of an activity, for the steps that run it. */
  activity: (id: string) => { title: string; minutes: number } | null;
  hasTerm: (id: string) => boolean;
  /** The file that the page shows for an image; null leaves its alternative text. */
  image: (url: string, owner: string) => string | null;
};

export type Place = {
  /** How many levels a Markdown heading moves down in the book. */
  shift: number;
  /** Where the tree's own headings can be linked to, for example "m-1.1". */
  anchor?: string;
  /** The module or chapter that keeps the tree's images. */
  owner?: string;
  /** Space to write: tables with empty cells get tall rows. */
  sheet?: boolean;
};

export type Writer = ReturnType<typeof typstWriter>;

export function typstWriter(options: WriterOptions) {
  let level = 0;
  /** The head of the column already says that its words are to be avoided. */
  let inAvoidColumn = false;

  /** A heading level that never skips one, as PDF/UA asks. */
  function step(wanted: number): number {
    level = Math.max(1, Math.min(wanted, level + 1, 6));
    return level;
  }

  function blocks(nodes: readonly Node[], place: Place): string {
    return nodes.map((node) => block(node, place)).join("\n\n");
  }

  function block(node: Node, place: Place): string {
    switch (node.type) {
      case "paragraph":
        return onlyImage(node) ? figure(node, place) : inline(node.children ?? []);
      case "heading":
        return heading(node, place);
      case "list":
        return list(node, place);
      case "table":
        return table(node, place);
      case "blockquote":
        return `#quoted("", none)[${blocks(node.children ?? [], place)}]`;
      case "code":
        return `#raw(block: true, ${str(node.value ?? "")})`;
      case "thematicBreak":
        return "#rule";
      case "lenses":
        return lenses(node, place);
      case "containerDirective":
      case "leafDirective":
        return directive(node, place);
      case "definition":
      case "footnoteDefinition":
      case "yaml":
        return "";
      case "root":
        return blocks(node.children ?? [], place);
      default:
        return node.children && isBlockParent(node) ? blocks(node.children, place) : inline([node]);
    }
  }

  function heading(node: Node, place: Place): string {
    const depth = node.depth ?? 2;
    const at = step(depth + place.shift);
    const style = depth <= 2 ? "h-section" : depth === 3 ? "h-sub" : "h-minor";
    const id = idOf(node);
    const target = id && place.anchor ? `, target: ${str(`${place.anchor}-${id}`)}` : "";
    return `#${style}(${at}${target})[${inline(node.children ?? [])}]`;
  }

  function list(node: Node, place: Place): string {
    const items = node.children ?? [];
    if (items.some((item) => item.checked !== null && item.checked !== undefined)) {
      const ticks = items.map(
        (item) => `(${item.checked === true}, [${blocks(item.children ?? [], place)}])`,
      );
      return `#tick-list(${ticks.join(", ")},)`;
    }
    const bodies = items.map((item) => `[${blocks(item.children ?? [], place)}]`).join(", ");
    return node.ordered ? `#enum(start: ${node.start ?? 1}, ${bodies})` : `#list(${bodies})`;
  }

  function table(node: Node, place: Place): string {
    const [head, ...rows] = (node.children ?? []).map((row) => row.children ?? []);
    if (!head) return "";
    const empty = (cell: Node) => plain(cell).trim() === "";
    const fillable = rows.some((row) => row.some(empty));
    const lengths = head.map((_, column) =>
      [head, ...rows].map((row) => plain(row[column] ?? { type: "text" })),
    );
    const columns = columnShares(lengths, fillable);
    const cell = (one: Node | undefined, header?: Node) => {
      inAvoidColumn = header !== undefined && /avoid|not this|instead of/iu.test(plain(header));
      const text = `[${inline(one?.children ?? [])}]`;
      inAvoidColumn = false;
      return text;
    };
    const cells = rows.flatMap((row) => head.map((header, column) => cell(row[column], header)));
    const tall = fillable && rows.every((row) => row.slice(1).every(empty)) && rows.length <= 10;
    const parts = [
      `columns: (${columns.map((share) => `${share}fr`).join(", ")},)`,
      `header: (${head.map((one) => cell(one)).join(", ")},)`,
      ...(fillable ? [`fillable: true, row-height: ${tall ? "4em" : place.sheet ? "auto" : "3em"}`] : []),
      ...(head.length > 2 || place.sheet ? ["hung: true"] : []),
      ...cells,
    ];
    return `#grid-table(${parts.join(", ")})`;
  }

  function lenses(node: Node, place: Place): string {
    const entries = (node.children ?? []).map((lens) => {
      const discipline = lensOf(lens);
      const name = discipline ? disciplineNames[discipline] : "";
      return `(${str(name)}, [${blocks(lens.children ?? [], place)}])`;
    });
    return `#lenses(${entries.join(", ")},)`;
  }

  function directive(node: Node, place: Place): string {
    const attribute = (name: string) => node.attributes?.[name] ?? "";
    const children = node.children ?? [];
    const body = () => `[${blocks(children, place)}]`;
    switch (node.name) {
      case "notice":
        return `#notice(${str(attribute("level"))})${body()}`;
      case "alternative":
        return `#alternative${body()}`;
      case "scenario":
        return `#scenario(${attribute("title") ? content(attribute("title")) : "none"})${body()}`;
      case "discipline":
        return lenses({ type: "lenses", children: [node] }, place);
      case "activity":
        return activity(node, place);
      case "facilitator":
        return facilitatorStep(node, place, 0);
      case "handout": {
        const id = attribute("id");
        const handout = options.handout(id);
        const target = handout ? str(`handout-${id}`) : "none";
        return `#handout-ref(${str(id)}, ${content(handout?.title ?? "")}, ${target})${body()}`;
      }
      case "pause":
        return `#pause${body()}`;
      case "keypoint":
        return `#keypoint${body()}`;
      case "local": {
        const local = options.slot(attribute("slot"));
        if (!local) return `#local("Your site", [], "No local text in this edition")${body()}`;
        const text = blocks(local.nodes, place);
        return `#local(${str(local.site)}, ${content(local.title)}, ${str(local.status)})[${text}]`;
      }
      case "quote": {
        const number = attribute("source") ? options.cite(attribute("source")) : null;
        return `#quoted(${str(quoteKind(attribute("kind")))}, ${number ?? "none"})${body()}`;
      }
      case "line": {
        const label = attribute("label") || plain(node);
        return `#write-line(${content(label)}, ${label.length > 56})`;
      }
      case "box": {
        const label = attribute("label") || plain(node);
        const lines = Math.min(24, Math.max(1, Number.parseInt(attribute("lines"), 10) || 3));
        return `#write-box(${label ? content(label) : "none"}, ${lines})`;
      }
      default:
        return blocks(children, place);
    }
  }

  function activity(node: Node, place: Place): string {
    const get = (name: string) => node.attributes?.[name] ?? "";
    const facts = [get("minutes") && `${get("minutes")} minutes`, get("grouping")]
      .filter(Boolean)
      .join(" · ");
    const at = step(4);
    const groups = groupBy(node.children ?? [], (child) =>
      child.type === "heading" ? { label: plain(child), rest: null } : null,
    );
    const entries = groups.map(({ label, nodes }) => {
      if (label) step(at + 1);
      return `(${label ? content(label) : "none"}, [${blocks(nodes, { ...place, shift: at })}])`;
    });
    return `#activity(${at}, ${str(get("id"))}, ${content(get("title"))}, ${content(facts)}, ${entries.join(", ")},)`;
  }

  /** One step of a plan; `from` is the minute at which it starts. */
  function facilitatorStep(node: Node, place: Place, from: number): string {
    const get = (name: string) => node.attributes?.[name] ?? "";
    const minutes = Number.parseInt(get("minutes"), 10) || 0;
    const at = step(4);
    const runs = get("activity") ? options.activity(get("activity")) : null;
    const line = get("activity")
      ? content(`Runs activity ${get("activity")}${runs ? `, ${runs.title}` : ""}`)
      : "none";
    const moves = groupBy(node.children ?? [], leadingMove).map(
      ({ label, nodes }) => `(${label ? str(label) : "none"}, [${blocks(nodes, { ...place, shift: at })}])`,
    );
    const clock = `${minuteClock(from)}–${minuteClock(from + minutes)}`;
    const mark = get("mark") === "core" ? "core" : "adaptable";
    return `#step(${at}, ${str(get("id"))}, ${str(clock)}, ${minutes}, ${str(mark)}, ${content(get("title"))}, ${line}, ${moves.join(", ")},)`;
  }

  /** A plan part: steps in a row with a running clock that starts at `from`. */
  function planNodes(nodes: readonly Node[], place: Place, from: number): { typst: string; to: number } {
    let clock = from;
    let open = false;
    const out: string[] = [];
    for (const node of nodes) {
      const isStep = node.type === "containerDirective" && node.name === "facilitator";
      if (!isStep && open) out.push("#run-end");
      open = isStep;
      out.push(isStep ? facilitatorStep(node, place, clock) : block(node, place));
      if (isStep) clock += Number.parseInt(node.attributes?.minutes ?? "", 10) || 0;
    }
    if (open) out.push("#run-end");
    return { typst: out.join("\n\n"), to: clock };
  }

  function inline(nodes: readonly Node[]): string {
    return inlineAfter(nodes, "").typst;
  }

  function inlineAfter(nodes: readonly Node[], before: string): { typst: string; last: string } {
    let last = before;
    let typst = "";
    const ordered = citationsAfterPunctuation(nodes);
    const nested = (children: readonly Node[] | undefined) => {
      const inner = inlineAfter(children ?? [], last);
      last = inner.last;
      return `[${inner.typst}]`;
    };
    for (const node of ordered) {
      switch (node.type) {
        case "text": {
          const text = smarten((node.value ?? "").replace(/\s+/gu, " "), last);
          if (text === "") break;
          last = text.slice(-1);
          typst += markup(text);
          break;
        }
        case "emphasis":
          typst += `#emph${nested(node.children)}`;
          break;
        case "strong":
          typst += `#strong${nested(node.children)}`;
          break;
        case "delete":
          typst += `#strike${nested(node.children)}`;
          break;
        case "inlineCode":
          typst += `#raw(${str(node.value ?? "")})`;
          last = "x";
          break;
        case "break":
          typst += "#linebreak()";
          last = " ";
          break;
        case "link":
          typst += safeLink(node.url)
            ? `#web(${str(node.url ?? "")})${nested(node.children)}`
            : `#box${nested(node.children)}`;
          break;
        case "image":
          typst += `#${str(node.alt ?? "")}`;
          break;
        case "citation": {
          const numbers = (node.keys ?? []).map((key) => options.cite(key)).filter((one) => one !== null);
          if (numbers.length > 0) typst += `#cited(${numbers.join(", ")})`;
          break;
        }
        case "textDirective":
          typst += textDirective(node, nested);
          last = node.name === "quote" || node.name === "avoid" ? "”" : last;
          break;
        default:
          if (node.children) typst += `#box${nested(node.children)}`;
          else if (node.value) typst += `#${str(node.value)}`;
      }
    }
    return { typst, last };
  }

  function textDirective(node: Node, nested: (children: readonly Node[] | undefined) => string): string {
    const get = (name: string) => node.attributes?.[name] ?? "";
    switch (node.name) {
      case "term":
        return `#term(${options.hasTerm(get("id")) ? str(get("id")) : "none"})${nested(node.children)}`;
      case "avoid":
        return `#avoid${inAvoidColumn ? "(marked: false)" : ""}${nested(node.children)}`;
      case "quote": {
        const number = get("source") ? options.cite(get("source")) : null;
        const words = `#quoted-inline(${str(quoteKind(get("kind")).toLowerCase())})${nested(node.children)}`;
        return number === null ? words : `${words}#cited(${number})`;
      }
      default:
        // A colon before a word ("note:this") must never lose what follows it.
        return node.children?.length ? nested(node.children).slice(1, -1) : `#${str(`:${node.name ?? ""}`)}`;
    }
  }

  function figure(node: Node, place: Place): string {
    const picture = (node.children ?? []).find((child) => child.type === "image");
    const file = picture?.url ? options.image(picture.url, place.owner ?? "") : null;
    const alt = picture?.alt ?? "";
    if (!file) return `#small(${content(alt)})`;
    return `#picture(${str(file)}, ${str(alt)})`;
  }

  return { step, blocks, inline, planNodes, facilitatorStep };
}

/** A Typst string literal. Control characters become spaces; unpaired surrogates become U+FFFD. */
export function str(text: string): string {
  const clean = text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Co}\p{Cn}\uFEFF]/gu, "\uFFFD");
  return `"${clean.replace(/\\/gu, "\\\\").replace(/"/gu, '\\"')}"`;
}

/** Plain text as a Typst content value: typographic quotes, and places where a long word may break. */
export function content(text: string): string {
  const words = smarten(text.replace(/\s+/gu, " ").trim(), "");
  return words === "" ? "[]" : `[${markup(words)}]`;
}

/** Text in markup. A place to break is a function of the template: inside a string it would join the letter before it. */
export function markup(text: string): string {
  return breakable(text)
    .split("\u200B")
    .map((run) => `#${str(run)}`)
    .join("#zw");
}

/** Straight quotes become typographic ones; `before` is the character that came just before. */
export function smarten(text: string, before: string): string {
  let last = before;
  let out = "";
  for (const character of text) {
    const opens = last === "" || /[\s([{“‘—–/]/u.test(last);
    const next =
      character === '"' ? (opens ? "“" : "”") : character === "'" ? (opens ? "‘" : "’") : character;
    out += next;
    last = next;
  }
  return out;
}

/** Addresses and other long words may break after punctuation, so that no line runs over the margin. */
export function breakable(text: string): string {
  return text.replace(/\S{26,}/gu, (word) =>
    word
      .replace(/([/._\-?&=#:@]+)(?=\S)/gu, "$1\u200B")
      .replace(/[^\u200B]{26,}/gu, (run) => Array.from(run).join("\u200B")),
  );
}

/** The text of a tree without its marks. */
export function plain(node: Node): string {
  if (node.type === "citation") return "";
  if (node.value !== undefined) return node.value;
  if (node.type === "image") return node.alt ?? "";
  return (node.children ?? []).map(plain).join("");
}

function lensOf(node: Node): Discipline | null {
  const named = Object.keys(node.attributes ?? {}).find(isDiscipline);
  return named !== undefined && isDiscipline(named) ? named : null;
}

function idOf(node: Node): string | null {
  return node.data && "id" in node.data && typeof node.data.id === "string" ? node.data.id : null;
}

function isBlockParent(node: Node): boolean {
  return (node.children ?? []).some((child) =>
    ["paragraph", "heading", "list", "table", "blockquote", "containerDirective", "leafDirective"].includes(
      child.type,
    ),
  );
}

export function onlyImage(node: Node): boolean {
  const children = (node.children ?? []).filter(
    (child) => child.type !== "text" || (child.value ?? "").trim() !== "",
  );
  return children.length === 1 && children[0]?.type === "image";
}

export function safeLink(url: string | undefined): boolean {
  return /^(https?:|mailto:|tel:)/iu.test(url ?? "");
}

export function quoteKind(kind: string): string {
  return kind === "statute" ? "Statute" : "Historic wording";
}

export function minuteClock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Sets a reference mark after the punctuation that follows it, as a printed book does. */
export function citationsAfterPunctuation(nodes: readonly Node[]): Node[] {
  const out: Node[] = nodes.map((node) => ({ ...node }));
  for (let index = 0; index < out.length; index += 1) {
    const node = out[index];
    if (node?.type !== "citation") continue;
    const before = out[index - 1];
    if (before?.type === "text") before.value = (before.value ?? "").replace(/\s+$/u, "");
    const after = out[index + 1];
    if (after?.type !== "text") continue;
    const mark = /^[.,;:!?]+["”’)]*/u.exec(after.value ?? "")?.[0];
    if (!mark) continue;
    after.value = (after.value ?? "").slice(mark.length);
    out.splice(index, 0, { type: "text", value: mark });
    index += 1;
  }
  return out;
}

type Start = { label: string; rest: Node | null } | null;

/** Splits blocks at those that `start` a named group. */
export function groupBy(
  nodes: readonly Node[],
  start: (node: Node) => Start,
): { label: string | null; nodes: Node[] }[] {
  const groups: { label: string | null; nodes: Node[] }[] = [];
  for (const node of nodes) {
    const begun = start(node);
    if (begun) groups.push({ label: begun.label, nodes: begun.rest ? [begun.rest] : [] });
    else if (groups.length === 0) groups.push({ label: null, nodes: [node] });
    else groups[groups.length - 1]?.nodes.push(node);
  }
  return groups;
}

/** "**Say.** Welcome…" starts the move Say. */
export function leadingMove(node: Node): Start {
  const [first, second, ...rest] = node.children ?? [];
  if (node.type !== "paragraph" || first?.type !== "strong") return null;
  const label = /^(Say|Do|Watch for)[.:]?$/u.exec(plain(first).trim())?.[1];
  if (!label) return null;
  const trimmed =
    second?.type === "text"
      ? [{ ...second, value: (second.value ?? "").replace(/^\s+/u, "") }]
      : second
        ? [second]
        : [];
  return { label, rest: { type: "paragraph", children: [...trimmed, ...rest] } };
}

/** Shares of the width for each column, from what stands in it. */
function columnShares(columns: string[][], fillable: boolean): number[] {
  return columns.map((cells) => {
    const longestWord = Math.max(
      3,
      ...cells.flatMap((cell) => cell.split(/\s+/u).map((word) => word.length)),
    );
    const full = cells.map((cell) => cell.trim().length).filter((length) => length > 0);
    const longest = Math.max(0, ...full);
    const mean = full.length ? full.reduce((sum, length) => sum + length, 0) / full.length : 0;
    const isEmpty = fillable && full.length <= 1;
    const wanted = Math.min(longest, 6 + mean * 1.1, 90);
    const shares = isEmpty ? Math.max(22, longestWord * 1.3) : Math.max(wanted * 0.62 + 6, longestWord * 1.5);
    return Math.round(shares * 10) / 10;
  });
}
