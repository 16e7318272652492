import { useCallback, useEffect, useRef, useState } from "react";
import { type Connection, useLive, useReload } from "./live.ts";
import { blankOf, moveOf, shownOf } from "./slides.ts";

type Show = {
  /** Place of the slide that is shown. */
  at: number;
  blank: boolean;
  move: (how: "next" | "back" | "blank") => void;
  connection: Connection;
  /** Whether the last move has not reached the server yet. */
  unsent: boolean;
};

/**
 * The slide that all windows of a day show. A move is shown here at once and sent; what others move arrives as it
 * happens. A move that could not be sent waits for the connection.
 */
export function useSlides(base: string, slides: readonly { id: string }[], first: string | null): Show {
  const [target, setTarget] = useState(first);
  const wanted = useRef<{ id: string; target: string } | null>(null);
  const sending = useRef(false);
  const [unsent, setUnsent] = useState(false);
  const reload = useReload();

  const send = useCallback(async () => {
    if (sending.current) return;
    sending.current = true;
    while (wanted.current) {
      const move = wanted.current;
      const event = { ...move, kind: "slide", minutes: null, at: Date.now() };
      const answer = await fetch(`${base}/events`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify([event]),
      }).catch(() => null);
      if (!answer?.ok) break;
      if (wanted.current === move) wanted.current = null;
    }
    sending.current = false;
    setUnsent(wanted.current !== null);
  }, [base]);

  const connection = useLive(`${base}/events`, (live, before) => {
    if (wanted.current) void send();
    else if (live.slide) setTarget(live.slide);
    if (before && (live.room !== before.room || live.run !== before.run)) reload();
  });

  const { at, blank } = shownOf(target, slides);
  const move = useCallback(
    (how: "next" | "back" | "blank") => {
      const to = Math.min(
        slides.length - 1,
        Math.max(0, at + (how === "next" ? 1 : how === "back" ? -1 : 0)),
      );
      const id = slides[to]?.id;
      if (!id) return;
      const next = how === "blank" && !blank ? blankOf(id) : id;
      if (next === target) return;
      setTarget(next);
      wanted.current = { id: crypto.randomUUID(), target: next };
      void send();
    },
    [at, blank, slides, target, send],
  );

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const on = event.target instanceof Element ? event.target : null;
      const typing = on?.closest("input, textarea, select");
      const pressing = event.key === " " && on?.closest("button, a, summary");
      if (typing || pressing || event.ctrlKey || event.metaKey || event.altKey) return;
      const how = moveOf(event.key);
      if (!how) return;
      event.preventDefault();
      move(how);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [move]);

  return { at, blank, move, connection, unsent };
}
