import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { type SegmentEnd, tightness } from "./fit.ts";
import { coverageOf, fitToFonts } from "./fonts.ts";

/**
 * The process that compiles one manual and ends. Typst needs hundreds of megabytes for a long book; a process of its
 * own gives them back, and keeps the compiler off the request thread. It talks over the IPC channel of `fork`.
 */
export type PdfJob = {
  files: Record<string, string>;
  images: Record<string, Uint8Array>;
  /** How tight to set segments of which that is known. */
  fits: Record<string, number>;
  out: string;
};
export type PdfMessage =
  | { kind: "step"; step: PdfStep }
  | {
      kind: "done";
      pages: number;
      bytes: number;
      peakMb: number;
      fits: Record<string, number>;
      segments: Segment[];
    }
  | { kind: "failed"; sentence: string };
/** Where a segment of the book stands, in pages counted from 1. */
export type Segment = { id: string; first: number; last: number };
export type PdfStep = "typesetting" | "fitting" | "writing";

type Ends = SegmentEnd & { last: number };
type Diagnostic = { message: string; severity?: number };

const require = createRequire(import.meta.url);

if (process.send) {
  process.once("message", (job: PdfJob) => tell(answer(job), () => process.exit()));
  // Nobody is waiting for the book any more.
  process.once("disconnect", () => process.exit());
}

function answer(job: PdfJob): PdfMessage {
  try {
    return compile(job, (step) => tell({ kind: "step", step }));
  } catch (error) {
    return { kind: "failed", sentence: error instanceof Error ? error.message : String(error) };
  }
}

function tell(message: PdfMessage, told: () => void = () => {}): void {
  process.send?.(message, told);
}

function compile(job: PdfJob, onStep: (step: PdfStep) => void): PdfMessage {
  onStep("typesetting");
  const {
    NodeCompiler,
  }: typeof import("@myriaddreamin/typst-ts-node-compiler") = require("@myriaddreamin/typst-ts-node-compiler");
  const fonts = fontFiles().map((file) => readFileSync(file));
  const covered = coverageOf(fonts);
  const root = resolve("/cairn-manual");
  const compiler = NodeCompiler.create({ workspace: root, fontArgs: [{ fontBlobs: fonts }] });
  for (const [name, source] of Object.entries(job.files))
    compiler.addSource(join(root, name), fitToFonts(source, covered));
  for (const [name, bytes] of Object.entries(job.images))
    compiler.mapShadow(join(root, name), Buffer.from(bytes));

  const set = (tight: ReadonlyMap<string, number>) => {
    const inputs = { tight: [...tight].map(([id, level]) => `${id}=${level}`).join(",") };
    const result = compiler.compile({ mainFilePath: join(root, "/main.typ"), inputs });
    const document = result.result;
    if (document) return document;
    const problem = result.takeDiagnostics();
    const list: Diagnostic[] = problem ? compiler.fetchDiagnostics(problem) : [];
    throw new Error(
      `The manual could not be typeset: ${list.map(({ message }) => message).join("; ") || "unknown reason"}.`,
    );
  };

  // A last page with a few lines looks like a mistake: those segments are set tighter, as far as that can help.
  const fits = new Map(Object.entries(job.fits));
  const ends = (of: ReturnType<typeof set>): Ends[] =>
    compiler.query(of, { selector: "<segment-ends>", field: "value" }).flat();
  let document = set(fits);
  const more = tightness(ends(document).filter(({ id }) => !fits.has(id)));
  for (const [id, level] of more) fits.set(id, level);
  if (more.size > 0) {
    onStep("fitting");
    document = set(fits);
  }

  onStep("writing");
  const pages = document.numOfPages;
  const pdf = compiler.pdf(document, { pdfStandard: "ua-1" });
  writeFileSync(job.out, pdf);
  return {
    kind: "done",
    pages,
    bytes: pdf.length,
    // A book in large print has one end, without pages.
    segments: ends(document).flatMap((end) =>
      end?.id ? { id: end.id, first: end.last - end.pages + 1, last: end.last } : [],
    ),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    fits: Object.fromEntries(fits),
  };
}

function fontFiles(): string[] {
  const wanted = {
    "@expo-google-fonts/public-sans": [
      "400Regular",
      "400Regular_Italic",
      "600SemiBold",
      "600SemiBold_Italic",
      "700Bold",
    ],
    "@expo-google-fonts/source-serif-4": [
      "400Regular",
      "400Regular_Italic",
      "600SemiBold",
      "600SemiBold_Italic",
    ],
  };
  return Object.entries(wanted).flatMap(([name, weights]) => {
    const folder = dirname(require.resolve(`${name}/package.json`));
    return weights.flatMap((weight) =>
      readdirSync(join(folder, weight))
        .filter((file) => file.endsWith(".ttf"))
        .map((file) => join(folder, weight, file)),
    );
  });
}
