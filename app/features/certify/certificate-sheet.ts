import { content, str } from "#app/content/typst.ts";
import { type Claims, claimLines, spelled } from "./certificate.ts";

/** The look of our own short papers: sheets, packets and certificates. */
export const paperLook = `
#let spruce = rgb("#1d4f4b")
#let quiet = rgb("#4a585c")
#let hair = rgb("#b9b4a8")
#set document(date: none)
#set text(font: "Public Sans", size: 10pt, lang: "en", region: "us")
#set par(leading: 0.6em, spacing: 0.9em)
#let zw = sym.zws
#show heading: set text(fill: spruce)
`;

/** Text in Typst markup. */
export const words = (text: string): string => `#${content(text)}`;

/** A QR code as an image that Typst reads, with its text for those who do not see it. */
export const qrImage = (qr: { size: number; path: string }, alt: string, width: string): string => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${qr.size} ${qr.size}"><rect width="${qr.size}" height="${qr.size}" fill="#fff"/><path d="${qr.path}" fill="#000"/></svg>`;
  return `image(bytes(${str(svg)}), format: "svg", width: ${width}, alt: ${str(alt)})`;
};

/** The certificate as a page to hang up: short title, every claim, and where to check it. */
export function certificateSheet(
  claims: Claims,
  number: string,
  address: string,
  qr: { size: number; path: string },
  day: (day: string) => string,
): string {
  const hidden = ["Certificate", "Name", "Course"];
  const lines = claimLines(claims, day).filter(({ label }) => !hidden.includes(label));
  const rows = lines.map(({ label, value }) => `${content(label)}, ${content(value)},`).join("\n");
  return `${paperLook}
#set document(title: ${str(`${claims.title}, ${claims.course}`)}, author: ${str(claims.provider)})
#set page(paper: "us-letter", flipped: true, margin: (x: 0.9in, y: 0.75in), background: pdf.artifact(rect(width: 100% - 0.55in, height: 100% - 0.55in, stroke: 1.2pt + spruce, radius: 6pt)))
#text(fill: quiet, tracking: 0.08em, weight: 600)[${words(claims.course)}]
#heading(level: 1, text(size: 27pt, font: "Source Serif 4", weight: 400)[${words(claims.title)}])
#v(12pt)
#text(size: 11pt)[This certifies that]
#block(above: 14pt, below: 14pt, text(size: 23pt, weight: 600)[${words(claims.name)}])
#text(size: 11pt)[completed ${words(claims.course)} and attended the contact hours below.]
#v(14pt)
#grid(columns: (1fr, 1.9in), column-gutter: 0.4in,
  table(columns: (1.8in, 1fr), stroke: (x, y) => (bottom: 0.4pt + hair), inset: (x: 0pt, y: 5.4pt),
    table.header([#text(fill: quiet, weight: 600)[Fact]], [#text(fill: quiet, weight: 600)[As recorded]]),
    ${rows}
  ),
  [
    #${qrImage(qr, `QR code that opens ${address}`, "1.5in")}
    #text(size: 8.5pt)[Check every word of this certificate at]
    #link(${str(address)})[#text(size: 8.5pt, fill: spruce)[${words(address.replace(/^https?:\/\//, ""))}]]

    #text(size: 8.5pt)[Certificate number]
    #text(size: 9pt, weight: 600, hyphenate: false)[#box[${words(spelled(number))}]]
    #v(20pt)
    #line(length: 100%, stroke: 0.6pt + quiet)
    #text(size: 8.5pt, fill: quiet)[${words(claims.signedBy)}]
  ],
)
`;
}
