import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPdfBuilder } from "./pdf-process.server.ts";

const longestMs = 60_000;
const mostAtOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Sets a short Typst document (sheets, certificates) as a tagged PDF/UA, in a process that ends with it. */
export async function typesetPdf(source: string): Promise<Buffer> {
  if (running >= mostAtOnce) await new Promise<void>((go) => waiting.push(go));
  running += 1;
  const folder = await mkdtemp(join(tmpdir(), "cairn-pdf-"));
  try {
    const out = join(folder, "out.pdf");
    const job = { files: { "/main.typ": source }, images: {}, fits: {}, out };
    await runPdfBuilder(job, { longestMs, unfinished: () => "The PDF was not finished." });
    return await readFile(out);
  } finally {
    running -= 1;
    waiting.shift()?.();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A PDF to download. `filename` is ASCII and neutral. */
export const pdfResponse = (filename: string, pdf: Buffer): Response =>
  new Response(new Uint8Array(pdf), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": `attachment; filename="${filename}"`,
      "Cache-Control": "no-store",
    },
  });
