import { button, element, when } from "./element.ts";
import { owner, store, type Taken } from "./store.ts";
import { ask, listen } from "./talk.ts";
import { size, type Tell } from "./words.ts";

type Progress = Extract<Tell, { kind: "progress" }>;

/** Fills the places for taking a day along, on the curriculum and the home page. */
export function showTakeAlong(): void {
  const slots = [...document.querySelectorAll<HTMLElement>('[data-device="take"]')];
  if (slots.length === 0) return;
  const draw = async (): Promise<void> => {
    const personId = await owner();
    for (const slot of slots) {
      const taken = personId
        ? await (await store()).get("taken", [personId, slot.dataset.day as string])
        : undefined;
      slot.replaceChildren(taken ? onDevice(slot, taken) : offer(slot));
    }
  };
  void draw();
  listen((told) => {
    if (told.kind === "state") return;
    const slot = slots.find(({ dataset }) => dataset.day === told.day);
    if (!slot) return;
    if (told.kind === "progress" && !told.finished) slot.replaceChildren(underWay(slot, told));
    else void draw().then(() => slot.querySelector<HTMLElement>("[tabindex], button")?.focus());
  });
}

function offer(slot: HTMLElement): HTMLElement {
  const { title = "" } = slot.dataset;
  return element(
    "div",
    { class: "take-along" },
    button(`Take ${title} along`, "outline", () => void take(slot)),
    element(
      "p",
      { class: "quiet small" },
      "Texts, handouts and quizzes, to use without a connection. About a megabyte.",
    ),
  );
}

function onDevice(slot: HTMLElement, { at, bytes }: Taken): HTMLElement {
  const { day = "", title = "" } = slot.dataset;
  return element(
    "div",
    { class: "take-along" },
    element("p", { class: "good tag", tabindex: "-1" }, `${title} is on this device`),
    element("p", { class: "quiet small" }, `${size(bytes)}, taken along ${when(at)}. `),
    button("Remove from this device", "unstyled", () => ask({ kind: "drop", day })),
  );
}

function underWay(slot: HTMLElement, { done, total, bytes, problem }: Progress): HTMLElement {
  if (problem)
    return element(
      "div",
      { class: "take-along", role: "alert" },
      element("p", {}, problem),
      button(`Take ${slot.dataset.title} along`, "outline", () => void take(slot)),
    );
  const words = `${done} of ${total} pages, ${size(bytes)}`;
  const bar = element("progress", {
    value: String(done),
    max: String(total),
    "aria-label": `Taking ${slot.dataset.title} along`,
  });
  return element("div", { class: "take-along" }, bar, element("p", { class: "small" }, words));
}

async function take(slot: HTMLElement): Promise<void> {
  const { day = "", title = "" } = slot.dataset;
  const progress = { kind: "progress", day, done: 0, total: 1, bytes: 0, finished: false } as const;
  slot.replaceChildren(underWay(slot, { ...progress, problem: null }));
  try {
    const answer = await fetch("/offline/take-along", { method: "POST", body: new URLSearchParams({ day }) });
    if (!answer.ok) {
      const body = await answer.text();
      const problem = body.startsWith("{") ? (JSON.parse(body) as { sentence: string }).sentence : body;
      slot.replaceChildren(underWay(slot, { ...progress, problem }));
      return;
    }
    const { addresses } = (await answer.json()) as { addresses: string[] };
    ask({ kind: "take", day, title, addresses });
  } catch {
    slot.replaceChildren(
      underWay(slot, {
        ...progress,
        problem: "There is no connection right now. Try again when you have one.",
      }),
    );
  }
}
