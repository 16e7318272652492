import type { Root, RootContent } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import type { EditionLog } from "./edition-file.ts";
import type {
  ChapterFrontMatter,
  ChecklistFile,
  CourseFile,
  DayFile,
  FrontFrontMatter,
  GlossaryEntry,
  GuideFile,
  HandoutFrontMatter,
  Language,
  Misconceptions,
  ModuleFrontMatter,
  Quiz,
  Reference,
  SiteFile,
  Slide,
  SlotFile,
  SlotName,
  Support,
  VariantsFile,
  Worksheet,
} from "./schema.ts";
import type { AttitudesFile, BoostersFile, ConfidenceFile, FormFile } from "./schema-assessments.ts";
import type { FollowUpFile } from "./schema-follow-up.ts";
import type {
  CalibrationFile,
  CertificateFile,
  CompetenciesFile,
  CreditRulesFile,
  FidelityFile,
  MeasuresFile,
  RubricFile,
  SatisfactionFile,
} from "./schema-instruments.ts";
import type {
  CardFrontMatter,
  CaseFrontMatter,
  LibraryFile,
  LibraryPageFrontMatter,
} from "./schema-library.ts";
import type { AdvisoryLevel } from "./schema-parts.ts";

/**
 * The shapes that every output (screen, PDF, EPUB, packages) reads.
 *
 * A Markdown tree is mdast with these additions, made by markdown.ts:
 * - `{ type: "citation", keys }` for `[@KEY; @KEY2]`
 * - `{ type: "lenses", children }` around the three `discipline` containers; `disciplineOf(child)` says which
 * - `heading.data.id` for `{#id}`
 * - container, leaf and text directives as remark-directive gives them, with known names and attributes
 */
export type Section = {
  id: string;
  title: string;
  /** What stands under the heading, notice and alternative included. */
  nodes: RootContent[];
  /** Words of participant text: activities and the alternative are not counted. */
  words: number;
  /** Minutes to read it at 200 words a minute, at least 1. */
  minutes: number;
  /** Level of the section's notice; null where there is none. */
  advisory: AdvisoryLevel | null;
  notice: ContainerDirective | null;
  alternative: ContainerDirective | null;
};

export type Activity = {
  id: string;
  title: string;
  minutes: number;
  grouping: string;
  section: string;
  node: ContainerDirective;
  materials: RootContent[];
  steps: RootContent[];
  debrief: RootContent[];
  alone: RootContent[];
};

export type Step = {
  id: string;
  title: string;
  minutes: number;
  mark: "core" | "adaptable";
  activity: string | null;
  nodes: RootContent[];
};

export type PlanPart = {
  id: string;
  title: string;
  /** Everything under the heading; `facilitator` containers are the steps. */
  nodes: RootContent[];
};

export type Plan = {
  root: Root;
  parts: PlanPart[];
  steps: Step[];
  mustSay: RootContent[];
  mustNotSay: RootContent[];
};

export type Handout = HandoutFrontMatter & { file: string; root: Root };

export type Module = ModuleFrontMatter & {
  /** Path inside curricula/, for example ccip/day-1/1.1-program-and-principles */
  folder: string;
  /** Id of its day. */
  day: string;
  root: Root;
  sections: Section[];
  activities: Activity[];
  /** In the order in which the text points to them. */
  handouts: Handout[];
  /** Null only in a tree that does not pass check:curricula, and for frames without a quiz. */
  plan: Plan | null;
  quiz: Quiz | null;
  /** In the order of the plan; each one's speaker note is the step it names. */
  slides: Slide[];
  /** Cited keys in order: module, handouts, quiz, and then what only the plan and the slides cite. */
  sources: string[];
  /** The first part of `sources`: without what only the plan and the slides cite. */
  participantSources: string[];
  /** sha256, hex. `shortHash` gives the 16 characters that are shown. */
  hash: string;
};

export type AgendaItem = DayFile["agenda"][number] & { module: Module | null };

export type Day = Omit<DayFile, "agenda"> & {
  folder: string;
  agenda: AgendaItem[];
  opening: Module | null;
  modules: Module[];
  closing: Module | null;
  /** Opening, modules and closing in the order of the agenda. */
  blocks: Module[];
};

/** One line of a training day. `startsAt` counts minutes after midnight where the training is. */
export type TimetableItem = {
  kind: "opening" | "module" | "closing" | "break" | "lunch";
  module: Module | null;
  title: string;
  startsAt: number;
  minutes: number;
};

export type VariantDay = {
  order: number;
  title: string;
  items: TimetableItem[];
  /** Contact minutes: opening, modules and closing, without breaks and lunch. */
  minutes: number;
  /** Minutes after midnight. */
  startsAt: number;
  endsAt: number;
};

/** A way to divide the course into days. */
export type Variant = Omit<VariantsFile["variants"][number], "days"> & {
  days: VariantDay[];
  /** Contact minutes of all days. */
  minutes: number;
};

export type FrontPage = FrontFrontMatter & {
  file: string;
  root: Root;
  sections: Section[];
  sources: string[];
};

/** A file of data with the keys it cites, in order, and the hash of its text. */
export type Sheet<File> = File & { sources: string[]; hash: string };

/** Null only in a tree that does not pass check:curricula. */
export type Assessments = {
  formA: Sheet<FormFile> | null;
  formB: Sheet<FormFile> | null;
  formC: Sheet<FormFile> | null;
  boosters: Sheet<BoostersFile> | null;
  confidence: Sheet<ConfidenceFile> | null;
  attitudes: Sheet<AttitudesFile> | null;
};

/** Null only in a tree that does not pass check:curricula. */
export type Instruments = {
  rubric: Sheet<RubricFile> | null;
  competencies: Sheet<CompetenciesFile> | null;
  fidelity: Sheet<FidelityFile> | null;
  satisfaction: Sheet<SatisfactionFile> | null;
  certificate: Sheet<CertificateFile> | null;
  measures: Sheet<MeasuresFile> | null;
};

export type Course = Omit<CourseFile, "days"> & {
  days: Day[];
  /** The whole course first. */
  variants: Variant[];
  /** Null only in a tree that does not pass check:curricula. */
  checklist: ChecklistFile | null;
  front: FrontPage[];
  assessments: Assessments;
  instruments: Instruments;
  /** For assessors, before they score. It is not part of the printed instruments, whose readers shall not see the key. */
  calibration: Sheet<CalibrationFile> | null;
  followUp: Sheet<FollowUpFile> | null;
  creditRules: Sheet<CreditRulesFile> | null;
};

export type Chapter = ChapterFrontMatter & {
  folder: string;
  root: Root;
  sections: Section[];
  worksheets: Worksheet[];
  sources: string[];
  hash: string;
};

export type Guide = Omit<GuideFile, "chapters"> & {
  introRoot: Root;
  chapters: Chapter[];
  /** Keys cited by the introduction. */
  sources: string[];
};

/** What a page of the library has beside its front matter. `sources` are the keys that all of it cites, in order. */
type LibraryText = { file: string; root: Root; sections: Section[]; sources: string[]; hash: string };

export type Card = CardFrontMatter & LibraryText;
export type CaseStudy = CaseFrontMatter & LibraryText;
export type LibraryPage = LibraryPageFrontMatter & LibraryText;

export type Library = Omit<LibraryFile, "cards" | "cases" | "pages"> & {
  introRoot: Root;
  cards: Card[];
  cases: CaseStudy[];
  pages: LibraryPage[];
  /** Keys cited by the introduction. */
  sources: string[];
};

/** How far a local entry can be used today; `waiting` is law that no counsel has signed. */
export type EntryState = "missing" | "waiting" | "expired" | "unconfirmed" | "untested" | "current";

export type Slot = SlotFile & {
  root: Root;
  /** Only on a site as its pages show it (`siteOf`), never on the pack that ships with the curriculum. */
  local?: {
    state: EntryState;
    stamp: { name: string; barState: string; signedOn: string } | null;
    reviewBy: string | null;
    source: string | null;
  };
};

export type Site = Omit<SiteFile, "slots"> & {
  slots: Partial<Record<SlotName, Slot>>;
  hash: string;
  /** Required entries that nobody can go by today; only on a site as its pages show it. */
  gaps?: SlotName[];
};

export type Term = GlossaryEntry & { root: Root };

export type Catalogue = {
  course: Course;
  guide: Guide;
  /** Empty in a tree that has no library.yaml, which does not pass check:curricula. */
  library: Library;
  /** Every block (opening, modules, closing) of every day by id, in order, and after them the frames of shorter forms. */
  modules: ReadonlyMap<string, Module>;
  sites: ReadonlyMap<string, Site>;
  glossary: ReadonlyMap<string, Term>;
  references: ReadonlyMap<string, Reference>;
  support: Support;
  language: Language;
  misconceptions: Misconceptions;
  /** What changed since the edition before; null unless this is a frozen edition, about to be printed, that followed one. */
  log: EditionLog | null;
  /** Of the whole tree. */
  hash: string;
};
