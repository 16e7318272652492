import { element } from "./element.ts";
import { entriesOf, type KeptEntry, owner } from "./store.ts";
import { listen } from "./talk.ts";

/** Adds to a module page what was done on this device and is not in the page: read, bookmarked, written. */
export async function showKept(): Promise<void> {
  const reader = document.querySelector<HTMLElement>(".reader[data-module]");
  const personId = await owner();
  if (!reader || !personId) return;
  const copy = Number(document.documentElement.dataset.copy ?? 0);
  const entries = (await entriesOf(personId)).filter(
    ({ moduleId, state, sentAt }) =>
      moduleId === reader.dataset.module && (state !== "sent" || (copy > 0 && (sentAt ?? 0) >= copy)),
  );
  for (const entry of entries) show(entry);
  if (!listening) listen(({ kind }) => kind === "state" && void relabel());
  listening = true;
  if (location.hash === "#needs-connection")
    say(
      "This part opens when you have a connection. What is behind a notice is not stored before you choose it.",
    );
}
let listening = false;

function show(entry: KeptEntry): void {
  const { kind, fields } = entry;
  const section = document.getElementById(fields.section ?? "");
  if (!section) return;
  if (kind === "read" || kind === "set-aside") markDone(section);
  if (kind === "bookmark") showBookmark(section, fields.wanted === "yes");
  if (kind === "write-note") addNote(section, entry);
  const note = fields.note ? document.getElementById(`note-${fields.note}`) : null;
  if (kind === "delete-note") note?.remove();
  if (kind === "edit-note" && note) {
    const body = note.querySelector(".own-note-body");
    if (body) body.textContent = fields.body ?? "";
  }
}

function markDone(section: HTMLElement): void {
  if (section.dataset.done) return;
  section.dataset.done = "true";
  for (const item of document.querySelectorAll(`[data-for="${section.id}"]`)) {
    item.classList.add("done");
    const state = item.querySelector(".state");
    if (state) state.textContent = " (done)";
  }
}

function showBookmark(section: HTMLElement, isSet: boolean): void {
  const button = section.querySelector<HTMLElement>("button.bookmark");
  const wanted = button?.closest("form")?.elements.namedItem("wanted");
  if (!button?.firstChild || !(wanted instanceof HTMLInputElement)) return;
  button.firstChild.textContent = isSet ? "Remove the bookmark" : "Bookmark";
  wanted.value = isSet ? "no" : "yes";
}

function addNote(section: HTMLElement, { id, fields, state }: KeptEntry): void {
  if (document.getElementById(`kept-${id}`)) return;
  const note = element(
    "div",
    { class: "own-note", id: `kept-${id}` },
    element("p", { class: "own-note-label" }, "Your note"),
    element("p", { class: "own-note-body" }, fields.body ?? ""),
    element("p", { class: "quiet small", "data-entry": id }, sayings[state]),
  );
  section.querySelector(".tools-row")?.before(note);
}

const sayings = {
  waiting: "Saved on this device, not yet sent.",
  sent: "Sent.",
  refused: "Not kept by the server. “On this device” says why.",
};

async function relabel(): Promise<void> {
  const personId = await owner();
  const byId = new Map((personId ? await entriesOf(personId) : []).map((one) => [one.id, one.state]));
  for (const label of document.querySelectorAll<HTMLElement>("[data-entry]"))
    label.textContent = sayings[byId.get(label.dataset.entry ?? "") ?? "sent"];
}

function say(text: string): void {
  const status = document.getElementById("reader-status");
  if (status) status.textContent = text;
}
