import QRCode from "qrcode";
import { isMaterial } from "#app/content/edition-file.ts";
import type { Site } from "#app/content/tree.ts";
import { content, str } from "#app/content/typst.ts";
import type { Book } from "./book.ts";
import { changesId, changesSentences, changesTitle, kindNames } from "./book-changes.ts";
import { noticeOf, type Press } from "./press.ts";

export const isCurrent = "Is this copy current?";

/** `copy` is the address that says whether this copy may still be used; the code leads there. */
export function titlePage(book: Book, origin: string, copy: string): string {
  const host = origin.replace(/^https?:\/\//u, "");
  const address = `[${isCurrent} #web(${str(copy)})[#${str(`${host}/copy`)}] #linebreak() Online edition: #web(${str(origin)})[#${str(host)}] #linebreak()]`;
  const notice = noticeOf(book.site);
  return `#title-page(${[
    `programme: ${content(book.programme)}`,
    `title: ${content(book.title)}`,
    `subtitle: ${content(book.subtitle)}`,
    `site: ${content(placeName(book.site))}`,
    `edition: ${content(book.edition)}`,
    `status: [${notice ? `#strong(${content(notice)})\n\n` : ""}#strong[Draft, not yet reviewed.] #${str(book.status)}]`,
    `qr: ${qrCode(copy)}`,
    `address: ${address}`,
  ].join(", ")})`;
}

export function imprintPage({ book, facilitator, writer }: Press): string {
  const { audience, origin, law, cite } = aboutFacts(book, facilitator);
  const facts = [
    ["About this edition", content(audience)],
    ["Where it comes from", content(origin)],
    ["Not legal advice", content(law)],
    [
      "If you need support",
      `[In immediate danger call #strong[911]. In a crisis call or text #strong[988]. All support lines are on #see-page("support").]`,
    ],
    ["How to cite", `[#${str(cite)}#imprint.hash.]`],
    ["Content hash", `[#imprint.full.slice(0, 32)#zw#imprint.full.slice(32)]`],
  ];
  return `#imprint-page(${writer.step(1)}, ${facts.map(([label, text]) => `(${str(label ?? "")}, ${text})`).join(", ")})`;
}

/**
 * One reason with its places; what was taken out has no page. It stands here and not in the template, because what is known
 * about how segments fit their pages holds for one template.
 */
const change = `#let change(tone, kind, reason, ..places) = row(above: 12pt, below: 14pt, label-text(fill: tone, kind), {
  set text(font: sans, size: 9.4pt); set par(leading: 0.6em, spacing: 0.7em)
  block(below: 7pt, sticky: true, reason)
  set text(size: 8.6pt, fill: ink-2)
  set list(spacing: 0.6em)
  list(..places.pos().map(((where, target, facts)) => [#where · #facts#context { if query(label(target)).len() > 0 [, #see-page(target)] }]))
})`;

/** What is said about the edition, on pages of its own behind the contents. */
export function setChanges({ book, writer }: Press): string {
  const [first, ...rest] = changesSentences(book.changes);
  const groups = book.changes.kind === "list" ? book.changes.groups : [];
  return [
    ...(groups.length > 0 ? [change] : []),
    `#h-open(${writer.step(1)}, target: ${str(changesId)})[${changesTitle}]`,
    `#lead[#${str(first)}]`,
    ...rest.map((sentence) => `#${str(sentence)}`),
    ...groups.flatMap(({ title, entries }) => [
      `#h-section(${writer.step(2)})[#${str(title)}]`,
      ...entries.map(({ kind, reason, at }) => {
        const places = at.map(
          ({ where, unit, facts }) => `(${content(where)}, ${str(unit)}, ${content(facts)})`,
        );
        return `#change(${isMaterial(kind) ? "rust" : "spruce"}, ${content(kindNames[kind])}, ${content(reason)}, ${places.join(", ")},)`;
      }),
    ]),
  ].join("\n\n");
}

/** What a book says of itself; `cite` ends where the content hash follows. */
export function aboutFacts(book: Book, facilitator: boolean) {
  const cite =
    `${book.programme}. ${book.title}${book.spec.book === "guide" ? "" : `, ${book.subtitle.toLowerCase()}`}, ` +
    `${placeName(book.site)}. Edition ${book.edition}. Content `;
  const audience = facilitator
    ? "This edition is for facilitators. It holds the timed plans, the expected answers, the key to each knowledge check, the instruments, the assessments and their keys. Participants have an edition of their own without them; please keep this one out of the room's hands."
    : book.spec.book === "participant"
      ? "This edition is for participants. It holds what you read, the knowledge check questions, every handout with room to write, the library and the form on which you tell us how it was."
      : "This guide is for the people who turn training into a working response. It holds the chapters with their worksheets, the program cards and the measures, and it can be copied and used by other communities.";
  const origin =
    "It is modeled on the publicly described aims of the CSEC Community Intervention Project. It does not reproduce the 2008 documents, which its authors have not seen, and it does not speak for the agencies that made them.";
  const law =
    "Local law decides reporting, custody, privacy and prosecution. Ask local counsel to review every legal statement before anyone relies on it.";
  return { audience, origin, law, cite };
}

function qrCode(text: string): string {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: "M" }).modules;
  const path = Array.from({ length: size * size }, (_, at) => at)
    .filter((at) => data[at])
    .map((at) => `M${at % size} ${Math.floor(at / size)}h1v1h-1z`)
    .join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 ${size + 4} ${size + 4}"><path fill="#1f2a2e" d="${path}"/></svg>`;
  return `image(bytes(${str(svg)}), format: "svg", width: 0.95in, alt: ${str(`QR code that opens the page which says whether this copy is current, ${text}`)})`;
}

export function documentTitle(book: Book): string {
  return `${book.title}, ${book.spec.book === "guide" ? "" : `${book.subtitle.toLowerCase()}, `}${placeName(book.site)}`;
}

export function authorOf(book: Book): string {
  return `The authors of the ${book.programme}`;
}

/** Stands in the foot of every page; the notice of a site that is not complete comes first. */
export function runningTitle(book: Book, notice: string | null): string {
  const title = book.spec.book === "guide" ? book.title : `${book.title}, ${book.subtitle.toLowerCase()}`;
  return notice ? `${notice.replace(/\.$/u, "")} · ${title}` : title;
}

export function placeName(site: Site | null): string {
  if (!site) return "National edition, without local pages";
  return !site.state || site.name.includes(site.state) || site.name === site.state
    ? site.name
    : `${site.name}, ${site.state}`;
}
