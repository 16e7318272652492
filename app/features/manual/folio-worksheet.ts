import { heading, type Leaf, type Piece, paragraph, type Run, strong, text } from "#app/content/folio.ts";
import { type FolioWriter, plainWords, words } from "#app/content/folio-writer.ts";
import type { Worksheet, WorksheetField } from "#app/content/schema.ts";
import { piece, sheetHead } from "./folio-press.ts";
import { choicesOf, exampleText, worksheetWarning } from "./typeset-worksheet.ts";

/** A worksheet to fill in: a form, a table with blank rows, or one table for each row where columns would be too many. */
export function foliateWorksheet(writer: FolioWriter, worksheet: Worksheet): Piece {
  const head = sheetHead(writer.step(2), {
    label: `Worksheet ${worksheet.id}`,
    title: worksheet.title,
    target: `handout-${worksheet.id}`,
    purpose: words(worksheet.purpose),
    use: null,
    toc: true,
  });
  const leaves = [...head, paragraph(worksheetWarning, "warning"), ...matter(worksheet)];
  return piece(`handout-${worksheet.id}`, worksheet.title, "sheet", leaves, {
    kind: "worksheet",
    id: worksheet.id,
  });
}

/** Beyond it the columns of an upright page are too narrow to write in. */
const mostColumns = 5;

function matter(worksheet: Worksheet): Leaf[] {
  if (worksheet.layout === "form") return worksheet.fields.flatMap(formField);
  return [
    help(worksheet),
    ...(worksheet.fields.length <= mostColumns ? rows(worksheet) : records(worksheet)),
  ];
}

function help({ fields }: Worksheet): Leaf {
  const cell = (runs: Run[]) => (runs.length > 0 ? [paragraph(runs)] : []);
  return {
    kind: "table",
    name: "What to write in each column",
    form: false,
    head: ["Column", "What to write", "Example"].map(text),
    rows: fields.map((field) => [
      [paragraph(strong(words(field.label)))],
      cell(words([field.help, choicesOf(field)].filter(Boolean).join(" "))),
      field.example === undefined
        ? []
        : [paragraph([{ kind: "emphasis", runs: words(exampleText(field.example)) }])],
    ]),
  };
}

function rows({ title, fields, rows = 12, statements = [] }: Worksheet): Leaf[] {
  const blank = () => fields.map(blankCell);
  const printed = statements.map((one) => [[paragraph(words(one))], ...fields.slice(1).map(blankCell)]);
  return [
    {
      kind: "table",
      name: title,
      form: true,
      head: fields.map(({ label }) => words(label)),
      rows: [...printed, ...Array.from({ length: Math.min(rows, 40) }, blank)],
    },
  ];
}

function records({ fields, rows = 12, statements = [] }: Worksheet): Leaf[] {
  const [first, ...others] = fields;
  const count = statements.length > 0 ? statements.length + Math.min(rows, 2) : Math.min(rows, 6);
  const more =
    rows > count && statements.length === 0 ? [paragraph("Copy these tables for more.", "small")] : [];
  const record = (name: string, fields: WorksheetField[]): Leaf => ({
    kind: "table",
    name,
    form: true,
    head: [],
    rows: fields.map((field) => [[paragraph(strong(words(field.label)))], inside(field)]),
  });
  const records = Array.from({ length: count }, (_, at): Leaf[] => {
    if (statements.length === 0)
      return [paragraph(strong(String(at + 1))), record(`Entry ${at + 1}`, fields)];
    const statement = statements[at];
    const title: Leaf = statement
      ? paragraph(strong(words(statement)))
      : { kind: "write", label: plainWords(first?.label ?? ""), lines: 1, ruled: true };
    return [title, record(statement ?? `Entry ${at + 1}`, others)];
  });
  return [...more, ...records.flat()];
}

function inside(field: WorksheetField): Leaf[] {
  if (field.type === "choice") return [{ kind: "choices", options: field.options.map(plainWords) }];
  if (field.type === "scale") return [{ kind: "scale", ...field.scale }];
  return blankCell(field);
}

/** A box to tick, or room to write. */
function blankCell({ type }: WorksheetField): Leaf[] {
  return type === "checkbox" ? [{ kind: "list", mark: "tick", start: 1, items: [[]] }] : [];
}

function formField(field: WorksheetField): Leaf[] {
  if (field.type === "checkbox") {
    const runs = [...strong(words(field.label)), ...(field.help ? words(` ${field.help}`) : [])];
    const spaced = field.help ? [...strong(words(field.label)), ...text(" "), ...words(field.help)] : runs;
    return [{ kind: "list", mark: "tick", start: 1, items: [[paragraph(spaced)]] }];
  }
  const head: Leaf[] = [
    ...(field.help ? [paragraph(words(field.help), "small")] : []),
    ...(field.example === undefined
      ? []
      : [
          paragraph(
            [...text("Example: "), { kind: "emphasis", runs: words(exampleText(field.example)) }],
            "small",
          ),
        ]),
  ];
  const label = plainWords(field.label);
  if (field.type === "choice")
    return [paragraph(strong(label)), ...head, { kind: "choices", options: field.options.map(plainWords) }];
  if (field.type === "scale") return [paragraph(strong(label)), ...head, { kind: "scale", ...field.scale }];
  const isLong = field.type === "longtext";
  return [
    paragraph(strong(label)),
    ...head,
    { kind: "write", label: "", lines: isLong ? 4 : 1, ruled: !isLong },
  ];
}

/** For a heading inside a sheet. */
export const sheetHeading = (writer: FolioWriter, level: number, title: string): Leaf =>
  heading(writer.step(level), words(title));
