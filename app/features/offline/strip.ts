import { element, when } from "./element.ts";
import { type Tell, things } from "./words.ts";

type State = Extract<Tell, { kind: "state" }>;
let last: State = { kind: "state", waiting: 0, refused: 0, why: null };
let shown = "";
/** Until when the strip says that everything is sent. */
let sentUntil = 0;

/** Says under the menu how this device and the server stand; says nothing while all is well. */
export function showState(state: State | null): void {
  const strip = document.getElementById("device-status");
  if (!strip) return;
  const before = last;
  last = state ?? last;
  const { waiting, refused, why } = last;
  if (waiting > 0) sentUntil = 0;
  else if (before.waiting > 0) {
    sentUntil = Date.now() + 15_000;
    setTimeout(() => showState(null), 15_100);
  }
  const isAway = !navigator.onLine || why === "offline";
  const copy = Number(document.documentElement.dataset.copy ?? 0);
  const parts: (string | Node)[] = [];
  if (isAway) parts.push("No connection. ");
  if (copy) parts.push(`This page is the copy on this device, from ${when(copy)}. `);
  if (waiting > 0) parts.push(`${things(waiting)} saved on this device, not yet sent. `);
  if (waiting > 0 && why === "sign-in") parts.push(link("/sign-in", "Sign in to send"), " ");
  if (waiting > 0 && why === "somebody-else") parts.push("Only the person who did this can send it. ");
  if (refused > 0)
    parts.push(`${things(refused)} could not be kept by the server. `, link("/offline", "Look at it"), " ");
  else if (isAway || waiting > 0) parts.push(link("/offline", "What is on this device"));
  else if (Date.now() < sentUntil) parts.push("Sent. The server has everything.");
  const text = parts.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
  if (text === shown) return;
  shown = text;
  strip.replaceChildren(...(parts.length > 0 ? [element("p", {}, ...parts)] : []));
  strip.classList.toggle("away", isAway);
}

const link = (to: string, label: string) => element("a", { href: to }, label);
