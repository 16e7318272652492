import { fork } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PdfJob, PdfMessage } from "./build-pdf.ts";
import { pdfBuilder } from "./cache.server.ts";

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
    await compile({ files: { "/main.typ": source }, images: {}, out });
    return await readFile(out);
  } finally {
    running -= 1;
    waiting.shift()?.();
    await rm(folder, { recursive: true, force: true });
  }
}

function compile(job: PdfJob): Promise<void> {
  return new Promise((resolve, reject) => {
    const { entry, execArgv } = pdfBuilder();
    const child = fork(entry, {
      execArgv,
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), longestMs);
    let answer: PdfMessage | null = null;
    child.on("message", (message: PdfMessage) => {
      if (message.kind !== "step") answer = message;
    });
    child.once("error", reject);
    child.once("exit", () => {
      clearTimeout(timer);
      if (answer?.kind === "done") resolve();
      else reject(new Error(answer?.kind === "failed" ? answer.sentence : "The PDF was not finished."));
    });
    child.send(job);
  });
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
