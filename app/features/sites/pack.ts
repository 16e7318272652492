import type { SlotName } from "#app/content/schema.ts";

export const packStatuses = ["seen", "unverified", "missing"] as const;
export type PackStatus = (typeof packStatuses)[number];

export const packStatusNames: Record<PackStatus, string> = {
  seen: "Seen on a public source",
  unverified: "To be confirmed before use",
  missing: "Still to find out",
};

/** "child_abuse_hotline" as a title, for slots that a pack does not have yet. */
export const slotTitle = (name: SlotName): string => {
  const words = name
    .replaceAll("_", " ")
    .replace(/\bcac\b/, "children’s advocacy center")
    .replace(/\bmdt\b/, "multidisciplinary team")
    .replace(/\bicwa\b/, "and ICWA");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
