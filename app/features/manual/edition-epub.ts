import { createHash } from "node:crypto";
import { contentsOf, type Entry, eachLeaf, type Folio, type Piece, placesOf } from "#app/content/folio.ts";
import { escaped, xhtml } from "#app/content/folio-xhtml.ts";
import { zipped } from "#app/lib/zip.ts";
import { blocksCss, colors } from "./edition-css.ts";
import { pictureType, sectionId } from "./edition-html.ts";
import type { Pictures } from "./typeset.ts";

/**
 * A book as EPUB 3: a file for each piece, a table of contents, landmarks, and metadata that says how it can be read.
 * It brings no faces of its own, because readers choose theirs. Pure: the same book gives the same bytes.
 */
export function epubEdition(folio: Folio, pictures: Pictures): Uint8Array {
  const places = placesOf(folio.pieces);
  const images = new Map<string, Uint8Array>();
  const files = folio.pieces.map((piece) => {
    const page = xhtml(piece.leaves, {
      offset: 0,
      scrolls: false,
      href: (id) => {
        const target = places.get(id);
        return target ? `${target.id === piece.id ? "" : fileOf(target)}#${id}` : null;
      },
      picture: (owner, path) => {
        const bytes = pictures(owner, path);
        const file = `images/${owner}-${path.replace(/^images\//u, "").replace(/[^\w.-]+/gu, "-")}`;
        if (bytes) images.set(file, bytes);
        return bytes ? file : null;
      },
    });
    return [`EPUB/${fileOf(piece)}`, pageOf(folio, piece, page)] as const;
  });
  return zipped(
    [
      ["mimetype", "application/epub+zip"],
      ["META-INF/container.xml", container],
      ["EPUB/package.opf", packageDocument(folio, [...images.keys()].sort())],
      ["EPUB/nav.xhtml", navigation(folio, places)],
      ["EPUB/book.css", stylesheet],
      ...files,
      ...[...images]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([file, bytes]) => [`EPUB/${file}`, bytes] as const),
    ],
    ["mimetype"],
  );
}

const fileOf = ({ id }: Piece) => `${id.replace(/[^\w-]+/gu, "_")}.xhtml`;

const stylesheet = `${colors}
body { line-height: 1.5; }
h1, h2, h3, h4, h5, h6 { page-break-after: avoid; }
.question, .write, tr, figure { page-break-inside: avoid; }
${blocksCss}`;

const container = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`;

/** What a piece is to a reading system, and to a screen reader. */
const meanings: Record<Piece["role"], { type: string | null; role: string | null }> = {
  title: { type: "titlepage", role: null },
  imprint: { type: "imprint", role: null },
  front: { type: "preface", role: "doc-preface" },
  part: { type: "part", role: "doc-part" },
  chapter: { type: "chapter", role: "doc-chapter" },
  appendix: { type: "appendix", role: "doc-appendix" },
  sheet: { type: null, role: null },
  glossary: { type: "glossary", role: "doc-glossary" },
  sources: { type: "bibliography", role: "doc-bibliography" },
};

function pageOf({ language }: Folio, piece: Piece, inside: string): string {
  const { type, role } = meanings[piece.role];
  const title = escaped(piece.title);
  const attributes = [
    sectionId(piece),
    type && ` epub:type="${type}"`,
    role && ` role="${role}"`,
    ` aria-label="${title}"`,
  ];
  return page(language, title, `<section${attributes.filter(Boolean).join("")}>\n${inside}\n</section>`);
}

function page(language: string, title: string, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${language}" xml:lang="${language}">
<head>
<title>${title}</title>
<link rel="stylesheet" type="text/css" href="book.css"/>
</head>
<body>
${body}
</body>
</html>
`;
}

function navigation(folio: Folio, places: ReadonlyMap<string, Piece>): string {
  const files = new Map(folio.pieces.map((piece) => [piece.id, fileOf(piece)]));
  const list = (entries: readonly Entry[]): string =>
    `<ol>\n${entries
      .map(
        ({ id, title, piece, inside }) =>
          `<li><a href="${files.get(piece)}#${escaped(id)}">${escaped(title)}</a>${inside.length > 0 ? list(inside) : ""}</li>`,
      )
      .join("\n")}\n</ol>`;
  const first = folio.pieces.find(({ role }) => ["front", "part", "chapter"].includes(role));
  const landmarks = [
    ["toc", "Contents", "nav.xhtml#toc"],
    ["bodymatter", "Start of the text", first && fileOf(first)],
    ["glossary", "Glossary", places.has("glossary") && files.get("terms")],
    ["bibliography", "Sources", places.has("sources") && files.get("source-list")],
  ].flatMap(([type, title, href]) =>
    href ? `<li><a epub:type="${type}" href="${href}">${title}</a></li>` : [],
  );
  return page(
    folio.language,
    escaped(folio.title),
    `<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-title">
<h1 id="toc-title">Contents</h1>
${list(contentsOf(folio.pieces))}
</nav>
<nav epub:type="landmarks" aria-labelledby="landmarks-title" hidden="">
<h2 id="landmarks-title">Landmarks</h2>
<ol>
${landmarks.join("\n")}
</ol>
</nav>`,
  );
}

function packageDocument(folio: Folio, images: readonly string[]): string {
  const { pieces, title, author, description, language, edition, date, hash } = folio;
  const features = [
    "tableOfContents",
    "structuralNavigation",
    "readingOrder",
    "displayTransformability",
    "ARIA",
    ...(hasPictures(pieces) ? ["alternativeText"] : []),
  ];
  const [first, ...rest] = pieces.map((_, at) => `p${at}`);
  const spine = [first, "nav", ...rest];
  const modes = images.length > 0 ? ["textual", "visual"] : ["textual"];
  const items = [
    '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
    '<item id="css" href="book.css" media-type="text/css"/>',
    ...pieces.map(
      (piece, at) => `<item id="p${at}" href="${fileOf(piece)}" media-type="application/xhtml+xml"/>`,
    ),
    ...images.map((file, at) => `<item id="i${at}" href="${file}" media-type="${pictureType(file)}"/>`),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="${language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:${uuidOf(`${hash} ${title}`)}</dc:identifier>
<dc:title>${escaped(title)}</dc:title>
<dc:language>${language}</dc:language>
<dc:creator>${escaped(author)}</dc:creator>
<dc:description>${escaped(`Edition ${edition}, content ${hash.slice(0, 12)}. ${description}`)}</dc:description>
<dc:date>${date}</dc:date>
<meta property="dcterms:modified">${date}T00:00:00Z</meta>
${modes.map((mode) => `<meta property="schema:accessMode">${mode}</meta>`).join("\n")}
<meta property="schema:accessModeSufficient">textual</meta>
${features.map((feature) => `<meta property="schema:accessibilityFeature">${feature}</meta>`).join("\n")}
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Headings, lists and tables are marked as such, every picture has an alternative text, and all text reflows. There are no page numbers, because the printed editions differ by paper; sections are linked instead.</meta>
</metadata>
<manifest>
${items.join("\n")}
</manifest>
<spine>
${spine.map((id) => `<itemref idref="${id}"/>`).join("\n")}
</spine>
</package>
`;
}

function hasPictures(pieces: readonly Piece[]): boolean {
  let found = false;
  for (const { leaves } of pieces)
    eachLeaf(leaves, ({ kind }) => {
      found ||= kind === "picture";
    });
  return found;
}

/** A name-based UUID (RFC 9562, version 8) of a text. */
function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
