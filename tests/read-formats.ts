import { DOMParser, type Element as XmlElement } from "@xmldom/xmldom";
import { unzipSync } from "fflate";
import mammoth from "mammoth";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { normalised } from "#app/content/text-blocks.ts";

/** The text of built files, block by block, read with parsers that had no part in writing them. */

type Node = { name: string; attributes: Record<string, string>; children: (Node | string)[] };

export function htmlBlocks(source: string): string[] {
  const root = fromParse5(parse(source));
  const [header] = all(root, "header");
  const [main] = all(root, "main");
  return [header, main].flatMap((node) => (node ? blocksIn(node) : []));
}

/** In the order of the spine, without the contents. */
export function epubBlocks(bytes: Uint8Array): string[] {
  const { pages } = epubPages(bytes);
  return pages.flatMap(({ file, root }) => (file.endsWith("/nav.xhtml") ? [] : blocksIn(root)));
}

export function epubPages(bytes: Uint8Array) {
  const files = unzipSync(bytes);
  const read = (file: string) => new TextDecoder().decode(files[file]);
  const opf = fromXml(read("EPUB/package.opf"));
  const items = new Map(all(opf, "item").map(({ attributes }) => [attributes.id, attributes]));
  const pages = all(opf, "itemref").map(({ attributes }) => {
    const file = `EPUB/${items.get(attributes.idref ?? "")?.href}`;
    return { file, root: fromXml(read(file)) };
  });
  return { files, opf, pages, nav: fromXml(read("EPUB/nav.xhtml")), read };
}

export async function docxBlocks(bytes: Uint8Array): Promise<string[]> {
  const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) });
  return blocksIn(fromParse5(parse(value)));
}

export function all(node: Node, name: string): Node[] {
  return node.children.flatMap((child) =>
    typeof child === "string" ? [] : [...(child.name === name ? [child] : []), ...all(child, name)],
  );
}

export function textOf(node: Node | string): string {
  if (typeof node === "string") return node;
  return node.name === "br" ? " " : node.children.map(textOf).join("");
}

const hidden = new Set(["head", "style", "script"]);
const inline = new Set([
  "a",
  "strong",
  "em",
  "b",
  "i",
  "s",
  "code",
  "small",
  "sup",
  "sub",
  "span",
  "br",
  "u",
]);

/** Each element that holds words of its own is a block; a picture is its alternative text. */
function blocksIn(node: Node): string[] {
  if (hidden.has(node.name) || /\bunseen\b/u.test(node.attributes.class ?? "")) return [];
  if (node.name === "img") return [normalised(node.attributes.alt ?? "")].filter(Boolean);
  const out: string[] = [];
  let words = "";
  const flush = () => {
    const text = normalised(words);
    if (text) out.push(text);
    words = "";
  };
  for (const child of node.children) {
    const isInline = typeof child === "string" || (inline.has(child.name) && all(child, "img").length === 0);
    if (isInline) words += textOf(child);
    else {
      flush();
      out.push(...blocksIn(child));
    }
  }
  flush();
  return out;
}

function fromParse5(node: DefaultTreeAdapterTypes.Node): Node {
  const children = "childNodes" in node ? node.childNodes : [];
  return {
    name: node.nodeName,
    attributes: "attrs" in node ? Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])) : {},
    children: children.flatMap((child): (Node | string)[] => {
      if ("value" in child) return [child.value];
      return child.nodeName.startsWith("#") ? [] : [fromParse5(child)];
    }),
  };
}

/** Throws where the XML is not well formed. */
export function fromXml(source: string): Node {
  const document = new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(source, "application/xml");
  if (!document.documentElement) throw new Error("There is no element in it.");
  return fromElement(document.documentElement);
}

function fromElement(element: XmlElement): Node {
  const attributes: Record<string, string> = {};
  for (const attribute of element.attributes) attributes[attribute.name] = attribute.value;
  const children: (Node | string)[] = [];
  for (const child of element.childNodes) {
    if (child.nodeType === 1) children.push(fromElement(child as XmlElement));
    else if (child.nodeType === 3) children.push(child.nodeValue ?? "");
  }
  return { name: element.tagName, attributes, children };
}
