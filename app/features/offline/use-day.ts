import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RunDay } from "#app/features/room/run-plan.ts";
import { dayEventsOf, decideDayEvent, keepDayEvent, type Merge, snapshotFor, syncDay } from "./day-device.ts";
import { type DayEvent, dayMarks, dayState, type Snapshot } from "./day-events.ts";
import type { KeptDayEvent } from "./store.ts";

/**
 * A day of a cohort as this device has it: what the server last said and what was written down here, drawn together.
 * Sends by itself when something is new, when the connection is back, and every half minute.
 */
export function useDay(personId: string, day: string, run: RunDay, page: Snapshot) {
  const [ready, setReady] = useState(false);
  const [snapshot, setSnapshot] = useState(page);
  const [own, setOwn] = useState<KeptDayEvent[]>([]);
  const [merge, setMerge] = useState<Merge | null>(null);
  const [now, setNow] = useState(page.now);
  const latest = useRef(snapshot);
  latest.current = snapshot;

  const read = useCallback(async () => {
    setOwn(await dayEventsOf(personId, day));
    setSnapshot(await snapshotFor(personId, day, page));
    setNow(Date.now());
  }, [personId, day, page]);

  const sync = useCallback(async () => {
    const result = await syncDay(personId, day, latest.current);
    await read();
    setMerge((before) => (result.why || said(result) || !before ? result : { ...before, why: null }));
  }, [personId, day, read]);

  useEffect(() => {
    if (!("indexedDB" in globalThis)) return;
    void read().then(() => {
      setReady(true);
      void sync();
    });
    const again = () => void sync();
    const timer = setInterval(again, 30_000);
    addEventListener("online", again);
    return () => {
      clearInterval(timer);
      removeEventListener("online", again);
    };
  }, [read, sync]);

  const record = useCallback(
    async (event: DayEvent) => {
      await keepDayEvent(personId, day, event);
      await read();
      void sync();
    },
    [personId, day, read, sync],
  );

  const decide = useCallback(
    async (id: string, what: "again" | "discard") => {
      await decideDayEvent(id, what);
      await read();
      void sync();
    },
    [read, sync],
  );

  // What the server refused is shown on its own and does not count until somebody decides.
  const events = useMemo(
    () => own.filter(({ state }) => state !== "refused").map(({ event }) => event as DayEvent),
    [own],
  );
  const state = useMemo(() => dayState(run, snapshot, events, now), [run, snapshot, events, now]);
  const steps = useMemo(() => dayMarks(run, snapshot, events, now), [run, snapshot, events, now]);
  return { ready, own, state, steps, merge, record, decide, sync };
}

const said = ({ kept, known, refused, meanwhile, doubtful }: Merge): boolean =>
  kept + known + refused + meanwhile.length + doubtful.length > 0;
