import { content, str } from "#app/content/typst.ts";
import { type Claims, claimLines, spelled } from "./certificate.ts";
import { paperLook, qrImage, words } from "./certificate-sheet.ts";

export type RecordSheet = {
  fullTitle: string;
  /** What the person gave for a board or an employer. */
  own: { label: string; value: string }[];
  modules: { title: string; objectives: string[] }[];
};

/** The record sheet for a board or an employer, printed by its owner only: it names the topic, the certificate does not. */
export function recordSheet(
  claims: Claims,
  { fullTitle, own, modules }: RecordSheet,
  number: string,
  address: string,
  qr: { size: number; path: string },
  day: (day: string) => string,
): string {
  const rows = (lines: { label: string; value: string }[]) =>
    lines.map(({ label, value }) => `${content(label)}, ${content(value)},`).join("\n");
  const facts = `table.header([#text(fill: quiet, weight: 600)[Fact]], [#text(fill: quiet, weight: 600)[As recorded]]),`;
  const table = (lines: { label: string; value: string }[]) =>
    `#table(columns: (2in, 1fr), stroke: (x, y) => (bottom: 0.4pt + hair), inset: (x: 0pt, y: 4.6pt), ${facts}\n${rows(lines)}\n)`;
  const checked = [{ label: "Certificate number", value: spelled(number) }, ...claimLines(claims, day)];
  return `${paperLook}
#set document(title: "Record sheet", author: ${str(claims.provider)})
#set page(paper: "us-letter", margin: (x: 0.9in, y: 0.8in), footer: context align(right, text(size: 8pt)[Page #counter(page).display("1 of 1", both: true)]))
#heading(level: 1, text(size: 22pt, font: "Source Serif 4", weight: 400)[Record sheet])
${words(fullTitle)}
#grid(columns: (1fr, 1.3in), column-gutter: 0.3in,
  [#text(size: 9pt)[For a board or an employer. It is printed by the person it is about and names the subject of the training; the certificate does not. No outside body has approved this training. What stands under “As issued” can be checked at #link(${str(address)})[${words(address.replace(/^https?:\/\//, ""))}].]],
  [#${qrImage(qr, `QR code that opens ${address}`, "1.1in")}],
)
#heading(level: 2, text(size: 13pt)[As issued])
${table(checked)}
${
  own.length > 0
    ? `#heading(level: 2, text(size: 13pt)[Given by the person])
These lines were entered by the person. Nobody here has checked them, and they are not part of the certificate.
${table(own)}`
    : ""
}
#heading(level: 2, text(size: 13pt)[Objectives of the modules])
${modules
  .map(
    ({ title, objectives }) =>
      `#block(breakable: false)[#strong[${words(title)}]\n${objectives.map((one) => `- ${words(one)}`).join("\n")}]`,
  )
  .join("\n")}
`;
}
