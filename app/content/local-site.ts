import type { Paragraph, PhrasingContent, Root } from "mdast";
import { waitsForCounsel } from "./local-words.ts";
import { type SlotName, slotNames } from "./schema.ts";
import { isLaw, slotRules } from "./slot-rules.ts";
import type { EntryState, Site, Slot } from "./tree.ts";

/** What a coordinator wrote for one entry, as it stands now. */
export type LocalValue = {
  text: string;
  fields: Record<string, string>;
  source: string;
  /** Calendar days `YYYY-MM-DD`. */
  verifiedOn: string;
  reviewBy: string;
};

export type Stamp = { name: string; barState: string; signedOn: string };

export type Written = {
  values: ReadonlyMap<SlotName, LocalValue>;
  /** Counsel's stamp on what an entry says, by `lawText`; a changed entry has none. */
  stampOn: (slot: SlotName, lawText: string) => Stamp | null;
};

/**
 * A site as its pages show it: what was written in the app over the pack that ships with the curriculum. Pure.
 * Law that no counsel has signed is not in it at all, and for print neither is what is past its review-by date:
 * whatever is made from the result cannot leak them. `today` is a calendar day at the site.
 */
export function localSite(pack: Site, written: Written, today: string, where: "screen" | "print"): Site {
  const slots: Partial<Record<SlotName, Slot>> = {};
  for (const name of slotNames) slots[name] = shownSlot(pack, name, written, today, where);
  const usable = (name: SlotName) => isUsable(slots[name]?.local?.state ?? "missing");
  const stamps = slotNames.filter(isLaw).map((name) => slots[name]?.local?.stamp ?? null);
  const signed = stamps.filter((one) => one !== null).sort((a, b) => a.signedOn.localeCompare(b.signedOn));
  const last = signed.at(-1);
  const all = stamps.every((stamp, at) => stamp || slots[lawNames[at] as SlotName]?.status === "missing");
  return {
    ...pack,
    counsel:
      all && last ? { name: last.name, reviewed_on: last.signedOn } : { name: null, reviewed_on: null },
    slots,
    gaps: slotNames.filter((name) => slotRules[name].required && !usable(name)),
  };
}

const lawNames = slotNames.filter(isLaw);

/** Whether people may go by an entry in this state. What was only seen on a source counts, and says so itself. */
export const isUsable = (state: EntryState): boolean => state === "current" || state === "untested";

export function entryState(
  name: SlotName,
  value: LocalValue | null,
  shipped: Slot | null,
  stamp: Stamp | null,
  today: string,
): EntryState {
  if (!value && (!shipped || shipped.status === "missing")) return "missing";
  if (isLaw(name) && !stamp) return "waiting";
  if (value) return value.reviewBy < today ? "expired" : "current";
  if (shipped?.status === "unverified") return "unconfirmed";
  return shipped?.verified_on ? "current" : "untested";
}

/** What counsel signs: every word of an entry, in one text that changes when one of them does. */
export function lawText(name: SlotName, value: LocalValue | null, shipped: Slot | null): string {
  return value
    ? JSON.stringify([name, value.text, sortedFields(value.fields), value.source])
    : JSON.stringify([name, shipped?.text ?? ""]);
}

const sortedFields = (fields: Record<string, string>) =>
  Object.entries(fields).sort(([a], [b]) => a.localeCompare(b));

function shownSlot(
  pack: Site,
  name: SlotName,
  { values, stampOn }: Written,
  today: string,
  where: "screen" | "print",
): Slot {
  const rule = slotRules[name];
  const shipped = pack.slots[name] ?? null;
  const value = values.get(name) ?? null;
  const byPack = value === null && pack.counsel.name !== null && pack.counsel.reviewed_on !== null;
  const stamp = !isLaw(name)
    ? null
    : byPack
      ? { name: pack.counsel.name ?? "", barState: pack.state, signedOn: pack.counsel.reviewed_on ?? "" }
      : stampOn(name, lawText(name, value, shipped));
  const state = entryState(name, value, shipped, stamp, today);
  const local = { state, stamp, reviewBy: value?.reviewBy ?? null, source: value?.source ?? null };
  const title = shipped?.title ?? rule.title;
  const hidden =
    state === "waiting"
      ? waitsForCounsel
      : state === "expired" && where === "print"
        ? `This entry was to be checked again by ${value?.reviewBy} and is left out. Use the national numbers, and ask your site coordinator for the entry of today.`
        : null;
  if (hidden) {
    return { title, text: hidden, root: plainRoot(hidden), status: "unverified", verified_on: null, local };
  }
  if (value) {
    return {
      title,
      text: plainText(name, value),
      root: valueRoot(name, value),
      status: "seen",
      verified_on: value.verifiedOn,
      local,
    };
  }
  if (shipped) return { ...shipped, local };
  const text = `Not yet known. To be found out: ${rule.asks}`;
  return { title, text, root: plainRoot(text), status: "missing", verified_on: null, local };
}

/** One line, for the foot of a page. */
function plainText(name: SlotName, value: LocalValue): string {
  const facts = factsOf(name, value).map(({ label, value }) => `${label}: ${value}`);
  return [value.text.replaceAll(/\s+/g, " ").trim(), ...facts].filter(Boolean).join(" · ");
}

const factsOf = (name: SlotName, { fields }: LocalValue) =>
  slotRules[name].fields.flatMap(({ id, label }) => (fields[id] ? [{ label, value: fields[id] }] : []));

/** What people type is words and addresses, never marks: nothing of it can become a directive or a citation. */
export function valueRoot(name: SlotName, value: LocalValue): Root {
  const facts = factsOf(name, value);
  const root = plainRoot(value.text);
  if (facts.length > 0) {
    root.children.push({
      type: "list",
      ordered: false,
      spread: false,
      children: facts.map(({ label, value: fact }) => ({
        type: "listItem",
        spread: false,
        children: [
          {
            type: "paragraph",
            children: [
              { type: "strong", children: [{ type: "text", value: `${label}:` }] },
              { type: "text", value: " " },
              ...withLinks(fact),
            ],
          },
        ],
      })),
    });
  }
  root.children.push({
    type: "paragraph",
    children: [
      { type: "emphasis", children: [{ type: "text", value: "Source: " }, ...withLinks(value.source)] },
    ],
  });
  return root;
}

function plainRoot(text: string): Root {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((one) => one.replaceAll(/\s+/g, " ").trim())
    .filter(Boolean);
  return {
    type: "root",
    children: paragraphs.map((one): Paragraph => ({ type: "paragraph", children: withLinks(one) })),
  };
}

function withLinks(text: string): PhrasingContent[] {
  return text.split(/(https:\/\/[^\s<>"]*[\w/])/).flatMap((part, at): PhrasingContent[] => {
    if (part === "") return [];
    return at % 2 === 1
      ? [{ type: "link", url: part, children: [{ type: "text", value: part }] }]
      : [{ type: "text", value: part }];
  });
}
