import type {
  Assessments,
  Card,
  CaseStudy,
  Catalogue,
  Chapter,
  Course,
  Day,
  FrontPage,
  Guide,
  Handout,
  Instruments,
  Library,
  LibraryPage,
  Module,
  Site,
  Variant,
} from "#app/content/tree.ts";
import { type PackageKind, packageKinds } from "#app/features/packages/systems.ts";
import { type BookChanges, changesInBook } from "./book-changes.ts";
import { boosterSheets, type PaperForm, type PaperStatements, paperForms, statementForms } from "./forms.ts";

/** Which manual, for whom, on what paper. `site: null` is the national edition, without local pages. */
export type ManualSpec = { book: BookName; site: string | null; paper: Paper };

export const bookNames = ["training", "participant", "guide"] as const;
export type BookName = (typeof bookNames)[number];

/** The large ones are set anew in 18 points: large print is no enlarged page. */
export const papers = ["letter", "a4", "letter-large", "a4-large"] as const;
export type Paper = (typeof papers)[number];

/** What a book can be taken away as: printed pages, or a file of another kind. */
export const forms = [...papers, "html", "epub", "docx", "pack"] as const;
export type Form = (typeof forms)[number];
/** Packages for other learning systems: the training course, or one of its modules. They hold the keys of the quizzes. */
export const packageForms = packageKinds;
export type PackageForm = PackageKind;
export type FileForm = Form | PackageForm;
export type FormSpec = {
  book: BookName;
  site: string | null;
  form: FileForm;
  /** A frozen edition; without it the texts as they are. */
  edition?: string | null;
  /** Only the pages that changed since this frozen edition, on paper, with a sheet that says which to take out. */
  since?: string | null;
  /** The module that a package holds; without one it holds the course. */
  module?: string | null;
};

export type Part =
  | { kind: "front"; pages: FrontPage[] }
  | { kind: "day"; day: Day; modules: BookModule[] }
  | { kind: "shorter-forms"; variants: Variant[]; modules: BookModule[] }
  | { kind: "introduction"; guide: Guide }
  | { kind: "chapter"; chapter: Chapter }
  | { kind: "library"; library: BookLibrary }
  | { kind: "cards"; cards: Card[] }
  | { kind: "instruments"; instruments: Instruments }
  | { kind: "satisfaction"; form: Filled<Instruments["satisfaction"]> }
  | { kind: "measures"; measures: Filled<Instruments["measures"]> }
  | { kind: "assessments"; forms: PaperForm[]; statements: PaperStatements[]; boosters: PaperForm[] }
  | { kind: "keys"; assessments: Assessments }
  | { kind: "planned-days"; planned: Course["planned"] }
  | { kind: "planned-chapters"; planned: Guide["planned"] }
  | { kind: "site"; site: Site }
  | { kind: "support" }
  | { kind: "glossary" }
  | { kind: "sources" }
  | { kind: "sheets" };

type Filled<Sheet> = Exclude<Sheet, null>;

/** A module as one edition prints it: what the edition may not show is not in it. */
export type BookModule = Omit<Module, "plan" | "quiz" | "slides"> & {
  plan: Module["plan"];
  quiz: BookQuiz | null;
  slides: Module["slides"];
};

export type BookQuiz = { pass: number; items: BookQuestion[] };
export type BookQuestion = { id: string; stem: string; options: BookOption[] };
/** `key` is null in the participant edition: neither the right answer nor the feedback is there to leak. */
export type BookOption = { text: string; key: { correct: boolean; feedback: string } | null };

export type BookLibrary = Pick<Library, "title" | "introRoot" | "cards"> & {
  pages: LibraryPage[];
  cases: BookCase[];
};
/** `facilitator_note` is null in the participant edition. */
export type BookCase = Omit<CaseStudy, "facilitator_note"> & { facilitator_note: string | null };

export type Book = {
  spec: ManualSpec;
  programme: string;
  title: string;
  subtitle: string;
  edition: string;
  status: string;
  site: Site | null;
  parts: Part[];
  /** What is said about the edition, in front of the parts and no part itself: they are numbered, and notes hang on that. */
  changes: BookChanges;
  /** Handouts, worksheets and forms in the order of their pages. */
  sheets: { id: string; title: string; group: string }[];
};

const subtitles: Record<BookName, string> = {
  training: "Facilitator edition",
  participant: "Participant edition",
  guide: "For coalitions, coordinators and agency leaders",
};

/** Everything a manual prints, in order. Pure: the same catalogue and spec always give the same book. */
export function collectBook(catalogue: Catalogue, spec: ManualSpec): Book {
  const site = spec.site === null ? null : (catalogue.sites.get(spec.site) ?? null);
  if (spec.site !== null && !site) throw new Error(`There is no site called "${spec.site}".`);
  const { main, sheets } =
    spec.book === "guide" ? guideParts(catalogue) : courseParts(catalogue, spec.book === "training");
  const { title, edition, status } =
    spec.book === "guide" ? catalogue.guide : { ...catalogue.course, title: "Training Manual" };
  return {
    spec,
    programme: catalogue.course.title,
    subtitle: subtitles[spec.book],
    site,
    title,
    edition,
    status,
    sheets,
    changes: changesInBook(catalogue, spec.book),
    parts: [
      ...main,
      ...when(site, (site) => ({ kind: "site", site })),
      { kind: "support" },
      { kind: "glossary" },
      { kind: "sources" },
      ...when(sheets.length > 0, () => ({ kind: "sheets" })),
    ],
  };
}

type Main = { main: Part[]; sheets: Book["sheets"] };

function courseParts({ course, library }: Catalogue, facilitator: boolean): Main {
  const front = forReader(course.front, facilitator);
  const days = course.days.map(
    (day): Extract<Part, { kind: "day" }> => ({
      kind: "day",
      day,
      modules: day.blocks.map((module) => moduleFor(module, facilitator)),
    }),
  );
  const inDays = new Set(course.days.flatMap(({ blocks }) => blocks.map(({ id }) => id)));
  const taught = course.variants.flatMap(({ days }) => days.flatMap(({ items }) => items));
  const frames = new Set(taught.flatMap(({ module }) => (module && !inDays.has(module.id) ? [module] : [])));
  const forms = paperForms(course.assessments);
  const boosters = boosterSheets(course.assessments);
  const statements = statementForms(course.assessments);
  const { satisfaction } = course.instruments;
  const main: Part[] = [
    ...when(front.length > 0, () => ({ kind: "front", pages: front })),
    ...days,
    ...when(frames.size > 0, () => ({
      kind: "shorter-forms",
      variants: course.variants.slice(1),
      modules: [...frames].map((module) => moduleFor(module, facilitator)),
    })),
    ...when(course.planned.length > 0, () => ({ kind: "planned-days", planned: course.planned })),
    ...when(library.cards.length > 0, () => ({
      kind: "library",
      library: libraryFor(library, facilitator),
    })),
  ];
  if (facilitator) {
    main.push(
      { kind: "instruments", instruments: course.instruments },
      { kind: "assessments", forms, statements, boosters },
      { kind: "keys", assessments: course.assessments },
    );
  } else if (satisfaction) main.push({ kind: "satisfaction", form: satisfaction });

  const handouts = days.flatMap(({ modules }) =>
    modules.flatMap((module) =>
      module.handouts.map(({ id, title }: Handout) => ({ id, title, group: moduleName(module) })),
    ),
  );
  const { rubric, fidelity } = course.instruments;
  const instruments = [...(facilitator ? [rubric, fidelity] : []), satisfaction].flatMap((one) =>
    one ? [{ id: one.id, title: one.title, group: "Instruments" }] : [],
  );
  const papers = [...forms, ...statements, ...boosters].map(({ id, title }) => ({
    id,
    title,
    group: "Assessments",
  }));
  return { main, sheets: [...handouts, ...instruments, ...(facilitator ? papers : [])] };
}

function guideParts({ course, guide, library }: Catalogue): Main {
  const { measures } = course.instruments;
  return {
    main: [
      { kind: "introduction", guide },
      ...guide.chapters.map((chapter): Part => ({ kind: "chapter", chapter })),
      ...when(guide.planned.length > 0, () => ({ kind: "planned-chapters", planned: guide.planned })),
      ...when(library.cards.length > 0, () => ({ kind: "cards", cards: library.cards })),
      ...when(measures, (measures) => ({ kind: "measures", measures })),
    ],
    sheets: guide.chapters.flatMap((chapter) =>
      chapter.worksheets.map(({ id, title }) => ({ id, title, group: `Chapter ${chapter.id}` })),
    ),
  };
}

export const modulesOf = (book: Book): BookModule[] =>
  book.parts.flatMap((part) => (part.kind === "day" || part.kind === "shorter-forms" ? part.modules : []));

/** Where everybody sees whether a copy may still be used: edition and hash stand in its footer. */
export function copyPath(
  { edition, spec: { book, site } }: Pick<Book, "edition" | "spec">,
  hash: string,
): string {
  return `/copy/${edition}/${hash.slice(0, 12)}/${book}/${site ?? "national"}`;
}

/** `ccip-training-manual-facilitator-denver-letter-2026.1-draft.pdf` */
export function manualFileName({ paper, ...spec }: ManualSpec, edition: string): string {
  return formFileName({ ...spec, form: paper }, edition);
}

const endings: Record<Exclude<Form, Paper>, string> = {
  html: ".html",
  epub: ".epub",
  docx: "-word.zip",
  pack: "-pack.zip",
};

export function formFileName({ form, since, ...spec }: FormSpec, edition: string): string {
  const suffix = `-${edition.replace(/[^\w.-]+/gu, "-")}${since ? `-pages-changed-since-${since}` : ""}`;
  if (isPackage(form))
    return `ccip-${spec.module ? `module-${spec.module}` : "course"}-${spec.site ?? "national"}-${form}${suffix}${form.startsWith("common-cartridge") ? ".imscc" : ".zip"}`;
  const book = {
    training: "ccip-training-manual-facilitator",
    participant: "ccip-training-manual-participant",
    guide: "ccip-community-response-guide",
  }[spec.book];
  const name = (format: string) => `${book}-${spec.site ?? "national"}${format}${suffix}`;
  return isPaper(form) ? `${name(`-${form}`)}.pdf` : `${name("")}${endings[form]}`;
}

export const isPackage = (form: FileForm): form is PackageForm => packageForms.some((one) => one === form);

export const isPaper = (form: FileForm): form is Paper => papers.some((paper) => paper === form);

/** "Module 1.3" or "Opening" */
export function moduleName(module: Pick<Module, "kind" | "id">): string {
  return module.kind === "module" ? `Module ${module.id}` : module.kind === "opening" ? "Opening" : "Closing";
}

function moduleFor(module: Module, facilitator: boolean): BookModule {
  const quiz = module.quiz && {
    pass: module.quiz.pass,
    items: module.quiz.items.map(({ id, stem, options }) => ({
      id,
      stem,
      options: options.map(({ text, correct, feedback }) => ({
        text,
        key: facilitator ? { correct: correct === true, feedback } : null,
      })),
    })),
  };
  return {
    ...module,
    plan: facilitator ? module.plan : null,
    slides: facilitator ? module.slides : [],
    quiz,
  };
}

function libraryFor({ title, introRoot, pages, cards, cases }: Library, facilitator: boolean): BookLibrary {
  return {
    title,
    introRoot,
    cards,
    pages: forReader(pages, facilitator),
    cases: cases.map((one) => ({
      ...one,
      facilitator_note: facilitator ? one.facilitator_note : null,
    })),
  };
}

function forReader<Page extends Pick<FrontPage, "audience">>(pages: Page[], facilitator: boolean): Page[] {
  return pages.filter(({ audience }) => facilitator || audience === "everyone");
}

/** A part that is there only if its matter is. */
function when<T>(matter: T | null | false, part: (matter: T) => Part): Part[] {
  return matter === null || matter === false ? [] : [part(matter)];
}
