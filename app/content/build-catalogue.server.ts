import { createHash } from "node:crypto";
import type { Nodes, Root, RootContent } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import { minutesOf } from "#app/lib/clock.ts";
import {
  type CurriculaFiles,
  type Doc,
  type Documents,
  folderOf,
  type Page,
  readDocuments,
} from "./documents.ts";
import { citedKeys, isContainer, parseField, parseMarkdown, partsAt, slugOf, walk } from "./markdown.ts";
import { type ModuleFrontMatter, slotNames } from "./schema.ts";
import type { FormId } from "./schema-assessments.ts";
import type {
  Activity,
  Catalogue,
  Chapter,
  Course,
  Day,
  FrontPage,
  Guide,
  Handout,
  Library,
  Module,
  Plan,
  Sheet,
  Site,
  Term,
  TimetableItem,
  Variant,
  VariantDay,
} from "./tree.ts";

/** Builds the catalogue from files in memory. What does not fit its schema is left out in development. */
export function buildCatalogue(files: CurriculaFiles): Catalogue {
  return freeze(assembleCatalogue(files));
}

/** The catalogue before it is frozen. */
export function assembleCatalogue(files: CurriculaFiles): Catalogue {
  const documents = readDocuments(files);
  refuseBroken(documents);
  const { course, guide, support } = documents;
  if (!course || !guide || !support)
    throw new Error("curricula/ needs course.yaml, guide.yaml and support.yaml.");

  const days = course.data.days.flatMap((name) => {
    const day = documents.days.find(({ folder }) => folder === `${course.folder}/${name}`);
    return day ? [buildDay(day.data, day.folder, documents, files)] : [];
  });
  const frames = documents.modules
    .filter(
      ({ folder }) => course.data.frames && folderOf(folder) === `${course.folder}/${course.data.frames}`,
    )
    .map((page) => buildModule(page, documents, files));
  const front = documents.front
    .map((page) => ({
      ...page.data,
      file: page.file,
      root: page.root,
      sections: page.sections,
      sources: citedKeys([page.root]),
    }))
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0)) satisfies FrontPage[];

  return {
    course: {
      ...course.data,
      days,
      variants: buildVariants(documents, [...days.flatMap((day) => day.blocks), ...frames]),
      checklist: documents.checklist?.data ?? null,
      front,
      ...buildSheets(documents, files),
    } satisfies Course,
    guide: buildGuide(guide.data, guide.folder, documents, files),
    library: buildLibrary(documents, files),
    modules: new Map([...days.flatMap((day) => day.blocks), ...frames].map((module) => [module.id, module])),
    sites: new Map(
      documents.sites.map(({ file, data }) => [data.id, buildSite(data, hashOf(files, [file]))]),
    ),
    glossary: new Map(
      documents.glossary.map((entry) => [
        entry.id,
        { ...entry, root: parseField(entry.definition) } satisfies Term,
      ]),
    ),
    references: new Map(Object.entries(documents.references)),
    support,
    language: documents.language,
    misconceptions: documents.misconceptions,
    log: null,
    hash: hashOfAll(files),
  };
}

function refuseBroken({ problems }: Documents): void {
  if (problems.length === 0) return;
  const list = problems.map(({ file, field, sentence }) => `  ${file} ${field} ${sentence}`).join("\n");
  const message = `curricula/ has ${problems.length} problems (npm run check:curricula):\n${list}`;
  if (process.env.NODE_ENV === "production") throw new Error(message);
  console.warn(message);
}

function buildModule(page: Page<ModuleFrontMatter>, documents: Documents, files: CurriculaFiles): Module {
  const { folder, root, sections } = page;
  const order = handoutOrder(root);
  const handouts = documents.handouts
    .filter((handout) => folderOf(handout.folder) === folder)
    .map(({ data, file, root }) => ({ ...data, file, root }))
    .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id) || (a.id < b.id ? -1 : 1)) satisfies Handout[];
  const planPage = documents.plans.find((plan) => plan.folder === folder);
  const quiz = documents.quizzes.find((quiz) => quiz.folder === folder)?.data ?? null;
  const slides = documents.slides.find((slides) => slides.folder === folder)?.data.slides ?? [];
  const participantSources = citedKeys([root, ...handouts.map(({ root }) => root), ...citingTexts(quiz)]);
  return {
    ...page.data,
    folder,
    day: documents.days.find((day) => day.folder === folderOf(folder))?.data.id ?? "",
    root,
    sections,
    activities: sections.flatMap(({ id, nodes }) => activitiesIn(nodes, id)),
    handouts,
    plan: planPage ? buildPlan(planPage.root) : null,
    quiz,
    slides,
    sources: [
      ...new Set([
        ...participantSources,
        ...citedKeys([...(planPage ? [planPage.root] : []), ...citingTexts(slides)]),
      ]),
    ],
    participantSources,
    hash: hashOf(files, moduleFiles(folder, root, files)),
  };
}

/** What a module is: its text, plan, quiz, slides and handouts, and the pictures the text shows. */
function moduleFiles(folder: string, root: Root, files: CurriculaFiles): string[] {
  const images: string[] = [];
  walk([root], (node) => {
    if (node.type === "image") images.push(`${folder}/${node.url}`);
  });
  return [...files.keys()].filter(
    (file) => images.includes(file) || (file.startsWith(`${folder}/`) && /\.(md|yaml)$/.test(file)),
  );
}

function handoutOrder(root: Root): string[] {
  const ids: string[] = [];
  walk([root], (node) => {
    if (isContainer(node, "handout") && node.attributes?.id) ids.push(node.attributes.id);
  });
  return ids;
}

function activitiesIn(nodes: RootContent[], section: string): Activity[] {
  const found: Activity[] = [];
  walk(nodes, (node) => {
    if (!isContainer(node, "activity")) return;
    const parts = partsAt(node.children, 3);
    const under = (title: string) => parts.find(({ heading }) => textOf(heading) === title)?.nodes ?? [];
    const { id, title, minutes, grouping } = node.attributes ?? {};
    found.push({
      id: id ?? "",
      title: title ?? "",
      minutes: Number(minutes),
      grouping: grouping ?? "",
      section,
      node,
      materials: under("Materials"),
      steps: under("Steps"),
      debrief: under("Debrief"),
      alone: under("Working alone"),
    });
  });
  return found;
}

function buildPlan(root: Root): Plan {
  const parts = partsAt(root.children, 2).map(({ heading, nodes }) => {
    const title = textOf(heading);
    return { id: heading.data?.id ?? slugOf(title), title, nodes };
  });
  const under = (title: string) => parts.find((part) => part.title === title)?.nodes ?? [];
  const steps: Plan["steps"] = [];
  walk([root], (node) => {
    if (!isContainer(node, "facilitator")) return;
    const { id, title, minutes, mark, activity } = node.attributes ?? {};
    steps.push({
      id: id ?? "",
      title: title ?? "",
      minutes: Number(minutes),
      mark: mark === "core" ? "core" : "adaptable",
      activity: activity ?? null,
      nodes: node.children,
    });
  });
  return { root, parts, steps, mustSay: under("Must say"), mustNotSay: under("Must not say") };
}

function buildDay(
  file: Documents["days"][number]["data"],
  folder: string,
  documents: Documents,
  files: CurriculaFiles,
): Day {
  const inDay = documents.modules
    .filter((page) => folderOf(page.folder) === folder)
    .map((page) => buildModule(page, documents, files));
  const agenda = file.agenda.map((item) => ({
    ...item,
    module: inDay.find(({ id }) => id === item.block) ?? null,
  }));
  const blocks = agenda.flatMap(({ module }) => module ?? []);
  return {
    ...file,
    folder,
    agenda,
    blocks,
    opening: blocks.find(({ kind }) => kind === "opening") ?? null,
    modules: blocks.filter(({ kind }) => kind === "module"),
    closing: blocks.find(({ kind }) => kind === "closing") ?? null,
  };
}

function buildGuide(
  file: NonNullable<Documents["guide"]>["data"],
  folder: string,
  documents: Documents,
  files: CurriculaFiles,
): Guide {
  const introRoot = parseMarkdown(file.intro);
  const chapters = file.chapters.flatMap((name): Chapter[] => {
    const page = documents.chapters.find((chapter) => chapter.folder === `${folder}/${name}`);
    if (!page) return [];
    const worksheets = documents.worksheets.filter((sheet) => folderOf(sheet.folder) === page.folder);
    return [
      {
        ...page.data,
        folder: page.folder,
        root: page.root,
        sections: page.sections,
        worksheets: worksheets.map(({ data }) => data).sort((a, b) => numberOf(a.id) - numberOf(b.id)),
        sources: citedKeys([
          ...citingTexts([page.data.purpose, page.data.good_looks_like]),
          page.root,
          ...citingTexts([
            page.data.roles.map(({ note }) => note),
            page.data.timeline.map(({ what }) => what),
            page.data.checklist,
            page.data.equity_check,
            page.data.privacy_check,
          ]),
        ]),
        hash: hashOf(
          files,
          [...files.keys()].filter((path) => path.startsWith(`${page.folder}/`)),
        ),
      },
    ];
  });
  return { ...file, introRoot, chapters, sources: citedKeys([introRoot]) };
}

function buildSite(file: Documents["sites"][number]["data"], hash: string): Site {
  const slots: Site["slots"] = {};
  for (const name of slotNames) {
    const slot = file.slots[name];
    if (slot) slots[name] = { ...slot, root: parseField(slot.text) };
  }
  return { ...file, slots, hash };
}

function buildVariants({ variants }: Documents, modules: readonly Module[]): Variant[] {
  if (!variants) return [];
  const { pauses, variants: list } = variants.data;
  const blocks = new Map(modules.map((module) => [module.id, module]));
  return list.map((variant) => {
    const built = variant.days.map(({ title, starts, blocks: names }, index): VariantDay => {
      const startsAt = minutesOf(starts);
      let next = startsAt;
      const items = names.flatMap((name): TimetableItem[] => {
        const module = blocks.get(name) ?? null;
        const pause = name === "break" || name === "lunch" ? name : null;
        if (!module && !pause) return [];
        const minutes = module?.minutes ?? pauses[pause as "break" | "lunch"];
        const item: TimetableItem = {
          kind: module?.kind ?? (pause as "break" | "lunch"),
          module,
          title: module?.title ?? (pause === "lunch" ? "Lunch" : "Break"),
          startsAt: next,
          minutes,
        };
        next += minutes;
        return [item];
      });
      const taught = items.filter(({ module }) => module);
      const minutes = taught.reduce((sum, item) => sum + item.minutes, 0);
      return { order: index + 1, title, items, minutes, startsAt, endsAt: next };
    });
    return { ...variant, days: built, minutes: built.reduce((sum, day) => sum + day.minutes, 0) };
  });
}

function buildSheets(
  documents: Documents,
  files: CurriculaFiles,
): Pick<Course, "assessments" | "instruments" | "calibration" | "followUp" | "creditRules"> {
  const sheet = <T>(found: Doc<T> | null | undefined): Sheet<T> | null =>
    found
      ? { ...found.data, sources: citedKeys(citingTexts(found.data)), hash: hashOf(files, [found.file]) }
      : null;
  const form = (id: FormId) => sheet(documents.forms.find(({ data }) => data.id === id));
  return {
    assessments: {
      formA: form("form-a"),
      formB: form("form-b"),
      formC: form("form-c"),
      boosters: sheet(documents.boosters),
      confidence: sheet(documents.confidence),
      attitudes: sheet(documents.attitudes),
    },
    instruments: {
      rubric: sheet(documents.rubric),
      competencies: sheet(documents.competencies),
      fidelity: sheet(documents.fidelity),
      satisfaction: sheet(documents.satisfaction),
      certificate: sheet(documents.certificate),
      measures: sheet(documents.measures),
    },
    calibration: sheet(documents.calibration),
    followUp: sheet(documents.followUp),
    creditRules: sheet(documents.creditRules),
  };
}

function buildLibrary(documents: Documents, files: CurriculaFiles): Library {
  const nothing = { id: "library", title: "Library", intro: "", cards: [], cases: [], pages: [] };
  const { intro, ...list } = documents.library?.data ?? nothing;
  const introRoot = parseMarkdown(intro);
  const inOrder = <T extends { id: string }>(ids: string[], pages: Page<T>[]) =>
    ids.flatMap((id) => {
      const page = pages.find(({ data }) => data.id === id);
      if (!page) return [];
      const { file, root, sections, data } = page;
      const sources = citedKeys([...citingTexts(data), root]);
      return [{ ...data, file, root, sections, sources, hash: hashOf(files, [file]) }];
    });
  return {
    ...list,
    intro,
    introRoot,
    cards: inOrder(list.cards, documents.cards),
    cases: inOrder(list.cases, documents.cases),
    pages: inOrder(list.pages, documents.libraryPages),
    sources: citedKeys([introRoot]),
  };
}

/** The fields of a file that cite something, parsed, in reading order. */
function citingTexts(data: unknown): Nodes[] {
  if (typeof data === "string") return /\[@|:quote/.test(data) ? [parseField(data)] : [];
  return data && typeof data === "object" ? Object.values(data).flatMap(citingTexts) : [];
}

/** W1.10 after W1.9 */
function numberOf(id: string): number {
  return Number(id.split(".")[1]);
}

export function hashOfAll(files: CurriculaFiles): string {
  return hashOf(files, [...files.keys()]);
}

/** sha256 over paths and contents in the order of the paths; line ends do not count. */
export function hashOf(files: CurriculaFiles, paths: string[]): string {
  const hash = createHash("sha256");
  for (const path of [...paths].sort()) {
    const content = files.get(path) ?? "";
    const bytes = typeof content === "string" ? Buffer.from(content.replaceAll("\r\n", "\n")) : content;
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/** Nobody may change what everybody reads. */
export function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (value instanceof Map) for (const entry of value.values()) freeze(entry);
  else for (const entry of Object.values(value)) freeze(entry);
  return value;
}
