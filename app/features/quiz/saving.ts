import { useSubmit } from "@remix-run/react";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";

export type Saving = { text: string; kind: "quiet" | "saved" | "waiting" | "stopped" };

const words = {
  quiet: "",
  saving: "Saving…",
  saved: "Saved",
  waiting: "Not saved yet, trying again",
  kept: "Saved on this device, not yet sent",
};
const longestWait = 15_000;

type Outcome = "saved" | "kept" | "again" | { refused: string };

async function post(address: string, fields: Record<string, string>): Promise<Outcome> {
  try {
    const body = new URLSearchParams(fields);
    const answer = await fetch(address, { method: "POST", body, signal: AbortSignal.timeout(10_000) });
    if (answer.status === 204) return "saved";
    // From the service worker: it keeps the answer and sends it when the connection is back.
    if (answer.status === 202) return "kept";
    if (answer.redirected)
      return { refused: "You have been signed out. Sign in again; your earlier answers are kept." };
    if (answer.status >= 500 || answer.status === 429) return "again";
    return { refused: await answer.text() };
  } catch {
    return "again";
  }
}

/**
 * Sends each answer as it is chosen, one after the other, and keeps trying. `settled` resolves when nothing is
 * on its way, or after a few seconds: a form that follows must not overtake an answer.
 */
function useSaving(address: string, attempt: string) {
  const [saving, setSaving] = useState<Saving>({ text: "", kind: "quiet" });
  const waiting = useRef(new Map<string, string>());
  const busy = useRef<Promise<void> | null>(null);
  const timer = useRef<number | undefined>(undefined);

  const send = useCallback(
    (failures = 0): Promise<void> => {
      window.clearTimeout(timer.current);
      busy.current ??= (async () => {
        let kept = false;
        // A Map is walked in order and shows what is added meanwhile, so an answer chosen now is sent in its turn.
        for (const [item, place] of waiting.current) {
          const outcome = await post(address, { attempt, item, place });
          if (outcome === "again") {
            setSaving({ text: words.waiting, kind: "waiting" });
            const pause = Math.min(longestWait, 1000 * 2 ** failures);
            timer.current = window.setTimeout(() => send(failures + 1), pause);
            return;
          }
          if (outcome !== "saved" && outcome !== "kept") {
            waiting.current.clear();
            setSaving({ text: outcome.refused, kind: "stopped" });
            return;
          }
          kept ||= outcome === "kept";
          if (waiting.current.get(item) === place) waiting.current.delete(item);
        }
        setSaving(kept ? { text: words.kept, kind: "quiet" } : { text: words.saved, kind: "saved" });
      })().finally(() => {
        busy.current = null;
      });
      return busy.current;
    },
    [address, attempt],
  );

  const save = useCallback(
    (item: string, place: string) => {
      // Taken out first, so that it stands at the end and the walk in `send` still meets it.
      waiting.current.delete(item);
      waiting.current.set(item, place);
      setSaving({ text: words.saving, kind: "quiet" });
      send();
    },
    [send],
  );

  const settled = useCallback(async () => {
    if (!busy.current) return;
    await Promise.race([busy.current, new Promise((done) => window.setTimeout(done, 5_000))]);
  }, []);

  useEffect(() => {
    // With nothing left here, what the service worker kept may still be on its way.
    const now = () => void (waiting.current.size > 0 && send());
    window.addEventListener("online", now);
    return () => {
      window.removeEventListener("online", now);
      window.clearTimeout(timer.current);
    };
  }, [send]);

  // The service worker says when it has sent what it kept.
  useEffect(() => {
    const hear = ({ data }: MessageEvent<{ kind: string; waiting?: number }>) => {
      if (data.kind === "state" && data.waiting === 0)
        setSaving((before) => (before.text === words.kept ? { text: words.saved, kind: "saved" } : before));
    };
    navigator.serviceWorker?.addEventListener("message", hear);
    return () => navigator.serviceWorker?.removeEventListener("message", hear);
  }, []);

  return { saving, save, settled };
}

/** A form of questions whose answers are saved as they are chosen; what its buttons send waits for them. */
export function useAnswerForm(
  address: string,
  attempt: string,
  items: readonly { id: string; chosen: number | null }[],
) {
  const submit = useSubmit();
  const form = useRef<HTMLFormElement>(null);
  const { saving, save, settled } = useSaving(address, attempt);

  // What was chosen before the scripts were there, or put back by the browser, is saved now.
  useEffect(() => {
    for (const item of items) {
      const name = `item:${item.id}`;
      const box = form.current?.querySelector<HTMLInputElement>(`[name="${name}"]:checked`);
      if (box && box.value !== String(item.chosen)) save(item.id, box.value);
    }
  }, [items, save]);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    const { submitter } = event.nativeEvent as SubmitEvent;
    event.preventDefault();
    await settled();
    submit(submitter as HTMLButtonElement);
  }

  return { form, saving, save, onSubmit };
}
