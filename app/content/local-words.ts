export const waitsForCounsel =
  "Your site’s law page waits for counsel. Until it is signed, use the national text and ask your site coordinator.";
export const notLocalized = "Not localized: use the national numbers";

export const slotGroups = ["routes", "law", "contacts", "services"] as const;
export type SlotGroup = (typeof slotGroups)[number];

export const slotGroupNames: Record<SlotGroup, string> = {
  routes: "Routes",
  law: "Law",
  contacts: "Contacts",
  services: "Services",
};
