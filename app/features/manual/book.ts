import type {
  Catalogue,
  Chapter,
  Course,
  Day,
  FrontPage,
  Guide,
  Handout,
  Module,
  Site,
} from "#app/content/tree.ts";

/** Which manual, for whom, on what paper. `site: null` is the national edition, without local pages. */
export type ManualSpec = { book: BookName; site: string | null; paper: Paper };

export const bookNames = ["training", "participant", "guide"] as const;
export type BookName = (typeof bookNames)[number];

export const papers = ["letter", "a4"] as const;
export type Paper = (typeof papers)[number];

export type Part =
  | { kind: "front"; pages: FrontPage[] }
  | { kind: "day"; day: Day; modules: BookModule[] }
  | { kind: "introduction"; guide: Guide }
  | { kind: "chapter"; chapter: Chapter }
  | { kind: "planned-days"; planned: Course["planned"] }
  | { kind: "planned-chapters"; planned: Guide["planned"] }
  | { kind: "site"; site: Site }
  | { kind: "support" }
  | { kind: "glossary" }
  | { kind: "sources" }
  | { kind: "sheets" };

/** A module as one edition prints it: what the edition may not show is not in it. */
export type BookModule = Omit<Module, "plan" | "quiz"> & {
  plan: Module["plan"];
  quiz: BookQuiz | null;
};

export type BookQuiz = { pass: number; items: BookQuestion[] };
export type BookQuestion = { id: string; stem: string; options: BookOption[] };
/** `key` is null in the participant edition: neither the right answer nor the feedback is there to leak. */
export type BookOption = { text: string; key: { correct: boolean; feedback: string } | null };

export type Book = {
  spec: ManualSpec;
  programme: string;
  title: string;
  subtitle: string;
  edition: string;
  status: string;
  site: Site | null;
  parts: Part[];
  /** Handouts and worksheets in the order of their pages. */
  sheets: { id: string; title: string; group: string }[];
};

const subtitles: Record<BookName, string> = {
  training: "Facilitator edition",
  participant: "Participant edition",
  guide: "For coalitions, coordinators and agency leaders",
};

/** Everything a manual prints, in order. Pure: the same catalogue and spec always give the same book. */
export function collectBook(catalogue: Catalogue, spec: ManualSpec): Book {
  const { course, guide } = catalogue;
  const site = spec.site === null ? null : (catalogue.sites.get(spec.site) ?? null);
  if (spec.site !== null && !site) throw new Error(`There is no site called "${spec.site}".`);
  const local: Part[] = site ? [{ kind: "site", site }] : [];
  const shared = { spec, programme: course.title, subtitle: subtitles[spec.book], site };

  if (spec.book === "guide") {
    const sheets = guide.chapters.flatMap((chapter) =>
      chapter.worksheets.map(({ id, title }) => ({ id, title, group: `Chapter ${chapter.id}` })),
    );
    return {
      ...shared,
      title: guide.title,
      edition: guide.edition,
      status: guide.status,
      sheets,
      parts: [
        { kind: "introduction", guide },
        ...guide.chapters.map((chapter): Part => ({ kind: "chapter", chapter })),
        ...(guide.planned.length
          ? [{ kind: "planned-chapters", planned: guide.planned } satisfies Part]
          : []),
        ...local,
        { kind: "support" },
        { kind: "glossary" },
        { kind: "sources" },
        ...(sheets.length ? [{ kind: "sheets" } satisfies Part] : []),
      ],
    };
  }

  const facilitator = spec.book === "training";
  const front = course.front.filter(({ id }) => facilitator || !id.startsWith("facilitator"));
  const days = course.days.map(
    (day): Extract<Part, { kind: "day" }> => ({
      kind: "day",
      day,
      modules: day.blocks.map((module) => moduleFor(module, facilitator)),
    }),
  );
  const sheets = days.flatMap(({ modules }) =>
    modules.flatMap((module) =>
      module.handouts.map(({ id, title }: Handout) => ({ id, title, group: moduleName(module) })),
    ),
  );
  return {
    ...shared,
    title: "Training Manual",
    edition: course.edition,
    status: course.status,
    sheets,
    parts: [
      ...(front.length ? [{ kind: "front", pages: front } satisfies Part] : []),
      ...days,
      ...(course.planned.length ? [{ kind: "planned-days", planned: course.planned } satisfies Part] : []),
      ...local,
      { kind: "support" },
      { kind: "glossary" },
      { kind: "sources" },
      ...(sheets.length ? [{ kind: "sheets" } satisfies Part] : []),
    ],
  };
}

/** `ccip-training-manual-facilitator-denver-letter-2026.1-draft.pdf` */
export function manualFileName(spec: ManualSpec, edition: string): string {
  const book = {
    training: "ccip-training-manual-facilitator",
    participant: "ccip-training-manual-participant",
    guide: "ccip-community-response-guide",
  }[spec.book];
  return `${book}-${spec.site ?? "national"}-${spec.paper}-${edition.replace(/[^\w.-]+/gu, "-")}.pdf`;
}

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
  return { ...module, plan: facilitator ? module.plan : null, quiz };
}
