export type How = "read" | "alternative" | "set-aside";

/** What the page shows of a section that has a notice: the choice itself, or the text that was chosen. */
export type Shown = "choice" | "read" | "alternative";

/** The wishes in the address: `?show=stories:read&show=other:choice`. */
export function wishes(params: URLSearchParams): Map<string, Shown> {
  const found = new Map<string, Shown>();
  for (const wish of params.getAll("show")) {
    const [section = "", shown] = wish.split(":");
    if (shown === "read" || shown === "alternative" || shown === "choice") found.set(section, shown);
  }
  return found;
}

/**
 * What to show of one section. A section without a notice is always open. With a notice it opens by a choice in
 * the address, or by what was read before; what was only set aside stays closed.
 */
export function shownOf(
  section: { id: string; notice: boolean; alternative: boolean },
  log: { how: How; at: Date }[],
  wish: Shown | undefined,
): Shown {
  if (!section.notice) return "read";
  const last = log
    .filter(({ how }) => how !== "set-aside")
    .reduce<{ how: How; at: Date } | null>((a, b) => (a && a.at > b.at ? a : b), null);
  const shown = wish ?? (last?.how as "read" | "alternative" | undefined) ?? "choice";
  return shown === "alternative" && !section.alternative ? "choice" : shown;
}

/** The address of a section on the module page; `alone` keeps to one section per page. */
export function sectionAddress(moduleId: string, sectionId: string | null, alone: boolean): string {
  const page = `/curriculum/${moduleId}`;
  if (!sectionId) return `${page}#the-end`;
  return alone ? `${page}?section=${sectionId}` : `${page}#${sectionId}`;
}

/** The neighbors of `id` in a list. */
export function around<T extends { id: string }>(
  list: readonly T[],
  id: string,
): { previous: T | null; next: T | null } {
  const place = list.findIndex((one) => one.id === id);
  return { previous: list[place - 1] ?? null, next: place < 0 ? null : (list[place + 1] ?? null) };
}

/** "Module 1.3", and "Day 1" for its opening and closing, whose titles say the rest; those of a shorter form are of no day. */
export function numberOf({ id, kind }: { id: string; kind: string }): string {
  if (kind === "module") return `Module ${id}`;
  const day = /^d(\d+)-/.exec(id)?.[1];
  return day ? `Day ${day}` : kind === "opening" ? "Opening" : "Closing";
}

/** What the level of a content advisory says, as the head of a sentence. */
export const advisoryNames = {
  A1: "Names the topic, no detailed scenario",
  A2: "Has a fictional young person in distress, behind a choice",
  A3: "Touches on disclosure, court or coercion, behind a choice",
};
