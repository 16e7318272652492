import type { Cited } from "./check-text.ts";
import type { References } from "./schema.ts";

const kinds: Record<References[string]["kind"], string> = {
  O: "O official",
  C: "C copy of an official text",
  A: "A academic",
  S: "S secondary",
  W: "W weak",
};

/**
 * docs/sources.md: which file leans on which source. One row for each file and key, in the order of their names,
 * and with columns as wide as the formatter makes them.
 */
export function sourcesPage(cited: readonly Cited[], references: References): string {
  const pairs = [...new Set(cited.map(({ file, key }) => `${file}\0${key}`))].sort();
  const rows = pairs.flatMap((pair) => {
    const [file = "", key = ""] = pair.split("\0");
    const reference = references[key];
    if (!reference) return [];
    const title = reference.described ? `(described) ${reference.title}` : reference.title;
    return [[file, key, kinds[reference.kind], reference.date ?? "no date", cell(title)]];
  });
  const files = new Set(pairs.map((pair) => pair.split("\0")[0])).size;
  const table = [["File", "Key", "Kind", "Date", "Title"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => widthOf(row[column] ?? ""))));
  const line = (row: string[]) =>
    `| ${row.map((text, column) => text + " ".repeat((widths[column] ?? 0) - widthOf(text))).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return `# Where each claim comes from

Made from the citations in \`curricula/\` by \`npm run check:curricula -- --write-sources\`; do not edit it. ${rows.length} rows: each file with each source that it cites, quotes or lists. Where the sources themselves are found, and what is wrong with some of them, stands in \`curricula/references.yaml\`. A title marked "described" is our description and not the source's own words.

${[line(table[0] ?? []), rule, ...table.slice(1).map(line)].join("\n")}

${files} files cite ${new Set(rows.map(([, key]) => key)).size} sources.
`;
}

/** Marks of Markdown in a title are only letters here. */
function cell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|*_`<[\]]/g, (mark) => `\\${mark}`);
}

function widthOf(text: string): number {
  return [...text].length;
}
