import {
  AlignmentType,
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  HeadingLevel,
  HeightRule,
  type ILevelsOptions,
  ImageRun,
  type IParagraphOptions,
  LevelFormat,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  UnderlineType,
  WidthType,
} from "docx";
import { strFromU8, unzipSync } from "fflate";
import { type Folio, type Leaf, paragraph, type Run, strong, text, wordsOf } from "#app/content/folio.ts";
import { scaleText } from "#app/content/text-blocks.ts";
import { zipped } from "#app/lib/zip.ts";
import { pictureSize } from "./picture-size.ts";
import type { Pictures } from "./typeset.ts";

export type DocxSheet = { title: string; leaves: Leaf[] };

/**
 * A handout, worksheet, form or card as a Word document that can be edited and filled in: real styles, lists and heads
 * of tables, and a footer with the edition and the content hash. The same sheet gives the same bytes.
 */
export async function sheetDocx(folio: Folio, sheet: DocxSheet, pictures: Pictures): Promise<Uint8Array> {
  const leaves = fromLevelOne(sheet.leaves);
  const isWide = leaves.some(
    (leaf) =>
      leaf.kind === "table" &&
      leaf.head.length >= 6 &&
      (leaf.rows[0]?.filter(({ length }) => length > 0).length ?? 0) >= 4,
  );
  const width = isWide ? 15840 - 2 * margin : 12240 - 2 * margin;
  const page: Page = { pictures, width, depth: 0, tint: null, instance: { count: 0 } };
  const document = new Document({
    title: sheet.title,
    creator: folio.author,
    lastModifiedBy: folio.author,
    description: folio.description,
    subject: `${folio.programme}, edition ${folio.edition}, content ${folio.hash.slice(0, 12)}`,
    styles: styles(),
    numbering: { config: lists },
    sections: [
      {
        properties: {
          page: {
            size: isWide
              ? { width: 12240, height: 15840, orientation: PageOrientation.LANDSCAPE }
              : { width: 12240, height: 15840 },
            margin: { top: margin, bottom: margin, left: margin, right: margin },
          },
        },
        footers: { default: footer(folio, width) },
        children: blocks(leaves, page),
      },
    ],
  });
  return settled(await Packer.toBuffer(document), folio);
}

const margin = 1000;

type Page = {
  pictures: Pictures;
  /** Room from margin to margin, in twentieths of a point. */
  width: number;
  /** How many lists are around. */
  depth: number;
  /** The box around, if any. */
  tint: { line: string; back: string | null } | null;
  instance: { count: number };
};

type Block = Paragraph | Table;

const blocks = (leaves: readonly Leaf[], page: Page): Block[] => leaves.flatMap((leaf) => block(leaf, page));

function block(leaf: Leaf, page: Page): Block[] {
  switch (leaf.kind) {
    case "heading":
      return [para(leaf.runs, page, { heading: headings[Math.min(6, leaf.level) - 1] })];
    case "paragraph":
      return [
        para(leaf.runs, page, { style: looks[leaf.look ?? "title"] ?? (leaf.look ? undefined : "Normal") }),
      ];
    case "list":
      return list(leaf, page);
    case "table":
      return [table(leaf, page), spacer()];
    case "facts":
      return leaf.entries.flatMap(({ label, leaves }) => [
        para(strong(label), page, { keepNext: true, spacing: { before: 120, after: 20 } }),
        ...blocks(leaves, page),
      ]);
    case "box": {
      const tint = tints[leaf.look] ?? page.tint;
      const inside = { ...page, tint };
      return [
        ...(leaf.label ? [para(text(leaf.label), inside, { style: "Label", keepNext: true })] : []),
        ...blocks(leaf.leaves, inside),
        ...(tint && tint !== page.tint ? [spacer()] : []),
      ];
    }
    case "write":
      return leaf.ruled && leaf.lines === 1 ? [ruled(leaf.label, page)] : room(leaf, page);
    case "choices":
      return list(
        { kind: "list", mark: "tick", start: 1, items: leaf.options.map((one) => [paragraph(one)]) },
        page,
      );
    case "scale":
      return [para(text(scaleText(leaf)), page)];
    case "picture":
      return [picture(leaf, page)];
    case "rule":
      return [new Paragraph({ thematicBreak: true })];
  }
}

const headings = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
] as const;

const looks: Partial<Record<string, string>> = {
  label: "Label",
  lead: "Lead",
  small: "Small",
  meta: "Small",
  warning: "Warning",
};

const tints: Partial<Record<Extract<Leaf, { kind: "box" }>["look"], Page["tint"]>> = {
  notice: { line: "9A5B0B", back: "FBF3E3" },
  facilitator: { line: "9A5B0B", back: "FBF3E3" },
  alternative: { line: "2F6F69", back: "E9F1EF" },
  local: { line: "2F6F69", back: "E9F1EF" },
  keypoint: { line: "1D4F4B", back: "E9F1EF" },
  scenario: { line: "2F6F69", back: null },
  handout: { line: "2F6F69", back: null },
  activity: { line: "1D4F4B", back: null },
  quote: { line: "CFC8BA", back: null },
  stamp: { line: "A03A22", back: null },
};

function para(
  runs: readonly Run[],
  page: Page,
  options: Omit<IParagraphOptions, "children"> = {},
): Paragraph {
  const boxed = page.tint
    ? {
        border: { left: { style: BorderStyle.SINGLE, size: 18, space: 8, color: page.tint.line } },
        ...(page.tint.back ? { shading: { type: ShadingType.CLEAR, fill: page.tint.back } } : {}),
        indent: { left: 200 },
      }
    : {};
  return new Paragraph({ ...boxed, ...options, children: inline(runs) });
}

type Shape = Pick<
  ConstructorParameters<typeof TextRun>[0] & object,
  "bold" | "italics" | "strike" | "color" | "size" | "superScript"
>;

function inline(runs: readonly Run[], shape: Shape = {}): (TextRun | ExternalHyperlink)[] {
  return runs.flatMap((run): (TextRun | ExternalHyperlink)[] => {
    switch (run.kind) {
      case "text":
        return [new TextRun({ text: run.text, ...shape })];
      case "break":
        return [new TextRun({ break: 1, ...shape })];
      case "cite":
        return [new TextRun({ text: run.numbers.join(","), ...shape, superScript: true })];
      case "link":
        return [
          new ExternalHyperlink({
            link: run.href,
            children: [
              new TextRun({
                text: wordsOf(run.runs),
                ...shape,
                color: "1D5F59",
                underline: { type: UnderlineType.SINGLE },
              }),
            ],
          }),
        ];
      case "strong":
        return inline(run.runs, { ...shape, bold: true });
      case "emphasis":
        return inline(run.runs, { ...shape, italics: true });
      case "strike":
        return inline(run.runs, { ...shape, strike: true });
      case "avoid":
        return inline(run.runs, { ...shape, color: "A03A22" });
      case "mark":
        return inline(run.runs, { ...shape, color: "4A585C", size: 16 });
      default:
        return inline(run.runs, shape);
    }
  });
}

function list({ mark, start, items }: Extract<Leaf, { kind: "list" }>, page: Page): Block[] {
  const reference = mark === "number" && start !== 1 ? "number-on" : mark;
  page.instance.count += 1;
  const instance = page.instance.count;
  const level = Math.min(page.depth, 3);
  return items.flatMap((leaves): Block[] => {
    const numbering = { reference, level, instance };
    const [first, ...rest] = leaves;
    const inside = { ...page, depth: page.depth + 1 };
    if (first?.kind !== "paragraph")
      return [new Paragraph({ numbering, children: [] }), ...blocks(leaves, inside)];
    const under = { indent: { left: 360 * (level + 1) } };
    return [
      para(first.runs, page, {
        numbering,
        indent: undefined,
        style: looks[first.look ?? ""] ?? "ListParagraph",
      }),
      ...rest.flatMap((leaf) =>
        leaf.kind === "paragraph"
          ? [para(leaf.runs, page, { ...under, style: looks[leaf.look ?? ""] })]
          : block(leaf, inside),
      ),
    ];
  });
}

const indents = (format: ILevelsOptions["format"], texts: string[]): ILevelsOptions[] =>
  texts.map((text, level) => ({
    level,
    format,
    text,
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: 360 * (level + 1), hanging: 360 } } },
  }));

const lists = [
  { reference: "bullet", levels: indents(LevelFormat.BULLET, ["•", "–", "•", "–"]) },
  { reference: "number", levels: indents(LevelFormat.DECIMAL, ["%1.", "%2.", "%3.", "%4."]) },
  { reference: "number-on", levels: indents(LevelFormat.DECIMAL, ["%1.", "%2.", "%3.", "%4."]) },
  { reference: "letter", levels: indents(LevelFormat.UPPER_LETTER, ["%1.", "%2.", "%3.", "%4."]) },
  { reference: "tick", levels: indents(LevelFormat.BULLET, ["☐", "☐", "☐", "☐"]) },
];

function table({ form, head, rows }: Extract<Leaf, { kind: "table" }>, page: Page): Table {
  const widths = columnWidths(head, rows, page.width);
  const inside = (at: number): Page => ({ ...page, tint: null, depth: 0, width: widths[at] ?? page.width });
  const line = { style: BorderStyle.SINGLE, size: 4, color: "8A9396" };
  const none = { style: BorderStyle.NONE, size: 0, color: "auto" };
  const cell = (leaves: readonly Leaf[], at: number) =>
    new TableCell({
      width: { size: widths[at] ?? 0, type: WidthType.DXA },
      children: leaves.length > 0 ? lastIsParagraph(blocks(leaves, inside(at))) : [new Paragraph({})],
    });
  const top =
    head.length > 0
      ? [
          new TableRow({
            tableHeader: true,
            cantSplit: true,
            children: head.map(
              (runs, at) =>
                new TableCell({
                  width: { size: widths[at] ?? 0, type: WidthType.DXA },
                  shading: { type: ShadingType.CLEAR, fill: "E9F1EF" },
                  children: [new Paragraph({ style: "TableHead", children: inline(runs) })],
                }),
            ),
          }),
        ]
      : [];
  const body = rows.map((row) => {
    const hasRoom = form && row.some(({ length }) => length === 0);
    return new TableRow({
      cantSplit: true,
      ...(hasRoom ? { height: { value: 560, rule: HeightRule.ATLEAST } } : {}),
      children: row.map(cell),
    });
  });
  return new Table({
    width: { size: page.width, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    margins: { top: 60, bottom: 60, left: 90, right: 90 },
    borders: form
      ? { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line }
      : { top: none, bottom: line, left: none, right: none, insideHorizontal: line, insideVertical: none },
    rows: [...top, ...body],
  });
}

/** Word asks for a paragraph at the end of each cell. */
function lastIsParagraph(inside: Block[]): Block[] {
  return inside.at(-1) instanceof Paragraph ? inside : [...inside, new Paragraph({})];
}

/** Shares of the width from what stands in each column; none is so narrow that its head breaks inside a word. */
function columnWidths(head: readonly Run[][], rows: readonly Leaf[][][], width: number): number[] {
  const columns = Math.max(head.length, rows[0]?.length ?? 1);
  if (head.length === 0 && columns === 2) return [Math.round(width * 0.32), width - Math.round(width * 0.32)];
  const shares = Array.from({ length: columns }, (_, at) => {
    const headWords = wordsOf(head[at] ?? []);
    const longest = Math.max(...headWords.split(/\s+/u).map(({ length }) => length), 2) * 1.5;
    const letters = rows.map((row) => lettersOf(row[at] ?? []));
    const mean = letters.reduce((sum, one) => sum + one, 0) / Math.max(1, letters.length);
    return Math.max(longest, Math.min(60, mean), rows.every((row) => (row[at] ?? []).length === 0) ? 9 : 4);
  });
  const total = shares.reduce((sum, one) => sum + one, 0);
  const widths = shares.map((share) => Math.floor((share / total) * width));
  widths[widths.length - 1] = (widths.at(-1) ?? 0) + width - widths.reduce((sum, one) => sum + one, 0);
  return widths;
}

function lettersOf(leaves: readonly Leaf[]): number {
  return leaves.reduce((sum, leaf) => {
    if (leaf.kind === "paragraph") return sum + wordsOf(leaf.runs).length;
    return leaf.kind === "list" ? sum + leaf.items.reduce((all, one) => all + lettersOf(one), 0) : sum + 8;
  }, 0);
}

/** A label with a line to write on that ends at the margin. */
function ruled(label: string, page: Page): Paragraph {
  return new Paragraph({
    spacing: { before: 200, after: 160 },
    tabStops: [{ type: TabStopType.RIGHT, position: page.width, leader: "underscore" }],
    children: [
      ...(label ? [new TextRun({ text: label, bold: true }), new TextRun(" ")] : []),
      new TextRun("\t"),
    ],
  });
}

/** A box to write in, which grows with what is typed. */
function room({ label, lines }: Extract<Leaf, { kind: "write" }>, page: Page): Block[] {
  const line = { style: BorderStyle.SINGLE, size: 4, color: "8A9396" };
  return [
    ...(label
      ? [
          new Paragraph({
            keepNext: true,
            spacing: { before: 160, after: 60 },
            children: [new TextRun({ text: label, bold: true })],
          }),
        ]
      : []),
    new Table({
      width: { size: page.width, type: WidthType.DXA },
      columnWidths: [page.width],
      borders: { top: line, bottom: line, left: line, right: line },
      rows: [
        new TableRow({
          height: { value: 440 * lines, rule: HeightRule.ATLEAST },
          children: [
            new TableCell({
              width: { size: page.width, type: WidthType.DXA },
              children: [new Paragraph({})],
            }),
          ],
        }),
      ],
    }),
    spacer(),
  ];
}

const spacer = () => new Paragraph({ spacing: { before: 0, after: 80 }, children: [] });

function picture({ owner, path, alt }: Extract<Leaf, { kind: "picture" }>, page: Page): Paragraph {
  const bytes = page.pictures(owner, path);
  const size = bytes && pictureSize(bytes);
  const type = { png: "png", jpg: "jpg", jpeg: "jpg", gif: "gif" }[
    /\.(\w+)$/u.exec(path)?.[1]?.toLowerCase() ?? ""
  ];
  if (!bytes || !size || !type) return para(text(alt), page, { style: "Small" });
  const width = Math.min(size.width, page.width / 15);
  const transformation = { width, height: Math.round((size.height / size.width) * width) };
  const altText = { name: alt, title: alt, description: alt };
  return new Paragraph({
    children: [new ImageRun({ type: type as "png", data: bytes, transformation, altText })],
  });
}

function footer({ programme, edition, hash, notice }: Folio, width: number): Footer {
  return new Footer({
    children: [
      new Paragraph({
        style: "Small",
        tabStops: [{ type: TabStopType.RIGHT, position: width }],
        children: [
          new TextRun({ children: ["Page ", PageNumber.CURRENT, " of ", PageNumber.TOTAL_PAGES] }),
          new TextRun(`\t${programme} · Edition ${edition} · ${hash.slice(0, 12)}`),
        ],
      }),
      ...(notice
        ? [new Paragraph({ style: "Small", children: [new TextRun({ text: notice, bold: true })] })]
        : []),
    ],
  });
}

function styles(): ConstructorParameters<typeof Document>[0]["styles"] {
  const head = (size: number, before: number) => ({
    run: { size, bold: true, color: "1D4F4B", font: "Calibri" },
    paragraph: { spacing: { before, after: 100 }, keepNext: true },
  });
  const like = (id: string, name: string, run: object, paragraph: object = {}) => ({
    id,
    name,
    basedOn: "Normal",
    quickFormat: true,
    run,
    paragraph,
  });
  return {
    default: {
      document: {
        run: { font: "Calibri", size: 22, language: { value: "en-US" } },
        paragraph: { spacing: { after: 120, line: 276 } },
      },
      heading1: head(36, 60),
      heading2: head(28, 280),
      heading3: head(25, 240),
      heading4: head(23, 200),
      heading5: head(22, 160),
      heading6: head(22, 160),
      listParagraph: { paragraph: { spacing: { after: 70 } } },
    },
    paragraphStyles: [
      like("Label", "Label", { bold: true, color: "8A5109", size: 19 }, { spacing: { after: 40 } }),
      like("Lead", "Lead", { size: 24, color: "4A585C" }, { spacing: { after: 180 } }),
      like("Small", "Small", { size: 19, color: "4A585C" }, { spacing: { after: 80 } }),
      like("Warning", "Warning", { color: "A03A22", bold: true }),
      like("TableHead", "Table head", { bold: true, color: "1D4F4B" }, { spacing: { after: 0 } }),
    ],
  };
}

/** A sheet stands alone: its first heading is the title of the document. */
function fromLevelOne(leaves: readonly Leaf[]): Leaf[] {
  let first: number | null = null;
  const shift = (leaf: Leaf): Leaf => {
    if (leaf.kind === "heading") {
      first ??= leaf.level;
      return { ...leaf, level: Math.max(1, leaf.level - first + 1) };
    }
    return leaf.kind === "box" ? { ...leaf, leaves: leaf.leaves.map(shift) } : leaf;
  };
  return leaves.map(shift);
}

/** The library notes the moment and random ids; the same sheet shall give the same bytes. */
function settled(bytes: Uint8Array, { date, language }: Folio): Uint8Array {
  const files = unzipSync(bytes);
  const ids = new Map<string, string>();
  const rename = (xml: string) =>
    xml
      .replace(/\brId[a-z0-9_-]{12,}\b/giu, (id) => {
        if (!ids.has(id)) ids.set(id, `rIdLink${ids.size + 1}`);
        return ids.get(id) ?? id;
      })
      .replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/gu, `$1${date}T00:00:00Z`)
      .replace("</cp:coreProperties>", `<dc:language>${language}</dc:language></cp:coreProperties>`);
  const order = (name: string) => (name === "[Content_Types].xml" ? 0 : name === "word/document.xml" ? 1 : 2);
  return zipped(
    Object.entries(files)
      .sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1))
      .map(
        ([name, content]) =>
          [name, /\.(xml|rels)$/u.test(name) ? rename(strFromU8(content)) : content] as const,
      ),
  );
}
