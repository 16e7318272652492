import type { Worksheet, WorksheetField } from "#app/content/schema.ts";
import type { Chapter } from "#app/content/tree.ts";
import { content, str, type Writer } from "#app/content/typst.ts";

/** A worksheet as a page to fill in: a form, or a table with blank rows. */
export function setWorksheet(writer: Writer, worksheet: Worksheet, chapter: Chapter): string {
  const wide = worksheet.layout === "table" && worksheet.fields.length > 5;
  const target = `handout-${worksheet.id}`;
  const level = writer.step(2);
  const heads = `([#${str(`Chapter ${chapter.id} · ${chapter.title}`)}], [#${str(`Worksheet ${worksheet.id}`)}])`;
  const head = (title: string, at: string, landscape: boolean) =>
    `sheet(${level}, ${str(`Worksheet ${worksheet.id}`)}, ${content(title)}, ${str(at)}, ${content(worksheet.purpose)}, none, ${heads}, landscape: ${landscape}, outlined: ${at === target})`;
  const warning =
    "#block(below: 11pt, small(fill: rust)[System information only. Never write anything that could identify a young person or a family.])";
  if (worksheet.layout === "form") {
    return sheet(
      head(worksheet.title, target, false),
      [warning, ...worksheet.fields.map(worksheetField)].join("\n\n"),
    );
  }
  const help = worksheetHelp(worksheet);
  const rows = worksheetRows(worksheet, target, wide ? 12 : 40);
  if (!wide) return sheet(head(worksheet.title, target, false), [warning, help, rows].join("\n\n"));
  // A wide table gets a page across, which can be copied by itself; what to write stands on the page before it.
  const blank = `blank-sheet(${str(target)}, ${heads}, ${content(`Worksheet ${worksheet.id} · ${worksheet.title}`)})`;
  return [
    sheet(head(worksheet.title, target, false), [warning, help].join("\n\n")),
    sheet(blank, [warning, rows].join("\n\n")),
  ].join("\n\n");
}

function worksheetHelp({ fields }: Worksheet): string {
  const rows = fields.map((field) => {
    const help = [field.help, choicesOf(field)].filter(Boolean).join(" ");
    return `[#strong[#${str(field.label)}]], ${content(help)}, [#emph${field.example === undefined ? "[]" : content(exampleText(field.example))}]`;
  });
  return `#grid-table(columns: (1.1fr, 2.3fr, 1.6fr), header: ([Column], [What to write], [Example]), ${rows.join(", ")})`;
}

function worksheetRows(
  { fields, rows = 12, statements = [] }: Worksheet,
  target: string,
  most: number,
): string {
  const shares = fields.map(({ type, label }) => {
    const longest = Math.max(...label.split(/\s+/u).map((word) => word.length)) * 1.25;
    return Math.max(
      longest,
      { longtext: 26, text: 18, role: 16, choice: 13, date: 10, number: 9, scale: 9, checkbox: 6 }[type],
    );
  });
  const blank = fields.map(({ type }) => (type === "checkbox" ? "[#tick]" : "[]")).join(", ");
  const columns = shares.map((share) => `${share}fr`).join(", ");
  const printed = statements
    .map(
      (one) =>
        `${content(one)}, ${fields
          .slice(1)
          .map(() => "[]")
          .join(", ")}, `,
    )
    .join("");
  const header = fields.map(({ label }) => content(label)).join(", ");
  return `#grid-table(columns: (${columns},), header: (${header},), fillable: true, row-height: (${"auto, ".repeat(statements.length)}3em,), ${printed}..blank-rows(${str(target)}, ${Math.min(rows, most)}, (${blank},)))${rows > most ? "\n\n#small[Copy this page for more rows.]" : ""}`;
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

function choicesOf(field: WorksheetField): string {
  if (field.type === "choice") return `Choose: ${field.options.join(", ")}.`;
  if (field.type === "scale")
    return `${field.scale.min} ${field.scale.low} to ${field.scale.max} ${field.scale.high}.`;
  return "";
}

function exampleText(example: string | number | boolean): string {
  return typeof example === "boolean" ? (example ? "Yes" : "No") : String(example);
}

/** A handout or worksheet, on pages of its own. */
export function sheet(call: string, body: string): string {
  return `#[#import "/sheet.typ": *\n#${call}[${body}]]`;
}
