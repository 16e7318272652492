export const kinds = [
  "read",
  "set-aside",
  "place",
  "bookmark",
  "write-note",
  "edit-note",
  "delete-note",
  "answer",
  "submit",
] as const;
export type Kind = (typeof kinds)[number];

/** One thing that a person did, as their device writes it down before and until the server has it. */
export type Entry = {
  /** Made on the device; the server keeps an id once. */
  id: string;
  personId: string;
  kind: Kind;
  moduleId: string;
  fields: Record<string, string>;
  /** When it was done, by the clock of the device, in milliseconds. */
  at: number;
};

/** What the server says about one entry. */
export type Outcome =
  | { id: string; outcome: "kept" | "known" }
  | { id: string; outcome: "refused"; sentence: string };

/** What an entry is called in a list of things that wait. */
export const kindNames: Record<Kind, string> = {
  read: "A section that you read",
  "set-aside": "A section that you set aside",
  place: "Where you stopped reading",
  bookmark: "A bookmark",
  "write-note": "A private note",
  "edit-note": "A change to a private note",
  "delete-note": "A deleted note",
  answer: "An answer in a quiz",
  submit: "A quiz that you handed in",
};

/**
 * What a form of the reader or a quiz means, so that a device can keep it while there is no connection. Null for forms
 * that need the server: opening a section behind its notice, starting a quiz, everything outside of learning.
 */
export function entryOf(
  pathname: string,
  form: Record<string, string>,
): Pick<Entry, "kind" | "moduleId" | "fields"> | null {
  const [, moduleId, rest] = /^\/curriculum\/([\w.-]+)(\/.*)?$/.exec(pathname) ?? [];
  if (!moduleId) return null;
  const pick = (kind: Kind, ...names: string[]) => ({
    kind,
    moduleId,
    fields: Object.fromEntries(names.map((name) => [name, form[name] ?? ""])),
  });
  if (rest === "/reading")
    return form.intent === "place" ? pick("place", "section") : pick("read", "section", "how");
  if (rest === "/quiz/answer") return pick("answer", "attempt", "item", "place");
  if (rest === "/quiz/sheet") return form.intent === "submit" ? pick("submit", "attempt") : null;
  if (rest) return null;
  switch (form.intent) {
    case "continue":
      return pick("read", "section", "how");
    case "choose":
      return form.choice === "later" ? pick("set-aside", "section") : null;
    case "bookmark":
      return pick("bookmark", "section", "wanted");
    case "write-note":
      return pick("write-note", "section", "body");
    case "edit-note":
      return pick("edit-note", "section", "note", "body");
    case "delete-note":
      return pick("delete-note", "section", "note");
    default:
      return null;
  }
}

/** Whether an address may be kept on a device: texts and one's own learning, never pages about other people. */
export function mayKeep(pathname: string): boolean {
  return (
    pathname === "/" ||
    (/^\/(curriculum|guide|glossary|support|pause|safety|notes|library|front)(\/|$)/.test(pathname) ===
      true &&
      !/^\/curriculum\/[^/]+\/quiz(\/(?!sheet$)|$)/.test(pathname))
  );
}

/** Other addresses whose copy will do when there is none of the one that was asked for. */
export function standIns(pathname: string): string[] {
  const [, moduleId] = /^\/curriculum\/([\w.-]+)\/quiz(\/|$)/.exec(pathname) ?? [];
  return moduleId ? [`/curriculum/${moduleId}/quiz/sheet`] : [];
}

/** The files that a page needs beside its own text: scripts, styles, pictures. */
export function filesIn(html: string): string[] {
  const found = html.matchAll(/["'(](\/(?:assets|content|img)\/[^"')\s?#]+|\/[\w-]+\.(?:js|svg))["')]/g);
  return [...new Set([...found].map(([, path]) => path as string))];
}
