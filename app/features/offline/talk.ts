import type { Ask, Tell } from "./words.ts";

/** Browsers offer service workers on https and on this machine itself, and not in every private window. */
export const isPossible = (): boolean => "serviceWorker" in navigator && "indexedDB" in globalThis;

export function ask(what: Ask): void {
  void navigator.serviceWorker.ready.then((registration) => registration.active?.postMessage(what));
}

/** Calls `hear` with all that the service worker tells, until the function that it gives is called. */
export function listen(hear: (told: Tell) => void): () => void {
  const listener = ({ data }: MessageEvent) => hear(data as Tell);
  navigator.serviceWorker.addEventListener("message", listener);
  return () => navigator.serviceWorker.removeEventListener("message", listener);
}
