// The reader's own script: it notices what was read, and saves a page load here and there. Everything on the
// page works without it. Plain JavaScript on purpose: the page is sent without a framework.
const reader = document.querySelector(".reader");
const address = `${location.pathname}/reading`;
const status = document.getElementById("reader-status");

const say = (text) => {
  status.textContent = text;
};

// Reports ------------------------------------------------------------------------------------------------------

const unsent = new Map();

async function report(key, fields) {
  unsent.set(key, fields);
  try {
    const body = new URLSearchParams(fields);
    const answer = await fetch(address, { method: "POST", body, keepalive: true });
    // 202: there is no connection, and the device keeps it until there is.
    if (answer.status !== 204 && answer.status !== 202) return;
    if (unsent.get(key) === fields) unsent.delete(key);
  } catch {
    // Without a connection the report waits for the next one.
  }
}

const again = () => {
  for (const [key, fields] of unsent) report(key, fields);
};
addEventListener("online", again);

function markDone(section) {
  if (section.dataset.recorded) return;
  section.dataset.recorded = "true";
  again();
  report(section.id, { intent: "read", section: section.id, how: section.dataset.how });
  // What was set aside counts already.
  if (section.dataset.done) return;
  section.dataset.done = "true";
  for (const item of document.querySelectorAll(`[data-for="${section.id}"]`)) {
    item.classList.add("done");
    item.querySelector(".state").textContent = " (done)";
  }
  for (const left of document.querySelectorAll("[data-left]")) {
    const minutes = Math.max(0, Number(left.dataset.left) - Number(section.dataset.minutes));
    left.dataset.left = String(minutes);
    left.textContent = minutes > 0 ? `${minutes} minutes of reading left` : "You have read all of it";
  }
}

// Reading: a section is read when its end has been on screen and it was in view for a while ------------------------

const inView = new Set();
const endSeen = new WeakSet();
const seconds = new WeakMap();
let place = "";

/** A quick reader's pace, 1,500 words a minute, and at most twenty seconds: nobody has to wait. */
const needed = (section) => Math.min(20, Math.max(2, Number(section.dataset.words) / 25));

const ends = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) endSeen.add(target.closest(".part"));
});
const parts = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) inView.add(target);
    else inView.delete(target);
  }
});

function watch(section) {
  parts.observe(section);
  const end = section.querySelector("[data-end]");
  if (end) ends.observe(end);
}
for (const section of document.querySelectorAll(".part")) watch(section);

setInterval(() => {
  if (document.visibilityState !== "visible") return;
  for (const section of inView) {
    if (!section.isConnected) {
      inView.delete(section);
      continue;
    }
    const spent = (seconds.get(section) ?? 0) + 1;
    seconds.set(section, spent);
    if (section.dataset.how && endSeen.has(section) && spent >= needed(section)) markDone(section);
  }
  const line = innerHeight / 3;
  const current = [...inView].find((section) => {
    const { top, bottom } = section.getBoundingClientRect();
    return top <= line && bottom > line;
  });
  if (!current || current.id === place) return;
  place = current.id;
  report("place", { intent: "place", section: place });
  for (const link of document.querySelectorAll(".outline a")) {
    if (link.parentElement.dataset.for === place) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}, 1000);

// Forms --------------------------------------------------------------------------------------------------------

function goTo(section) {
  const target = section.querySelector("h2");
  section.scrollIntoView();
  target?.focus({ preventScroll: true });
}

/** The answer of the service worker when there is no connection. */
async function keptHere(form, answer) {
  if (answer.status === 503) {
    say(await answer.text());
    return;
  }
  if (form.querySelector("textarea")) {
    form.reset();
    form.closest("details")?.removeAttribute("open");
  }
  document.dispatchEvent(new Event("cairn-kept"));
  say(
    answer.headers.get("Cairn-Kept") === "sign-in"
      ? "You have been signed out. It is saved on this device, and is sent when you sign in again."
      : "Saved on this device, not yet sent.",
  );
}

async function swap(form, button) {
  const id = form.dataset.swap;
  const section = form.closest(".part");
  const body = new URLSearchParams(new FormData(form, button));
  const kept = button?.dataset.focus;
  say("");
  let fresh;
  try {
    const answer = await fetch(`${location.pathname}?section=${section.id}`, { method: "POST", body });
    if (answer.status === 202 || answer.status === 503) {
      keptHere(form, answer);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    fresh = page.getElementById(id);
  } catch {
    say("That was not saved: there is no connection right now. Your text is still here; try again.");
    return;
  }
  if (!fresh) {
    // The answer was another page, such as the one for signing in.
    location.reload();
    return;
  }
  const node = document.adoptNode(fresh);
  document.getElementById(id).replaceWith(node);
  if (node.classList.contains("part")) {
    watch(node);
    goTo(node);
    return;
  }
  const invalid = node.querySelector("[aria-invalid]");
  const target =
    invalid ?? node.querySelector(`[data-focus="${kept}"]`) ?? node.querySelector("[data-focus]");
  target?.focus();
  if (!invalid) say("Saved.");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const alone = location.search.includes("section=");
  if (form.dataset.continue && !alone) {
    event.preventDefault();
    markDone(form.closest(".part"));
    const next = document.getElementById(form.dataset.continue.split("#")[1]);
    history.replaceState(null, "", `#${next.id}`);
    goTo(next);
  } else if (form.dataset.swap && event.submitter?.value !== "later") {
    event.preventDefault();
    swap(form, event.submitter);
  }
});

// A gentle word, never a block, when a note looks as if it named somebody -------------------------------------------

const telling = [
  /\b\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4})\b/,
  /\b\d{3}-\d{2}-\d{4}\b/,
  /\b\d{3}[-. ]\d{3}[-. ]\d{4}\b/,
  /\b(case|docket|file|badge)\s*(no\.?|number|#)/i,
  /\b\d{1,5}\s+\w+\s+(street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd)\b/i,
];
document.addEventListener("input", ({ target }) => {
  const warning = target.dataset?.warn && document.getElementById(target.dataset.warn);
  if (!warning) return;
  const text = telling.some((pattern) => pattern.test(target.value))
    ? "This looks like it may include a date, a number or an address that points to a person. You decide; nothing was sent."
    : "";
  if (warning.textContent !== text) warning.textContent = text;
});

// A section named in the address keeps its heading in view and takes the focus.
if (location.hash.length > 1) {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.classList.contains("part")) target.querySelector("h2").focus({ preventScroll: true });
}
reader.dataset.ready = "true";
