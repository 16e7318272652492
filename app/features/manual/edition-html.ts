import { contentsOf, type Entry, eachLeaf, type Folio, type Piece, placesOf } from "#app/content/folio.ts";
import { escaped, xhtml } from "#app/content/folio-xhtml.ts";
import { css } from "./edition-css.ts";
import type { Pictures } from "./typeset.ts";

/** Files of faces by family, weight and style, as WOFF2. */
export type Face = { family: string; weight: string; style: "normal" | "italic"; bytes: Uint8Array };

/**
 * A book as one HTML file that asks nothing of any network: its styles, faces and pictures are in it, and it runs no
 * script. Pure: the same book gives the same bytes.
 */
export function htmlEdition(folio: Folio, pictures: Pictures, faces: readonly Face[]): string {
  const places = placesOf(folio.pieces);
  const options = {
    offset: 1,
    scrolls: true,
    href: (id: string) => (places.has(id) ? `#${id}` : null),
    picture: (owner: string, path: string) => {
      const bytes = pictures(owner, path);
      return bytes ? `data:${pictureType(path)};base64,${Buffer.from(bytes).toString("base64")}` : null;
    },
  };
  const [title, ...pieces] = folio.pieces;
  const { hash, edition } = folio;
  return `<!doctype html>
<html lang="${folio.language}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"/>
<meta name="author" content="${escaped(folio.author)}"/>
<meta name="description" content="${escaped(folio.description)}"/>
<meta name="referrer" content="no-referrer"/>
<meta name="color-scheme" content="light dark"/>
<title>${escaped(folio.title)}</title>
<style>
${faces.map(faceRule).join("\n")}
${css}</style>
</head>
<body>
<p class="skip"><a href="#text">Skip to the text</a></p>
<header>
<h1 class="unseen">${escaped(folio.title)}</h1>
${title ? xhtml(title.leaves, options) : ""}
</header>
<nav class="support" aria-label="Support"><p>In danger call <a href="tel:911">911</a>. In a crisis call or text <a href="tel:988">988</a>. <a href="#support">All support lines</a></p></nav>
<nav class="contents" aria-labelledby="contents">
<h2 id="contents">Contents</h2>
${contents(contentsOf(folio.pieces))}
</nav>
<main id="text" tabindex="-1">
${pieces.map((piece) => section(piece, xhtml(piece.leaves, options))).join("\n")}
</main>
<footer>
<p>${folio.notice ? `<strong>${escaped(folio.notice)}</strong> ` : ""}${escaped(folio.title)} · Edition ${escaped(edition)} · Content ${hash.slice(0, 12)}</p>
</footer>
</body>
</html>
`;
}

export function pictureType(path: string): string {
  const ending = /\.(\w+)$/u.exec(path)?.[1]?.toLowerCase() ?? "";
  return { svg: "image/svg+xml", jpg: "image/jpeg" }[ending] ?? `image/${ending}`;
}

function section(piece: Piece, inside: string): string {
  return `<section${sectionId(piece)} class="piece ${piece.role}">\n${inside}\n</section>`;
}

/** The id of a piece as an attribute, unless its heading bears it. */
export function sectionId({ id, leaves }: Piece): string {
  let isTaken = false;
  eachLeaf(leaves, (leaf) => {
    isTaken ||= (leaf.kind === "heading" || leaf.kind === "box") && leaf.id === id;
  });
  return isTaken ? "" : ` id="${escaped(id)}"`;
}

function contents(entries: readonly Entry[]): string {
  const items = entries.map(
    ({ id, title, inside }) =>
      `<li><a href="#${escaped(id)}">${escaped(title)}</a>${inside.length > 0 ? `\n${contents(inside)}` : ""}</li>`,
  );
  return `<ol>\n${items.join("\n")}\n</ol>`;
}

function faceRule({ family, weight, style, bytes }: Face): string {
  const data = Buffer.from(bytes).toString("base64");
  return `@font-face { font-family: "${family}"; font-style: ${style}; font-weight: ${weight}; font-display: swap; src: url(data:font/woff2;base64,${data}) format("woff2"); }`;
}
