// Looks now and then whether the room is asked something new. The page works without it, by "Look again".
const every = 4000;
let busy = false;

const watched = () => document.querySelector("[data-watch]");

/** Nobody loses what they have typed or chosen: the page changes only when the question does. */
async function look() {
  const now = watched();
  if (busy || document.hidden || !now) return;
  busy = true;
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("#room");
    const then = page.querySelector("[data-watch]");
    if (next && (!then || then.dataset.watch !== now.dataset.watch)) {
      document.querySelector("#room")?.replaceWith(next);
      document.querySelector("main")?.focus({ preventScroll: true });
    }
  } catch {
    // Without a connection it looks again next time.
  }
  busy = false;
}

setInterval(look, every);
document.addEventListener("visibilitychange", look);
