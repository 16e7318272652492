import { type Discipline, disciplineNames, isDiscipline } from "./discipline.ts";
import { box, heading, type Leaf, paragraph, type Run, text, wordsOf } from "./folio.ts";
import { parseField, parseInline } from "./markdown.ts";
import {
  citationsAfterPunctuation,
  groupBy,
  leadingMove,
  minuteClock,
  type Node,
  onlyImage,
  type Place,
  plain,
  quoteKind,
  safeLink,
  smarten,
  type WriterOptions,
} from "./typst.ts";

export type FolioWriter = ReturnType<typeof folioWriter>;

/**
 * Writes a content tree as leaves of a folio: the same words in the same order, with the same numbers of sources, as
 * `typstWriter` writes them for print.
 */
export function folioWriter(options: Omit<WriterOptions, "image">) {
  let level = 0;
  let inAvoidColumn = false;

  /** A heading level that never skips one. */
  function step(wanted: number): number {
    level = Math.max(1, Math.min(wanted, level + 1, 6));
    return level;
  }

  const blocks = (nodes: readonly Node[], place: Place): Leaf[] =>
    nodes.flatMap((node) => block(node, place));

  function block(node: Node, place: Place): Leaf[] {
    const children = node.children ?? [];
    switch (node.type) {
      case "paragraph":
        return onlyImage(node) ? picture(node, place) : [paragraph(inline(children))];
      case "heading": {
        const at = step((node.depth ?? 2) + place.shift);
        const id = node.data && "id" in node.data && place.anchor ? `${place.anchor}-${node.data.id}` : null;
        return [heading(at, inline(children), { id })];
      }
      case "list":
        return [list(node, place)];
      case "table":
        return table(node);
      case "blockquote":
        return [box("quote", "", blocks(children, place))];
      case "code":
        return [paragraph([{ kind: "code", runs: text(node.value ?? "") }])];
      case "thematicBreak":
        return [{ kind: "rule" }];
      case "lenses":
        return lenses(children, place);
      case "containerDirective":
      case "leafDirective":
        return directive(node, place);
      case "definition":
      case "footnoteDefinition":
      case "yaml":
        return [];
      case "root":
        return blocks(children, place);
      default: {
        const holdsBlocks = children.some(({ type }) => blockTypes.has(type));
        return holdsBlocks ? blocks(children, place) : [paragraph(inline([node]))];
      }
    }
  }

  function list(node: Node, place: Place): Leaf {
    const items = node.children ?? [];
    const isTicks = items.some(({ checked }) => checked !== null && checked !== undefined);
    return {
      kind: "list",
      mark: isTicks ? "tick" : node.ordered ? "number" : "bullet",
      start: node.start ?? 1,
      items: items.map((item) => blocks(item.children ?? [], place)),
    };
  }

  function table(node: Node): Leaf[] {
    const [head, ...rows] = (node.children ?? []).map((row) => row.children ?? []);
    if (!head) return [];
    const empty = (cell: Node | undefined) => !cell || plain(cell).trim() === "";
    const cells = head.length * rows.length;
    const blank = rows.flatMap((row) => head.map((_, at) => row[at])).filter(empty).length;
    const cell = (one: Node | undefined, header?: Node) => {
      inAvoidColumn = header !== undefined && /avoid|not this|instead of/iu.test(plain(header));
      const runs = inline(one?.children ?? []);
      inAvoidColumn = false;
      return runs;
    };
    // In this order, because the sources are numbered as they are met.
    const filled = rows.map((row) => head.map((header, at) => cell(row[at], header)));
    const headRuns = head.map((one) => cell(one));
    return [
      {
        kind: "table",
        name: headRuns.map(wordsOf).filter(Boolean).join(", "),
        // A column of remarks with a gap in it is no form.
        form: cells > 0 && blank * 4 >= cells,
        head: headRuns,
        rows: filled.map((row) => row.map((runs) => (runs.length > 0 ? [paragraph(runs)] : []))),
      },
    ];
  }

  function lenses(lenses: readonly Node[], place: Place): Leaf[] {
    return lenses.map((lens) => {
      const named = Object.keys(lens.attributes ?? {}).find(isDiscipline) as Discipline | undefined;
      return box("lens", named ? disciplineNames[named] : "", blocks(lens.children ?? [], place));
    });
  }

  function directive(node: Node, place: Place): Leaf[] {
    const get = (name: string) => node.attributes?.[name] ?? "";
    const children = node.children ?? [];
    const body = () => blocks(children, place);
    switch (node.name) {
      case "notice":
        return [box("notice", `Before you read · ${get("level")}`, body())];
      case "alternative":
        return [box("alternative", "Written alternative · read this instead if you prefer", body())];
      case "scenario": {
        const title = get("title") ? [paragraph([{ kind: "strong", runs: words(get("title")) }])] : [];
        return [box("scenario", "Scenario · Fictional composite", [...title, ...body()])];
      }
      case "discipline":
        return lenses([node], place);
      case "activity":
        return activity(node, place);
      case "facilitator":
        return facilitatorStep(node, place, 0);
      case "handout": {
        const id = get("id");
        const title = options.handout(id)?.title ?? "";
        const named: Leaf[] = title
          ? [
              paragraph([
                { kind: "strong", runs: [{ kind: "ref", to: `handout-${id}`, runs: words(title) }] },
              ]),
            ]
          : [];
        return [box("handout", `Handout ${id}`, [...named, ...body()])];
      }
      case "pause":
        return [box("pause", "", body())];
      case "keypoint":
        return [box("keypoint", "Remember", body())];
      case "local": {
        const local = options.slot(get("slot"));
        if (!local) return [box("local", "Your site · No local text in this edition", body())];
        const title = paragraph([{ kind: "strong", runs: words(local.title) }]);
        return [box("local", `${local.site} · ${local.status}`, [title, ...blocks(local.nodes, place)])];
      }
      case "quote": {
        const number = get("source") ? options.cite(get("source")) : null;
        const kind = paragraph(
          [
            ...text(quoteKind(get("kind"))),
            ...(number === null ? [] : [{ kind: "cite" as const, numbers: [number] }]),
          ],
          "small",
        );
        return [box("quote", "", [...body(), kind])];
      }
      case "line":
        return [{ kind: "write", label: plainWords(get("label") || plain(node)), lines: 1, ruled: true }];
      case "box": {
        const lines = Math.min(24, Math.max(1, Number.parseInt(get("lines"), 10) || 3));
        return [{ kind: "write", label: plainWords(get("label") || plain(node)), lines, ruled: false }];
      }
      default:
        return body();
    }
  }

  function activity(node: Node, place: Place): Leaf[] {
    const get = (name: string) => node.attributes?.[name] ?? "";
    const facts = [get("minutes") && `${get("minutes")} minutes`, get("grouping")]
      .filter(Boolean)
      .join(" · ");
    const at = step(4);
    const leaves: Leaf[] = [heading(at, words(get("title"))), paragraph(words(facts), "small")];
    const groups = groupBy(node.children ?? [], (child) =>
      child.type === "heading" ? { label: plain(child), rest: null } : null,
    );
    for (const { label, nodes } of groups) {
      if (label) leaves.push(heading(step(at + 1), words(label)));
      leaves.push(...blocks(nodes, { ...place, shift: at }));
    }
    return [box("activity", `Activity ${get("id")}`, leaves)];
  }

  /** One step of a plan; `from` is the minute at which it starts. */
  function facilitatorStep(node: Node, place: Place, from: number): Leaf[] {
    const get = (name: string) => node.attributes?.[name] ?? "";
    const minutes = Number.parseInt(get("minutes"), 10) || 0;
    const at = step(4);
    const runs = get("activity") ? options.activity(get("activity")) : null;
    const leaves: Leaf[] = [heading(at, words(get("title")))];
    if (get("activity"))
      leaves.push(
        paragraph(words(`Runs activity ${get("activity")}${runs ? `, ${runs.title}` : ""}`), "small"),
      );
    for (const { label, nodes } of groupBy(node.children ?? [], leadingMove))
      leaves.push(box("move", label ?? "", blocks(nodes, { ...place, shift: at })));
    const clock = `${minuteClock(from)}–${minuteClock(from + minutes)}`;
    const mark = get("mark") === "core" ? "core" : "adaptable";
    return [box("step", `${minutes} min · ${clock} · ${mark} · ${get("id")}`, leaves)];
  }

  /** A plan part: steps in a row with a running clock that starts at `from`. */
  function planNodes(nodes: readonly Node[], place: Place, from: number): { leaves: Leaf[]; to: number } {
    let clock = from;
    const leaves: Leaf[] = [];
    for (const node of nodes) {
      const isStep = node.type === "containerDirective" && node.name === "facilitator";
      leaves.push(...(isStep ? facilitatorStep(node, place, clock) : block(node, place)));
      if (isStep) clock += Number.parseInt(node.attributes?.minutes ?? "", 10) || 0;
    }
    return { leaves, to: clock };
  }

  function picture(node: Node, place: Place): Leaf[] {
    const one = (node.children ?? []).find(({ type }) => type === "image");
    return [{ kind: "picture", owner: place.owner ?? "", path: one?.url ?? "", alt: one?.alt ?? "" }];
  }

  const inline = (nodes: readonly Node[]): Run[] => inlineAfter(nodes, "").runs;

  function inlineAfter(nodes: readonly Node[], before: string): { runs: Run[]; last: string } {
    let last = before;
    const runs: Run[] = [];
    const nested = (children: readonly Node[] | undefined): Run[] => {
      const inner = inlineAfter(children ?? [], last);
      last = inner.last;
      return inner.runs;
    };
    for (const node of citationsAfterPunctuation(nodes)) {
      switch (node.type) {
        case "text": {
          const words = smarten((node.value ?? "").replace(/\s+/gu, " "), last);
          if (words === "") break;
          last = words.slice(-1);
          runs.push(...text(clean(words)));
          break;
        }
        case "emphasis":
        case "strong":
          runs.push({ kind: node.type, runs: nested(node.children) });
          break;
        case "delete":
          runs.push({ kind: "strike", runs: nested(node.children) });
          break;
        case "inlineCode":
          runs.push({ kind: "code", runs: text(clean(node.value ?? "")) });
          last = "x";
          break;
        case "break":
          runs.push({ kind: "break" });
          last = " ";
          break;
        case "link": {
          const inner = nested(node.children);
          runs.push(
            ...(safeLink(node.url) ? [{ kind: "link" as const, href: node.url ?? "", runs: inner }] : inner),
          );
          break;
        }
        case "image":
          runs.push(...text(node.alt ?? ""));
          break;
        case "citation":
          runs.push(...cites((node.keys ?? []).map((key) => options.cite(key))));
          break;
        case "textDirective":
          runs.push(...mark(node, nested));
          last = node.name === "quote" || node.name === "avoid" ? "”" : last;
          break;
        default:
          if (node.children) runs.push(...nested(node.children));
          else runs.push(...text(clean(node.value ?? "")));
      }
    }
    return { runs, last };
  }

  function mark(node: Node, nested: (children: readonly Node[] | undefined) => Run[]): Run[] {
    const get = (name: string) => node.attributes?.[name] ?? "";
    switch (node.name) {
      case "term": {
        const runs = nested(node.children);
        return options.hasTerm(get("id")) ? [{ kind: "ref", to: `term-${get("id")}`, runs }] : runs;
      }
      case "avoid": {
        const runs = [...text("“"), ...nested(node.children), ...text("”")];
        const note: Run[] = inAvoidColumn ? [] : [{ kind: "mark", runs: text(" avoid") }];
        return [{ kind: "avoid", runs }, ...note];
      }
      case "quote": {
        const number = get("source") ? options.cite(get("source")) : null;
        const quoted = [...text("“"), ...nested(node.children), ...text("”")];
        const kind: Run = { kind: "mark", runs: text(` ${quoteKind(get("kind")).toLowerCase()}`) };
        return [...quoted, kind, ...cites([number])];
      }
      default:
        // A colon before a word ("note:this") must never lose what follows it.
        return node.children?.length ? nested(node.children) : text(`:${node.name ?? ""}`);
    }
  }

  /** One line of Markdown. */
  const line = (markdown: string): Run[] =>
    inline(
      /[*_`[\]<>\\:&~|!#]/u.test(markdown) ? parseInline(markdown) : [{ type: "text", value: markdown }],
    );

  /** A field of one paragraph or several. */
  const field = (markdown: string, place: Place): Leaf[] => blocks(parseField(markdown).children, place);

  const cite = (keys: readonly string[]): Run[] => cites(keys.map((key) => options.cite(key)));

  return { step, blocks, planNodes, inline, line, field, cite };
}

const blockTypes = new Set([
  "paragraph",
  "heading",
  "list",
  "table",
  "blockquote",
  "containerDirective",
  "leafDirective",
]);

function cites(numbers: readonly (number | null)[]): Run[] {
  const known = numbers.filter((one) => one !== null);
  return known.length > 0 ? [{ kind: "cite", numbers: known }] : [];
}

/** Plain text with typographic quotes. */
export function words(value: string): Run[] {
  return text(plainWords(value));
}

export function plainWords(value: string): string {
  return clean(smarten(value.replace(/\s+/gu, " ").trim(), ""));
}

/** Characters that no XML can carry go, as they go from the printed book. */
function clean(value: string): string {
  return value
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Co}\p{Cn}\uFEFF]/gu, "\uFFFD");
}
