import { content, str } from "#app/content/typst.ts";

export type Sheet = {
  title: string;
  cohort: string;
  site: string;
  /** "Day 2: Responding to the young person" */
  day: string;
  date: string;
  hours: string;
  venue: string;
  trainers: string[];
  names: string[];
  /** Empty lines for people who are not on the list. */
  blanks: number;
};

const t = (text: string): string => `#${content(text)}`;

/** Sign-in sheets to write on, one dated sheet per day, as a Typst document. */
export function signInSheets(sheets: Sheet[]): string {
  return `#let zw = sym.zws
#set document(title: "Sign-in sheets", author: ${str(sheets[0]?.site ?? "")}, date: none)
#set page(paper: "us-letter", margin: (x: 0.7in, y: 0.7in), footer: context align(right, text(size: 8pt)[Page #counter(page).display("1 of 1", both: true)]))
#set text(font: "Public Sans", size: 9.5pt, lang: "en", region: "us")
#show heading: set text(fill: rgb("#1d4f4b"), size: 17pt)
${sheets.map(oneSheet).join("\n#pagebreak(weak: true)\n")}
`;
}

function oneSheet(sheet: Sheet): string {
  const row = (first: string, name: string) =>
    `[${first}], ${content(name)}, ${Array(5).fill("[]").join(", ")},`;
  const rows = [
    ...sheet.names.map((name, index) => row(String(index + 1), name)),
    ...Array.from({ length: sheet.blanks }, () => row("", "")),
  ].join("\n");
  const sign = sheet.trainers.length > 0 ? sheet.trainers : ["Trainer", "Trainer"];
  return `#heading(level: 1)[${t(`${sheet.title}, ${sheet.day}`)}]
#text(weight: 600)[${t(sheet.date)}] · ${t(sheet.hours)} · ${t(sheet.venue)}

${t(sheet.cohort)} · ${t(sheet.site)}. Write the time each time you come in and go out, and sign.
#table(columns: (0.3in, 1fr, 0.62in, 0.62in, 0.62in, 0.62in, 1.45in), stroke: 0.4pt + rgb("#857f72"), inset: (x: 4pt, y: 7pt),
  table.header([*No.*], [*Name*], [*In*], [*Out*], [*In*], [*Out*], [*Signature*]),
  ${rows}
)
#v(10pt)
#text(weight: 600)[Trainers: these people were there as written.]
#grid(columns: (1fr, 1fr), column-gutter: 0.4in, row-gutter: 26pt,
  ${sign.map((name) => `[#v(24pt) #line(length: 100%, stroke: 0.5pt) ${t(name)}, signature and date],`).join("\n")}
)`;
}
