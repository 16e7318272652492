import { content, str } from "#app/content/typst.ts";
import { paperLook, words } from "./certificate-sheet.ts";

type Packet = {
  title: string;
  lines: string[];
  tables: { title: string; note: string; header: string[]; rows: (string | number)[][] }[];
};

/** The auditor's packet as a Typst document: a heading and a table for each part. */
export function packetSheet({ title, lines, tables }: Packet): string {
  return `${paperLook}
#set document(title: ${str(title)})
#set page(paper: "us-letter", flipped: true, margin: (x: 0.7in, y: 0.7in), footer: context align(right, text(size: 8pt)[Page #counter(page).display("1 of 1", both: true)]))
#set text(size: 8.5pt)
#heading(level: 1, text(size: 20pt)[${words(title)}])
${lines.map((line) => `${words(line)}\n`).join("\n")}
${tables.map(oneTable).join("\n")}
`;
}

function oneTable({ title, note, header, rows }: Packet["tables"][number]): string {
  const cells = rows.map((row) => row.map((cell) => content(String(cell))).join(", ")).join(",\n  ");
  return `#heading(level: 2, text(size: 13pt)[${words(title)}])
${words(note)}
#table(columns: ${header.length}, stroke: (x, y) => (bottom: 0.4pt + hair), inset: (x: 4pt, y: 3pt),
  table.header(${header.map((cell) => `text(weight: 600, ${content(cell)})`).join(", ")}),
  ${cells}${cells ? "," : ""}
)
`;
}
