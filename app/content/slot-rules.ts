import type { SlotGroup } from "./local-words.ts";
import { type SlotName, slotNames } from "./schema.ts";

export type SlotRule = {
  title: string;
  group: SlotGroup;
  /** While one of these cannot be used, every page of the site says so. */
  required: boolean;
  /** What has to be found out. */
  asks: string;
  /** Short facts beside the text, in the order in which they are shown. */
  fields: { id: string; label: string }[];
};

const field = (id: string, label: string) => ({ id, label });

/** The localization pack: every entry that a site fills, and which of them it cannot do without. */
export const slotRules: Record<SlotName, SlotRule> = {
  child_abuse_hotline: {
    title: "Child abuse hotline",
    group: "routes",
    required: true,
    asks: "The number that takes a mandated report, by day and by night.",
    fields: [
      field("number", "Number"),
      field("tty", "TTY or relay"),
      field("online", "Online report"),
      field("hours", "Hours"),
    ],
  },
  law_enforcement_route: {
    title: "Law enforcement",
    group: "routes",
    required: true,
    asks: "Which unit takes reports from professionals, by day and by night, besides 911.",
    fields: [field("day", "By day"), field("night", "Nights and weekends")],
  },
  mandated_reporter_statute: {
    title: "Mandated reporting law",
    group: "law",
    required: true,
    asks: "Who must report, on what standard, how fast, and what follows in writing.",
    fields: [
      field("cite", "Citation"),
      field("who", "Who must report"),
      field("standard", "Standard"),
      field("clock", "How fast"),
      field("written", "Written follow-up"),
      field("penalties", "Penalties"),
    ],
  },
  third_party_trafficking_rule: {
    title: "When the offender is not a caregiver",
    group: "law",
    required: true,
    asks: "Whether child welfare acts when the offender is not a caregiver, and where such a report goes.",
    fields: [field("cite", "Citation")],
  },
  safe_harbor: {
    title: "Safe harbor",
    group: "law",
    required: true,
    asks: "Whether a minor can be prosecuted for prostitution, what the law offers in its place, and the exceptions.",
    fields: [field("kind", "Kind"), field("cite", "Citation"), field("exceptions", "Exceptions")],
  },
  protective_custody_rule: {
    title: "Protective custody",
    group: "law",
    required: true,
    asks: "Who may take a child into protective custody, on what ground, for how long, and where the child goes.",
    fields: [field("cite", "Citation")],
  },
  missing_from_care_protocol: {
    title: "Missing from care",
    group: "routes",
    required: true,
    asks: "The local protocol for a child missing from care, its form, and who is on call.",
    fields: [field("link", "Protocol"), field("number", "On call")],
  },
  screening_tool_required: {
    title: "Screening",
    group: "services",
    required: true,
    asks: "Whether a screening tool is required, which one, and who is trained in it.",
    fields: [field("tool", "Tool")],
  },
  cac: {
    title: "Children’s advocacy center",
    group: "contacts",
    required: true,
    asks: "The center’s name, address, intake number and hours.",
    fields: [
      field("name", "Name"),
      field("address", "Address"),
      field("intake", "Intake"),
      field("hours", "Hours"),
    ],
  },
  mdt_coordinator: {
    title: "Multidisciplinary team coordinator",
    group: "contacts",
    required: true,
    asks: "The role, a number for working hours, and one for nights and weekends.",
    fields: [field("role", "Role"), field("day", "By day"), field("night", "Nights and weekends")],
  },
  human_trafficking_task_force: {
    title: "Human trafficking task force",
    group: "contacts",
    required: false,
    asks: "The task force that covers the site, and how it is reached.",
    fields: [field("name", "Name"), field("contact", "Contact")],
  },
  victim_compensation: {
    title: "Victim compensation",
    group: "services",
    required: true,
    asks: "Which office pays, who may apply, by when, and whether a police report is needed.",
    fields: [field("office", "Office"), field("contact", "Contact"), field("deadline", "Apply by")],
  },
  minor_consent: {
    title: "What a minor may consent to",
    group: "law",
    required: true,
    asks: "Which services a minor may receive without a parent, and from what age.",
    fields: [field("cite", "Citation")],
  },
  advocate_privilege: {
    title: "Advocate confidentiality and privilege",
    group: "law",
    required: true,
    asks: "Which advocates’ conversations are privileged, and how that fits with the duty to report.",
    fields: [field("cite", "Citation")],
  },
  interpreter_access: {
    title: "Interpreters and language access",
    group: "services",
    required: true,
    asks: "The interpreting service, its languages and hours, who pays, and a route for sign language.",
    fields: [field("contact", "Contact"), field("languages", "Languages"), field("hours", "Hours")],
  },
  tribal_contacts_icwa: {
    title: "Tribal contacts and the Indian Child Welfare Act",
    group: "contacts",
    required: false,
    asks: "Who is told when the Indian Child Welfare Act may apply, and which Native organizations advise a team.",
    fields: [field("contact", "Contact")],
  },
  foreign_minor_route: {
    title: "When the child is not a citizen",
    group: "routes",
    required: true,
    asks: "Who sends the federal referral within 24 hours, also on a holiday, and who represents the child.",
    fields: [field("contact", "Contact")],
  },
  record_relief: {
    title: "Clearing a record",
    group: "law",
    required: false,
    asks: "Which court, which form, and who helps without charge.",
    fields: [field("cite", "Citation")],
  },
  training_mandates: {
    title: "Training required by law",
    group: "law",
    required: false,
    asks: "Who must be trained, for how long, on which topics, and whether this course counts.",
    fields: [field("cite", "Citation")],
  },
  survivor_leadership_contacts: {
    title: "Survivor leadership",
    group: "contacts",
    required: false,
    asks: "Paid lived experience experts who have agreed to be contacted, and how.",
    fields: [field("contact", "Contact")],
  },
};

/**
 * Entries that were renamed, old name to new: what a site wrote under the old name goes on under the new one. An entry
 * that a later edition drops is not listed here; what was written is kept and shown as no longer used.
 */
export const slotAliases: Readonly<Record<string, SlotName>> = {
  minor_consent_summary: "minor_consent",
  missing_from_care_protocol_link: "missing_from_care_protocol",
  local_survivor_leadership_contacts: "survivor_leadership_contacts",
  training_mandates_crosswalk: "training_mandates",
};

/** The entry that a stored name stands for today; null where this edition has none. */
export const slotNamed = (name: string): SlotName | null =>
  slotNames.find((slot) => slot === name) ?? slotAliases[name] ?? null;

export const isLaw = (slot: SlotName): boolean => slotRules[slot].group === "law";
