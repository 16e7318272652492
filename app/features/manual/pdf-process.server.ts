import { fork } from "node:child_process";
import { lowerPriority, processEntry } from "#app/lib/process-entry.ts";
import type { PdfJob, PdfMessage, PdfStep, Segment } from "./build-pdf.ts";

/**
 * Sets a document in a process of its own, which ends with it. Throws with the builder's sentence, or with
 * `unfinished` when the process ended before it said anything, for instance after `longestMs`.
 */
export function runPdfBuilder(
  job: PdfJob,
  how: {
    longestMs: number;
    unfinished: (end: string) => string;
    /** For long builds: lets the server go first. */
    yields?: boolean;
    onStep?: (step: PdfStep) => void;
  },
): Promise<{ pages: number; bytes: number; fits: Record<string, number>; segments: Segment[] }> {
  return new Promise((resolve, reject) => {
    const { entry, execArgv } = processEntry(import.meta.url, "build-pdf");
    const child = fork(entry, {
      execArgv,
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), how.longestMs);
    let answer: PdfMessage | null = null;
    if (how.yields && child.pid) lowerPriority(child.pid);
    child.on("message", (message: PdfMessage) => {
      if (message.kind === "step") how.onStep?.(message.step);
      else answer = message;
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      if (answer?.kind === "done") resolve(answer);
      else
        reject(
          new Error(answer?.kind === "failed" ? answer.sentence : how.unfinished(signal ?? `code ${code}`)),
        );
    });
    child.send(job);
  });
}
