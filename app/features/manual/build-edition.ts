import { catalogue } from "#app/content/catalogue.server.ts";
import type { FormSpec } from "./book.ts";
import { makeEdition } from "./make-edition.server.ts";

/**
 * The process that makes one edition and ends: long work stays off the request thread, and its memory goes with it. It
 * talks over the IPC channel of `fork`, and stops when whoever asked is gone.
 */
export type EditionMessage =
  | { kind: "step"; sentence: string; percent: number }
  | { kind: "done" }
  | { kind: "failed"; sentence: string };

if (process.send) {
  process.once("message", (spec: FormSpec) => {
    answer(spec).then((message) => tell(message, () => process.exit()));
  });
  process.once("disconnect", () => process.exit());
}

async function answer(spec: FormSpec): Promise<EditionMessage> {
  try {
    catalogue();
    await makeEdition(spec, (step) => tell({ kind: "step", ...step }));
    return { kind: "done" };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return { kind: "failed", sentence: sentenceOf(error) };
  }
}

/** What the system says is for the log; our own sentences are for people. */
function sentenceOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC") return "There is no room left on the disk of this server.";
  if (code || !(error instanceof Error) || error.name !== "Error")
    return "It could not be made. The people who run this server find the reason in its log.";
  return error.message;
}

function tell(message: EditionMessage, told: () => void = () => {}): void {
  process.send?.(message, told);
}
