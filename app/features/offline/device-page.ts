import { button, element, when } from "./element.ts";
import { kindNames } from "./outbox.ts";
import { entriesOf, type KeptEntry, store, waitingOfOthers } from "./store.ts";
import { ask } from "./talk.ts";
import { size, things } from "./words.ts";

/** Fills the page "On this device", which also stands in for pages that are not here. */
export async function showDevicePage(personId: string | null): Promise<void> {
  const root = document.querySelector("[data-device-page]");
  const lede = document.getElementById("device-lede");
  if (!root || !lede) return;
  if (!("serviceWorker" in navigator)) {
    lede.textContent =
      "This browser, or this connection without https, cannot keep pages. You need a connection for everything here; nothing you saved is lost.";
    return;
  }
  const asked = new URLSearchParams(location.search);
  const isElsewhere = location.pathname !== "/offline";
  if (asked.has("left") && !personId)
    lede.textContent =
      "You are signed out on this device, and everything of yours is removed from it. The server hears of it as soon as there is a connection.";
  else if (isElsewhere)
    lede.textContent =
      "There is no connection, and this page is not on this device. Nothing you saved is lost. This is what you can open:";
  else if (!navigator.onLine) lede.textContent = "There is no connection. This is what you can open:";
  await showWaiting(personId, asked.has("leaving"));
  await showTaken(personId);
  await showPages(personId);
}

const fill = (id: string, ...nodes: Node[]): void => document.getElementById(id)?.replaceChildren(...nodes);

async function showWaiting(personId: string | null, isLeaving: boolean): Promise<void> {
  const entries = (personId ? await entriesOf(personId) : []).filter(({ state }) => state !== "sent");
  const days = (await (await store()).getAll("dayEvents")).filter(
    (one) => one.personId === personId && one.state !== "sent",
  );
  const others = await waitingOfOthers(personId);
  const nodes: Node[] = [];
  const count = entries.length + days.length;
  if (isLeaving && count > 0) nodes.push(leaving(count));
  if (count > 0) nodes.push(element("h2", {}, "Not yet sent"), list(entries));
  if (days.length > 0)
    nodes.push(
      element(
        "ul",
        { class: "plain-list" },
        ...[...new Set(days.map(({ day }) => day))].map((day) => {
          const [cohort, position] = day.split("/");
          const waiting = days.filter((one) => one.day === day).length;
          return element(
            "li",
            {},
            element(
              "a",
              { href: `/cohorts/${cohort}/days/${position}/offline` },
              `Day ${position} in the room: ${things(waiting)}`,
            ),
          );
        }),
      ),
    );
  if (others > 0)
    nodes.push(
      element(
        "p",
        { class: "quiet" },
        `${things(others)} of somebody else ${others === 1 ? "waits" : "wait"} on this device. You cannot see it, and it is sent only when they sign in here.`,
      ),
    );
  fill("device-waiting", ...nodes);
}

function leaving(count: number): HTMLElement {
  const form = element("form", { method: "post", action: "/sign-out", class: "row" });
  form.append(
    element("input", { type: "hidden", name: "anyway", value: "yes" }),
    element("a", { href: "/", class: "usa-button" }, "Stay signed in"),
    element(
      "button",
      { type: "submit", class: "usa-button usa-button--outline" },
      "Sign out and delete them",
    ),
  );
  return element(
    "div",
    { class: "card", role: "alert" },
    element(
      "div",
      {},
      element(
        "p",
        {},
        `${things(count)} on this device ${count === 1 ? "has" : "have"} not been sent yet. Signing out removes everything of yours from this device. Stay signed in until you have a connection, and nothing is lost.`,
      ),
      form,
    ),
  );
}

function list(entries: KeptEntry[]): HTMLElement {
  // Twenty sections read are one line; what somebody wrote is shown whole.
  const quiet = new Map<string, number>();
  const items: HTMLElement[] = [];
  for (const entry of entries) {
    const name = kindNames[entry.kind];
    if (entry.state === "waiting" && !entry.fields.body) quiet.set(name, (quiet.get(name) ?? 0) + 1);
    else items.push(one(entry));
  }
  for (const [name, count] of quiet) items.push(element("li", {}, count > 1 ? `${name} (${count})` : name));
  return element("ul", { class: "plain-list" }, ...items);
}

function one({ id, kind, moduleId, fields, at, state, sentence }: KeptEntry): HTMLElement {
  const item = element("li", {}, `${kindNames[kind]}, module ${moduleId}, ${when(at)}`);
  if (fields.body) item.append(element("blockquote", {}, fields.body));
  if (state === "refused") {
    item.append(
      element("p", {}, element("strong", {}, "The server did not keep it. "), sentence ?? ""),
      element(
        "div",
        { class: "row" },
        button("Try again", "outline", () => ask({ kind: "again", id })),
        button("Delete it", "unstyled", () => ask({ kind: "discard", id })),
      ),
    );
  }
  return item;
}

async function showTaken(personId: string | null): Promise<void> {
  const taken = (await (await store()).getAll("taken")).filter((day) => day.personId === personId);
  if (taken.length === 0) return fill("device-taken");
  fill(
    "device-taken",
    element("h2", {}, "Taken along"),
    element(
      "ul",
      { class: "plain-list" },
      ...taken.map(({ day, title, bytes, at }) =>
        element(
          "li",
          {},
          `${title}: ${size(bytes)}, ${when(at)} `,
          button(`Remove ${title} from this device`, "unstyled", () => ask({ kind: "drop", day })),
        ),
      ),
    ),
  );
}

/** Pages whose own heading says little in a list. */
const names: Record<string, string> = { "/": "Home", "/pause": "A pause" };

async function showPages(personId: string | null): Promise<void> {
  const pages = (await (await store()).getAll("pages")).filter((page) => page.personId === personId);
  const texts = pages.sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
  if (texts.length === 0)
    return fill(
      "device-pages",
      element(
        "p",
        { class: "quiet" },
        "No pages are kept here right now. A text is kept once you have opened it, or when you take its day along.",
      ),
    );
  fill(
    "device-pages",
    element("h2", {}, "Pages you can open"),
    element(
      "ul",
      { class: "plain-list" },
      ...texts.map(({ path, title, at }) =>
        element(
          "li",
          {},
          element("a", { href: path }, names[path] ?? (title || path)),
          element("span", { class: "quiet small" }, ` ${when(at)}`),
        ),
      ),
    ),
    button("Remove all pages from this device", "outline", () => ask({ kind: "clear" })),
  );
}
