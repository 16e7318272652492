import { showDevicePage } from "./device-page.ts";
import { showKept } from "./reader-page.ts";
import { runSheet } from "./sheet-page.ts";
import { owner } from "./store.ts";
import { showState } from "./strip.ts";
import { showTakeAlong } from "./take-along-page.ts";
import { ask, isPossible, listen } from "./talk.ts";

/** Runs on every page: makes it work without a connection where the browser can, and says how things stand. */
async function start(): Promise<void> {
  showState({ kind: "state", waiting: 0, refused: 0, why: null });
  // A guest's phone, in the room or at a public page, is given nothing to keep.
  const isGuest = document.getElementById("device-status")?.dataset.viewer === undefined;
  if (isPossible() && isGuest && !navigator.serviceWorker.controller) {
    if (document.querySelector("[data-device-page]")) void owner().then(showDevicePage);
    return;
  }
  if (!isPossible()) {
    showDevicePage(null);
    return;
  }
  listen((told) => {
    if (told.kind === "state") showState(told);
    if (document.querySelector("[data-device-page]")) void owner().then(showDevicePage);
  });
  runSheet();
  showKept();
  showTakeAlong();
  document.addEventListener("cairn-kept", showKept);
  // A device says that it is connected before the connection carries anything.
  addEventListener("online", () => {
    for (const seconds of [0, 2, 5, 10]) setTimeout(() => ask({ kind: "hello" }), seconds * 1000);
  });
  addEventListener("offline", () => showState(null));
  await navigator.serviceWorker.register("/sw.js").catch(() => null);
  await navigator.serviceWorker.ready;
  // The first page of all was loaded before there was a worker to keep it.
  if (!navigator.serviceWorker.controller) {
    const cared = new Promise((done) =>
      navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }),
    );
    ask({ kind: "hello" });
    await cared;
  }
  if (!document.documentElement.dataset.copy) ask({ kind: "keep", path: location.pathname });
  ask({ kind: "hello" });
  setInterval(() => ask({ kind: "hello" }), 30_000);
  void owner().then(showDevicePage);
}

// Without a worker, a click inside the app would ask for data that cannot come; the whole page may be on the device.
addEventListener(
  "click",
  (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!navigator.onLine && link instanceof HTMLAnchorElement && link.origin === location.origin)
      event.stopPropagation();
  },
  { capture: true },
);

void start();
