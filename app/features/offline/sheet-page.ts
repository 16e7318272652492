import { element } from "./element.ts";
import { entriesOf, owner } from "./store.ts";
import { listen } from "./talk.ts";

/** The quiz on one sheet: saves each answer as it is chosen, and shows what was chosen on this device. */
export function runSheet(): void {
  const sheet = document.querySelector<HTMLElement>("[data-sheet]");
  const form = sheet?.querySelector<HTMLFormElement>("form.quiz-form");
  if (!sheet || !form) return;
  const attempt = sheet.dataset.sheet as string;
  const answer = `/curriculum/${sheet.dataset.module}/quiz/answer`;
  const saving = new Set<Promise<void>>();

  form.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const save = send(answer, { attempt, item: target.name.slice(5), place: target.value });
    saving.add(save);
    void save.finally(() => saving.delete(save));
  });
  let checked = false;
  form.addEventListener("submit", async (event) => {
    const submitter = event.submitter as HTMLButtonElement;
    if (checked) return;
    const open =
      submitter.value === "submit" ? [...form.querySelectorAll("fieldset")].find(isOpen) : undefined;
    if (open) {
      event.preventDefault();
      say(
        `${open.querySelector(".over")?.textContent ?? "One question"} has no answer yet. Your other answers are kept.`,
      );
      open.focus();
      return;
    }
    if (saving.size === 0) return;
    event.preventDefault();
    await Promise.all(saving);
    checked = true;
    form.requestSubmit(submitter);
    checked = false;
  });
  void showAnswers(form, attempt);
  listen(({ kind }) => kind === "state" && void showAnswers(form, attempt));
}

const isOpen = (question: Element): boolean => !question.querySelector("input:checked");

function say(text: string, kind: "quiet" | "saved" | "waiting" = "quiet"): void {
  const status = document.getElementById("sheet-status");
  if (!status) return;
  status.textContent = text;
  status.className = `saving ${kind}`;
}

async function send(address: string, fields: Record<string, string>): Promise<void> {
  say("Saving…");
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
    if (answer.status === 204) say("Saved", "saved");
    else if (answer.status === 202)
      say(
        answer.headers.get("Cairn-Kept") === "sign-in"
          ? "Saved on this device. You have been signed out; sign in again to send it."
          : "Saved on this device, not yet sent",
      );
    else say(await answer.text(), "waiting");
  } catch {
    say(
      "Not saved: there is no connection, and this browser keeps nothing. Leave the page open and choose again later.",
      "waiting",
    );
  }
}

/** Puts the answers that this device keeps into the form, and says whether the sheet is handed in. */
async function showAnswers(form: HTMLFormElement, attempt: string): Promise<void> {
  const personId = await owner();
  const copy = Number(document.documentElement.dataset.copy ?? 0);
  const mine = (personId ? await entriesOf(personId) : []).filter(
    ({ fields, state, sentAt }) =>
      fields.attempt === attempt && (state !== "sent" || (copy > 0 && (sentAt ?? 0) >= copy)),
  );
  for (const { kind, fields } of mine) {
    if (kind !== "answer") continue;
    const box = form.querySelector<HTMLInputElement>(
      `[name="item:${CSS.escape(fields.item ?? "")}"][value="${CSS.escape(fields.place ?? "")}"]`,
    );
    if (box) box.checked = true;
  }
  const waiting = mine.some(({ kind, state }) => kind === "answer" && state === "waiting");
  if (waiting) say("Saved on this device, not yet sent");
  const handed = mine.findLast(({ kind }) => kind === "submit");
  if (handed) showHandedIn(form, handed.state, attempt, handed.sentence);
}

function showHandedIn(
  form: HTMLFormElement,
  state: "waiting" | "sent" | "refused",
  attempt: string,
  sentence: string | undefined,
): void {
  const place = document.getElementById("handed-in");
  if (!place) return;
  if (state !== "refused")
    for (const part of form.querySelectorAll("fieldset, button")) part.setAttribute("disabled", "");
  const result = `${location.pathname.replace(/\/sheet$/, "")}/${attempt}`;
  const text =
    state === "waiting"
      ? "You have handed in this sheet. It is saved on this device and is sent when you have a connection; your result comes then."
      : state === "sent"
        ? "This sheet has been sent. "
        : `${sentence ?? "The server did not take this sheet."} `;
  place.replaceChildren(
    element(
      "div",
      { class: state === "sent" ? "usa-alert usa-alert--success" : "usa-alert usa-alert--info" },
      element(
        "div",
        { class: "usa-alert__body" },
        element(
          "p",
          { class: "usa-alert__text" },
          text,
          state === "sent" ? element("a", { href: result }, "See your result") : null,
        ),
      ),
    ),
  );
}
