import { content, str } from "#app/content/typst.ts";
import { type DaySlide, lookNames, plainLine } from "./slides.ts";

const dark = new Set<DaySlide["look"]>(["title", "close", "pause"]);

/** The slides of a day in Typst, one page each, every title a heading so that the PDF is tagged with it. Pure. */
export function typesetSlides(
  title: string,
  status: string,
  slides: readonly DaySlide[],
): Record<string, string> {
  const pages = slides.map(({ look, title, lines, blockTitle }) => {
    const items = lines.map((line) => `[#${str(plainLine(line))}]`).join(", ");
    const call = [
      dark.has(look),
      str(look),
      str(lookNames[look]),
      content(plainLine(title)),
      content(blockTitle),
    ];
    return `#slide(${call.join(", ")}${items ? `, ${items}` : ""})`;
  });
  return {
    "/main.typ": `${template}\n#show: deck.with(title: ${str(title)}, status: ${str(status)})\n${pages.join("\n")}\n`,
  };
}

const template = `
#let ink = rgb("#14191a")
#let spruce = rgb("#1d4f4b")
#let pale = rgb("#d5e6e3")
#let backs = (notice: rgb("#fbf0dc"), question: rgb("#e6efed"))
#let deck(title: "", status: "", body) = {
  set document(title: title, description: status)
  set page(width: 13.333in, height: 7.5in, margin: (x: 0.95in, top: 0.8in, bottom: 0.7in))
  set text(font: ("Public Sans", "Source Serif 4"), lang: "en", region: "US", size: 30pt, hyphenate: false)
  body
}
#let slide(on-dark, look, label, title, from, ..lines) = {
  let front = if on-dark { white } else { ink }
  let quiet = if on-dark { pale } else { rgb("#4a585c") }
  set page(fill: if on-dark { spruce } else { backs.at(look, default: rgb("#fdfcf9")) }, footer: text(size: 13pt, fill: quiet, from))
  set text(fill: front)
  v(1fr)
  if label != "" { block(below: 16pt, text(size: 18pt, weight: 700, fill: if on-dark { pale } else if look == "notice" { rgb("#6b3f05") } else { spruce }, label)) }
  show heading: it => block(below: 30pt, text(size: 46pt, weight: 700, it.body))
  heading(level: 1, title)
  if lines.pos().len() > 0 { list(marker: text(fill: if on-dark { pale } else { rgb("#2f6f69") }, [•]), spacing: 20pt, ..lines.pos()) }
  v(1.3fr)
}
`;
