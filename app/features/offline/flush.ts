import type { Outcome } from "./outbox.ts";
import { owner, store, waitingOf } from "./store.ts";
import type { Why } from "./words.ts";

const most = 50;

/**
 * Sends what waits, oldest first, in small batches, and gives why something still waits. One at a time on a device,
 * whoever asks. An answer that is lost is no harm: the server knows each id it has kept.
 */
export async function flush(): Promise<Why> {
  return await navigator.locks.request("cairn-outbox", async (): Promise<Why> => {
    for (;;) {
      const personId = await owner();
      const batch = personId ? (await waitingOf(personId)).slice(0, most) : [];
      if (batch.length === 0 || !personId) return null;
      const entries = batch.map(({ id, personId, kind, moduleId, fields, at }) => ({
        id,
        personId,
        kind,
        moduleId,
        fields,
        at,
      }));
      const answer = await post("/offline/sync", { person: personId, entries });
      if (typeof answer === "string") return answer;
      await settle((answer as { results: Outcome[] }).results);
    }
  });
}

/** Posts JSON. Gives what came back, or why nothing did. */
export async function post(address: string, body: unknown): Promise<object | Exclude<Why, null>> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    if (answer.ok && !answer.redirected) return (await answer.json()) as object;
    if (answer.status === 401 || answer.redirected) return "sign-in";
    if (answer.status === 409) return "somebody-else";
    return answer.status >= 500 || answer.status === 429 ? "offline" : "broken";
  } catch {
    return "offline";
  }
}

async function settle(results: Outcome[]): Promise<void> {
  const tx = (await store()).transaction("entries", "readwrite", { durability: "strict" });
  for (const result of results) {
    const entry = await tx.store.index("id").get(result.id);
    if (!entry) continue;
    if (result.outcome === "refused")
      await tx.store.put({ ...entry, state: "refused", sentence: result.sentence });
    else await tx.store.put({ ...entry, state: "sent", sentAt: Date.now() });
  }
  await tx.done;
}
