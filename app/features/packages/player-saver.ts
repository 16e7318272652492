import { type Recorder, Refusal, type Report } from "./recorder.ts";

export type Saving = { kind: "" | "saved" | "waiting"; text: string };

/** Sends the newest report, one at a time; what the system refuses is sent again, later and later, with what is newer. */
export function saver(recorder: Recorder, tell: (saving: Saving) => void) {
  let newest: Report | null = null;
  let isSending = false;
  let pause = 2_000;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function send(): Promise<void> {
    if (isSending || !newest) return;
    isSending = true;
    clearTimeout(timer);
    const report = newest;
    try {
      await recorder.keep(report);
      if (newest === report) newest = null;
      pause = 2_000;
      tell({ kind: "saved", text: "Saved" });
    } catch (error) {
      tell({ kind: "waiting", text: `${sentenceOf(error)} It is tried again by itself.` });
      timer = setTimeout(() => void send(), pause);
      pause = Math.min(pause * 2, 60_000);
      return;
    } finally {
      isSending = false;
    }
    await send();
  }

  return {
    save(report: Report): void {
      newest = report;
      void send();
    },
    stop(): void {
      newest = null;
      clearTimeout(timer);
    },
  };
}

export const sentenceOf = (error: unknown): string =>
  error instanceof Refusal
    ? error.message
    : "Your learning system could not be reached. Your place is kept while this page is open.";
