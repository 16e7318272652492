import type { ReasonKind } from "#app/content/edition-file.ts";
import { whereOf } from "#app/features/manual/book-changes.ts";
import { type Change, markedWords, type Side, type Word } from "./compare.ts";
import type { ReasonedChange } from "./compared.ts";

/** A change as a page shows it: both texts as words, those that differ marked. */
export type ShownChange = {
  key: string;
  how: Change["how"];
  where: string;
  from: string | null;
  before: Word[] | null;
  after: Word[] | null;
  sources: string[];
  reason: { kind: ReasonKind; reason: string } | null;
};

export type ChangeGroup = { title: string; count: number; material: number; changes: ShownChange[] };

/** Up to so many changes stand on one page; of more, one module at a time. */
const mostAtOnce = 60;

/** Changes by module or chapter, in the order of the book; the texts of `part`, or of all where they are few. */
export function changeGroups(
  changes: readonly ReasonedChange[],
  part: string,
  sourceTitle: (key: string) => string,
): ChangeGroup[] {
  const groups = new Map<string, ReasonedChange[]>();
  for (const one of changes) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  const all = changes.length <= mostAtOnce;
  return [...groups].map(([title, list]) => ({
    title,
    count: list.length,
    material: list.filter(({ reason }) => reason?.kind === "safety" || reason?.kind === "law").length,
    changes: all || title === part ? list.map((one) => shown(one, sourceTitle)) : [],
  }));
}

function shown({ how, place, old, new: now, reason }: ReasonedChange, sourceTitle: (key: string) => string) {
  const words = how === "reworded" && old && now ? markedWords(old.text, now.text) : null;
  const side = (text: string | undefined, mark: Word["mark"]): Word[] | null =>
    text === undefined ? null : [{ text, mark }];
  const change: ShownChange = {
    key: `${how}-${place}`,
    how,
    where: placeOf(now ?? (old as Side)),
    from: how === "moved" && old ? placeOf(old) : null,
    before: words?.filter(({ mark }) => mark !== "in") ?? side(old?.text, how === "removed" ? "out" : "same"),
    after: words?.filter(({ mark }) => mark !== "out") ?? side(now?.text, how === "added" ? "in" : "same"),
    sources: sourceWords(old, now, sourceTitle),
    reason,
  };
  return change;
}

const placeOf = ({ unitTitle, section }: Side): string => whereOf({ title: unitTitle, section });

function sourceWords(old: Side | null, now: Side | null, title: (key: string) => string): string[] {
  if (!old || !now) return [];
  const gone = old.sources.filter((key) => !now.sources.includes(key));
  const come = now.sources.filter((key) => !old.sources.includes(key));
  return [
    ...come.map((key) => `Now it cites: ${title(key)}`),
    ...gone.map((key) => `It no longer cites: ${title(key)}`),
  ];
}
