import type { Worksheet, WorksheetField } from "#app/content/schema.ts";
import type { Chapter } from "#app/content/tree.ts";
import { content, str, type Writer } from "#app/content/typst.ts";
import { sheet } from "./press.ts";

/** A worksheet as a page to fill in: a form, a table with blank rows, or cards where a table would have too many columns. */
export function setWorksheet(writer: Writer, worksheet: Worksheet, chapter: Chapter): string {
  const target = `handout-${worksheet.id}`;
  const level = writer.step(2);
  const heads = `([#${str(`Chapter ${chapter.id} · ${chapter.title}`)}], [#${str(`Worksheet ${worksheet.id}`)}])`;
  const head = `sheet(${level}, ${str(`Worksheet ${worksheet.id}`)}, ${content(worksheet.title)}, ${str(target)}, ${content(worksheet.purpose)}, none, ${heads}, outlined: true)`;
  const warning = `#block(below: 11pt, small(fill: rust)[${worksheetWarning}])`;
  if (worksheet.layout === "form")
    return sheet(head, [warning, ...worksheet.fields.map(worksheetField)].join("\n\n"));

  const help = worksheetHelp(worksheet);
  const width = worksheet.fields.reduce((sum, field) => sum + share(field), 0);
  if (worksheet.fields.length <= 5) {
    const rows = setRows(worksheet, target, { most: 40, fill: false, least: 4 });
    return sheet(head, [warning, help, rows].join("\n\n"));
  }
  // What is wide gets pages of its own, which can be copied by themselves; what to write stands on the page before.
  const cards = width > widestTable;
  const matter = cards
    ? setRecords(worksheet)
    : setRows(worksheet, `${target}-blank`, { most: 12, fill: !worksheet.statements, least: 1 });
  const blank = `blank-sheet(${str(target)}, ${heads}, ${content(`Worksheet ${worksheet.id} · ${worksheet.title}`)}, landscape: ${!cards})`;
  return [sheet(head, [warning, help].join("\n\n")), sheet(blank, [warning, matter].join("\n\n"))].join(
    "\n\n",
  );
}

export const worksheetWarning =
  "System information only. Never write anything that could identify a young person or a family.";

/** In letters, across a page laid on its side: beyond it a column is too narrow to write in by hand. */
const widestTable = 160;

function worksheetHelp({ fields }: Worksheet): string {
  const rows = fields.map((field) => {
    const help = [field.help, choicesOf(field)].filter(Boolean).join(" ");
    return `[#strong[#${str(field.label)}]], ${content(help)}, [#emph${field.example === undefined ? "[]" : content(exampleText(field.example))}]`;
  });
  return `#grid-table(columns: (1.1fr, 2.3fr, 1.6fr), header: ([Column], [What to write], [Example]), ${rows.join(", ")})`;
}

function setRows(
  { fields, rows = 12, statements = [] }: Worksheet,
  target: string,
  { most, fill, least }: { most: number; fill: boolean; least: number },
): string {
  // The words that come printed get room, so that their rows are no taller than the others.
  const columns = fields
    .map((field, at) => `${at === 0 && statements.length > 0 ? Math.max(share(field), 30) : share(field)}fr`)
    .join(", ");
  const header = fields.map(({ label }) => content(label)).join(", ");
  const blank = fields.map(blankCell).join(", ");
  const printed = statements.map(
    (one) => `${[content(one), ...fields.slice(1).map(blankCell)].join(", ")}, `,
  );
  return [
    ...(rows > most ? ["#block(below: 8pt, small[Copy this page for more rows.])"] : []),
    `#grid-table(columns: (${columns},), header: (${header},), ruled: true, row-height: ${fill ? "1fr" : "3em"}, ${printed.join("")}..blank-rows(${str(target)}, ${Math.min(rows, most)}, ${least}, (${blank},)))`,
  ].join("\n\n");
}

/** A worksheet whose rows are printed as cards, whole pages of them, so that there is room to write in each field. */
function setRecords({ fields, rows = 12, statements = [] }: Worksheet): string {
  const [first, ...others] = fields;
  const perPage = inRows(statements.length > 0 ? others : fields).length > 3 ? 2 : 3;
  const wanted = statements.length > 0 ? statements.length + rows : Math.min(rows, 2 * perPage);
  const line = "#box(width: 1fr, baseline: 2.5pt, height: 10pt, stroke: (bottom: 0.6pt + ink-2))";
  const cards = Array.from({ length: Math.ceil(wanted / perPage) * perPage }, (_, at) => {
    if (statements.length === 0) return record(`[#strong[${at + 1}]]`, fields);
    const statement = statements[at];
    return record(
      statement ? `[#strong${content(statement)}]` : `[#strong${content(first?.label ?? "")} ${line}]`,
      others,
    );
  });
  const pages = cards.flatMap((card, at) => (at > 0 && at % perPage === 0 ? ["#pagebreak()", card] : [card]));
  const more = rows > wanted ? ["#block(below: 0pt, small[Copy these pages for more.])"] : [];
  return [...more, ...pages].join("\n\n");
}

function record(title: string, fields: WorksheetField[]): string {
  const rows = inRows(fields);
  const cells = rows.flatMap((row) =>
    row.map(({ field, span }) => `(${span}, ${content(field.label)}, ${ticksOf(field)})`),
  );
  return `#record(${title}, ${rows.length}, ${cells.join(", ")})`;
}

/** Packs fields into rows of six parts; the last field of a row takes what is left. */
function inRows(fields: WorksheetField[]): { field: WorksheetField; span: number }[][] {
  const rows: { field: WorksheetField; span: number }[][] = [];
  let room = 0;
  for (const field of fields) {
    const span = { longtext: 3, date: 1, number: 1, checkbox: 1 }[field.type as string] ?? 2;
    const row = rows.at(-1);
    if (row && span <= room) row.push({ field, span });
    else {
      const last = row?.at(-1);
      if (last) last.span += room;
      rows.push([{ field, span }]);
      room = 6;
    }
    room -= span;
  }
  const last = rows.at(-1)?.at(-1);
  if (last) last.span += room;
  return rows;
}

/** What a small field offers to tick; none where there is room to write. */
function ticksOf(field: WorksheetField): string {
  if (field.type === "checkbox") return "tick";
  if (field.type === "choice" && field.options.join("").length <= 60)
    return `choices(${field.options.map(content).join(", ")})`;
  if (field.type !== "scale") return "none";
  const { min, max, low, high } = field.scale;
  const steps = Array.from({ length: max - min + 1 }, (_, at) => `[${min + at}]`);
  return `scale-row(${content(low)}, ${content(high)}, ${steps.join(", ")})`;
}

/** How wide a column has to be, in letters. */
function share({ type, label }: WorksheetField): number {
  const longest = Math.max(...label.split(/\s+/u).map((word) => word.length)) * 1.25;
  return Math.max(
    longest,
    { longtext: 26, text: 18, role: 16, choice: 13, date: 10, number: 9, scale: 9, checkbox: 6 }[type],
  );
}

function blankCell({ type }: WorksheetField): string {
  return type === "checkbox" ? "[#tick]" : "[]";
}

function worksheetField(field: WorksheetField): string {
  const head = `#field-head(${content(field.label)}, ${content(field.help ?? "")}, ${field.example === undefined ? "none" : content(exampleText(field.example))})`;
  switch (field.type) {
    case "longtext":
      return `${head}\n#write-box(none, 4)`;
    case "choice":
      return `${head}\n#choices(${field.options.map((option) => content(option)).join(", ")})`;
    case "checkbox":
      return `#tick-list((false, [#strong[#${str(field.label)}]#${str(field.help ? ` ${field.help}` : "")}]),)`;
    case "scale": {
      const { min, max, low, high } = field.scale;
      const steps = Array.from({ length: max - min + 1 }, (_, at) => `[${min + at}]`);
      return `${head}\n#scale-row(${content(low)}, ${content(high)}, ${steps.join(", ")})`;
    }
    default:
      return `${head}\n#blank-line`;
  }
}

export function choicesOf(field: WorksheetField): string {
  if (field.type === "choice") return `Choose: ${field.options.join(", ")}.`;
  if (field.type === "scale")
    return `${field.scale.min} ${field.scale.low} to ${field.scale.max} ${field.scale.high}.`;
  return "";
}

export function exampleText(example: string | number | boolean): string {
  return typeof example === "boolean" ? (example ? "Yes" : "No") : String(example);
}
