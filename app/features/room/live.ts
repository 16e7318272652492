import { useActionData, useRevalidator } from "@remix-run/react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Live } from "./live.server.ts";

export type Connection = "connecting" | "open" | "lost";

/**
 * What the server tells about the day, as it happens. `onLive` is called with each change after the first message,
 * which only says how things stood when the page was made. Connects again by itself, whatever ended the connection.
 */
export function useLive(address: string, onLive: (live: Live, before: Live | null) => void): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  const listener = useRef(onLive);
  listener.current = onLive;
  useEffect(() => {
    let source: EventSource | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    let before: Live | null = null;
    let heardAt = Date.now();
    const connect = () => {
      source?.close();
      heardAt = Date.now();
      source = new EventSource(address);
      source.addEventListener("live", (event) => {
        heard();
        const live = JSON.parse((event as MessageEvent<string>).data) as Live;
        listener.current(live, before);
        before = live;
      });
      source.addEventListener("beat", heard);
      source.addEventListener("error", () => {
        setConnection("lost");
        // A browser gives up for good when the answer is not a stream, as after a restart behind a proxy.
        if (source?.readyState === EventSource.CLOSED) later();
      });
    };
    const heard = () => {
      heardAt = Date.now();
      setConnection("open");
    };
    const later = () => {
      clearTimeout(again);
      again = setTimeout(connect, 3000);
    };
    // A sleeping laptop or a network that changed leaves a connection open on which nothing comes.
    const watch = setInterval(() => {
      if (Date.now() - heardAt < 40_000) return;
      setConnection("lost");
      connect();
    }, 5000);
    addEventListener("online", connect);
    connect();
    return () => {
      clearInterval(watch);
      clearTimeout(again);
      removeEventListener("online", connect);
      source?.close();
    };
  }, [address]);
  return connection;
}

/** The server's clock, going on in the browser; `serverNow` is when the page was made. */
export function useNow(serverNow: number, everyMs = 1000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const ahead = serverNow - Date.now();
    const timer = setInterval(() => setNow(Date.now() + ahead), everyMs);
    return () => clearInterval(timer);
  }, [serverNow, everyMs]);
  return Math.max(now, serverNow);
}

/**
 * Loads the page's facts again, at most twice a second however often it is asked for. While a form stands there with
 * what was wrong in it, it waits: loading the facts would take the sentences and what was typed away.
 */
export function useReload(): () => void {
  const { revalidate } = useRevalidator();
  const answer = useActionData<unknown>();
  const rejected = useRef(false);
  rejected.current = typeof answer === "object" && answer !== null && "errors" in answer;
  const waiting = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(waiting.current), []);
  return useCallback(() => {
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      if (!rejected.current) revalidate();
    }, 500);
  }, [revalidate]);
}
