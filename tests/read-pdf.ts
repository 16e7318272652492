import { getDocument, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

export type Tagged = "words" | "link" | { role: string; alt: string; text: string; kids: Tagged[] };
/** A page as somebody reads it: its words, its structure with the words of each element, and where its links lead. */
export type ReadPage = { text: string; tree: Tagged[]; links: string[] };

type Node = { type?: string; id?: string; role?: string; alt?: string; children?: Node[] };

export const readPdf = (bytes: Uint8Array): Promise<PDFDocumentProxy> =>
  getDocument({ data: new Uint8Array(bytes), useSystemFonts: true, verbosity: 0 }).promise;

export async function pageRead(pdf: PDFDocumentProxy, number: number): Promise<ReadPage> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const words = new Map<string, string>();
  const open: string[] = [];
  let text = "";
  for (const item of items) {
    if ("str" in item) {
      text += item.str;
      const id = open.findLast((one) => one !== "");
      if (id) words.set(id, (words.get(id) ?? "") + item.str);
    } else if (item.type === "endMarkedContent") open.pop();
    else open.push(item.id ?? "");
  }
  const tagged = (node: Node): Tagged => {
    if (node.type === "content") return "words";
    if (node.type) return "link";
    const within = (one: Node): string =>
      one.id ? (words.get(one.id) ?? "") : (one.children ?? []).map(within).join("");
    const { role = "", alt = "", children = [] } = node;
    return { role, alt, text: within(node), kids: children.map(tagged) };
  };
  const tree = (await page.getStructTree()) as Node | null;
  const links: string[] = [];
  for (const { url, dest } of await page.getAnnotations())
    links.push(url ?? `page ${await pageOf(pdf, dest)}`);
  return { text, tree: (tree?.children ?? []).map(tagged), links };
}

async function pageOf(pdf: PDFDocumentProxy, dest: unknown): Promise<number> {
  const array = typeof dest === "string" ? await pdf.getDestination(dest) : (dest as unknown[]);
  return 1 + (await pdf.getPageIndex(array?.[0] as { num: number; gen: number }));
}
