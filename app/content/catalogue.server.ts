import { createHash } from "node:crypto";
import type { Nodes, Root, RootContent } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import type { Discipline } from "./discipline.ts";
import { type CurriculaFiles, type Documents, folderOf, type Page, readDocuments } from "./documents.ts";
import { readCurricula } from "./files.server.ts";
import { type HtmlOptions, html, inlineHtml, type Role, sourceListHtml, varies } from "./html.ts";
import {
  citedKeys,
  isContainer,
  isDirective,
  parseInline,
  parseMarkdown,
  partsAt,
  sectionsOf,
  slugOf,
  walk,
} from "./markdown.ts";
import { type AdvisoryLevel, type ModuleFrontMatter, type Quiz, slotNames } from "./schema.ts";
import type {
  Activity,
  Catalogue,
  Chapter,
  Course,
  Day,
  FrontPage,
  Guide,
  Handout,
  Module,
  Plan,
  Site,
  Slot,
  Term,
} from "./tree.ts";

/** For whom a page is rendered. `siteId` null means no site: fallback texts are shown. */
export type Reader = { discipline: Discipline | null; siteId: string | null; role: Role };

export type SectionHtml = {
  id: string;
  title: string;
  words: number;
  minutes: number;
  advisory: AdvisoryLevel | null;
  /** Shown first; the reader opens the rest of the section by a choice. */
  noticeHtml: string | null;
  /** The section without its heading, notice and alternative. */
  html: string;
  alternativeHtml: string | null;
};

/** A rendered text. `hash` changes whenever a character of it does: safe in an immutable address. */
export type PageHtml = { hash: string; sections: SectionHtml[]; sourcesHtml: string };

let current: { catalogue: Catalogue; files: CurriculaFiles } | null = null;
const rendered = new Map<string, unknown>();

/** Everything under curricula/, read and checked for shape once, frozen. */
export function catalogue(): Catalogue {
  return load().catalogue;
}

/** Reads the tree again; for tests and for the development server. */
export function reloadCatalogue(files: CurriculaFiles = readCurricula()): Catalogue {
  current = { catalogue: buildCatalogue(files), files };
  rendered.clear();
  return current.catalogue;
}

export function moduleOf(moduleId: string): Module | null {
  return catalogue().modules.get(moduleId) ?? null;
}

export function chapterOf(chapterId: string): Chapter | null {
  return catalogue().guide.chapters.find(({ id }) => id === chapterId) ?? null;
}

export function handoutOf(handoutId: string): { module: Module; handout: Handout } | null {
  for (const module of catalogue().modules.values()) {
    const handout = module.handouts.find(({ id }) => id === handoutId);
    if (handout) return { module, handout };
  }
  return null;
}

export function siteOf(siteId: string | null): Site | null {
  return (siteId && catalogue().sites.get(siteId)) || null;
}

/** A picture as rendered pages ask for it, at /content/<owner>/<path>: `image("1.1", "images/map.png")`; a chapter is "guide-1". */
export function image(ownerId: string, path: string): Uint8Array | null {
  const folder = moduleOf(ownerId)?.folder ?? chapterOf(ownerId.replace(/^guide-/, ""))?.folder;
  const content = folder ? load().files.get(`${folder}/${path}`) : undefined;
  return content instanceof Uint8Array ? content : null;
}

/** What an attempt pins: the hash of the module, and its quiz as it is today, answers included. */
export function contentVersion(moduleId: string): { hash: string; quiz: string } {
  const module = known(moduleOf(moduleId), `module ${moduleId}`);
  return { hash: module.hash, quiz: JSON.stringify(module.quiz) };
}

/** Hash of everything that a printed book of this site is made from. */
export function bookHash(book: "training" | "participant" | "guide", siteId: string | null): string {
  const { files } = load();
  const folder =
    book === "guide"
      ? known(folderWith(files, "guide.yaml"), "guide")
      : known(folderWith(files, "course.yaml"), "course");
  const own = [...files.keys()].filter(
    (file) => file.startsWith(`${folder}/`) || file === `sites/${siteId}.yaml` || sharedFiles.has(file),
  );
  return memo(["book", book, siteId], () => hashOf(files, own));
}

/** The 16 characters of a hash that people see. */
export function shortHash(hash: string): string {
  return hash.slice(0, 16);
}

export function sectionsHtml(moduleId: string, reader: Reader): PageHtml {
  const module = known(moduleOf(moduleId), `module ${moduleId}`);
  return memo(["module", moduleId, reader.discipline, reader.siteId, reader.role], () => {
    const sources = sourcesFor(moduleId, reader.siteId);
    const options = optionsFor(module, reader, sources);
    return pageHtml(module.sections, ["section", module.id], options, reader, sources);
  });
}

export function planHtml(moduleId: string, siteId: string | null): PageHtml {
  const module = known(moduleOf(moduleId), `module ${moduleId}`);
  return memo(["plan", moduleId, siteId], () => {
    const sources = sourcesFor(moduleId, siteId);
    const reader: Reader = { discipline: null, siteId, role: "trainer" };
    const options = optionsFor(module, reader, sources);
    const parts = (module.plan?.parts ?? []).map((part) => ({
      ...part,
      words: 0,
      minutes: 0,
      advisory: null,
      notice: null,
      alternative: null,
    }));
    return pageHtml(
      parts,
      ["part", module.id],
      { ...options, idPrefix: `plan-${options.idPrefix}` },
      reader,
      sources,
    );
  });
}

export function handoutHtml(handoutId: string, siteId: string | null): { hash: string; html: string } {
  const { module, handout } = known(handoutOf(handoutId), `handout ${handoutId}`);
  return memo(["handout", handoutId, siteId], () => {
    const reader: Reader = { discipline: null, siteId, role: "trainee" };
    const sources = withSlots(citedKeys(handout.root.children), handout.root.children, siteId);
    const options = optionsFor(module, reader, sources);
    const text =
      html(handout.root.children, { ...options, idPrefix: `${slugOf(handoutId)}-`, under: 1 }) +
      (sources.length > 0 ? sourceListHtml(sources, catalogue().references) : "");
    return { hash: sha(text), html: text };
  });
}

export function chapterHtml(chapterId: string, siteId: string | null): PageHtml {
  const chapter = known(chapterOf(chapterId), `chapter ${chapterId}`);
  return memo(["chapter", chapterId, siteId], () => {
    const reader: Reader = { discipline: null, siteId, role: "trainee" };
    const sources = withSlots(chapter.sources, chapter.root.children, siteId);
    const options = { ...optionsFor(null, reader, sources), idPrefix: `chapter-${chapterId}-` };
    const asset = (path: string) => `/content/guide-${chapterId}/${path}`;
    return pageHtml(chapter.sections, ["chapter", chapterId], { ...options, asset }, reader, sources);
  });
}

export function guideIntroHtml(): { hash: string; html: string; sourcesHtml: string } {
  const { guide, references } = catalogue();
  return memo(["intro"], () => {
    const options = optionsFor(null, { discipline: null, siteId: null, role: "trainee" }, guide.sources);
    const text = html(guide.introRoot.children, { ...options, idPrefix: "intro-" });
    return { hash: sha(text), html: text, sourcesHtml: sourceListHtml(guide.sources, references) };
  });
}

export function frontHtml(frontId: string, siteId: string | null): PageHtml {
  const page = known(
    catalogue().course.front.find(({ id }) => id === frontId) ?? null,
    `front page ${frontId}`,
  );
  return memo(["front", frontId, siteId], () => {
    const reader: Reader = { discipline: null, siteId, role: "trainee" };
    const sources = withSlots(page.sources, page.root.children, siteId);
    const options = { ...optionsFor(null, reader, sources), idPrefix: `${frontId}-` };
    return pageHtml(page.sections, ["front", frontId], options, reader, sources);
  });
}

/** A line of Markdown from a YAML file, such as a question or its feedback, with the module's source numbers. */
export function lineHtml(text: string, moduleId: string | null = null): string {
  return memo(["line", moduleId, text], () =>
    inlineHtml(text, {
      references: catalogue().references,
      sources: moduleId ? (moduleOf(moduleId)?.sources ?? []) : [],
    }),
  );
}

/** A site's own text for one slot, as a page outside the modules shows it (without its box). */
export function slotHtml(siteId: string, slot: Slot): string {
  return memo(["slot", siteId, slot.title, slot.text], () =>
    html(slot.root.children, { references: catalogue().references, idPrefix: `slot-${slugOf(slot.title)}-` }),
  );
}

/** Keys of a module's source list in order: the module's own, then those its local texts bring for a site. */
export function sourcesFor(moduleId: string, siteId: string | null): string[] {
  const module = known(moduleOf(moduleId), `module ${moduleId}`);
  const roots = [
    module.root,
    ...module.handouts.map(({ root }) => root),
    ...(module.plan ? [module.plan.root] : []),
  ];
  return withSlots(module.sources, roots, siteId);
}

/** Builds the catalogue from files in memory. What does not fit its schema is left out in development. */
export function buildCatalogue(files: CurriculaFiles): Catalogue {
  const documents = readDocuments(files);
  refuseBroken(documents);
  const { course, guide, support } = documents;
  if (!course || !guide || !support)
    throw new Error("curricula/ needs course.yaml, guide.yaml and support.yaml.");

  const modules = documents.modules.map((page) => buildModule(page, documents, files));
  const days = course.data.days.flatMap((name) => {
    const day = documents.days.find(({ folder }) => folder === `${course.folder}/${name}`);
    return day ? [buildDay(day.data, day.folder, modules)] : [];
  });
  const front = documents.front
    .map((page) => ({
      ...page.data,
      file: page.file,
      root: page.root,
      sections: sectionsOf(page.root),
      sources: citedKeys([page.root]),
    }))
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0)) satisfies FrontPage[];

  return freeze({
    course: { ...course.data, days, front } satisfies Course,
    guide: buildGuide(guide.data, guide.folder, documents, files),
    modules: new Map(days.flatMap((day) => day.blocks).map((module) => [module.id, module])),
    sites: new Map(
      documents.sites.map(({ file, data }) => [data.id, buildSite(data, hashOf(files, [file]))]),
    ),
    glossary: new Map(
      documents.glossary.map((entry) => [
        entry.id,
        { ...entry, root: parseMarkdown(entry.definition) } satisfies Term,
      ]),
    ),
    references: new Map(Object.entries(documents.references)),
    support,
    language: documents.language,
    misconceptions: documents.misconceptions,
    hash: hashOf(files, [...files.keys()]),
  });
}

const sharedFiles = new Set(["references.yaml", "glossary.yaml", "support.yaml", "misconceptions.yaml"]);

function load(): { catalogue: Catalogue; files: CurriculaFiles } {
  if (!current) reloadCatalogue();
  return known(current, "catalogue");
}

function refuseBroken({ problems }: Documents): void {
  if (problems.length === 0) return;
  const list = problems.map(({ file, field, sentence }) => `  ${file} ${field} ${sentence}`).join("\n");
  const message = `curricula/ has ${problems.length} problems (npm run check:curricula):\n${list}`;
  if (process.env.NODE_ENV === "production") throw new Error(message);
  console.warn(message);
}

function buildModule(page: Page<ModuleFrontMatter>, documents: Documents, files: CurriculaFiles): Module {
  const { folder, root } = page;
  const sections = sectionsOf(root);
  const order = handoutOrder(root);
  const handouts = documents.handouts
    .filter((handout) => folderOf(handout.folder) === folder)
    .map(({ data, file, root }) => ({ ...data, file, root }))
    .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id) || (a.id < b.id ? -1 : 1)) satisfies Handout[];
  const planPage = documents.plans.find((plan) => plan.folder === folder);
  const quiz = documents.quizzes.find((quiz) => quiz.folder === folder)?.data ?? null;
  const participantSources = citedKeys([root, ...handouts.map(({ root }) => root), ...quizTexts(quiz)]);
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
    sources: [...new Set([...participantSources, ...citedKeys(planPage ? [planPage.root] : [])])],
    participantSources,
    hash: hashOf(files, moduleFiles(folder, root, files)),
  };
}

/** What a module is: its text, plan, quiz and handouts, and the pictures the text shows. */
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

function buildDay(file: Documents["days"][number]["data"], folder: string, modules: Module[]): Day {
  const inDay = modules.filter((module) => folderOf(module.folder) === folder);
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
        sections: sectionsOf(page.root),
        worksheets: worksheets.map(({ data }) => data).sort((a, b) => numberOf(a.id) - numberOf(b.id)),
        sources: citedKeys([
          ...lines(page.data.purpose, ...page.data.good_looks_like),
          page.root,
          ...lines(
            ...page.data.roles.map(({ note }) => note),
            ...page.data.timeline.map(({ what }) => what),
            ...page.data.checklist,
            ...page.data.equity_check,
            ...page.data.privacy_check,
          ),
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
    if (slot) slots[name] = { ...slot, root: parseMarkdown(slot.text) };
  }
  return { ...file, slots, hash };
}

function quizTexts(quiz: Quiz | null): Nodes[] {
  return (quiz?.items ?? []).flatMap(({ stem, options }) =>
    lines(stem, ...options.flatMap(({ text, feedback }) => [text, feedback])),
  );
}

function lines(...texts: string[]): Nodes[] {
  return texts.flatMap((text) => parseInline(text));
}

/** W1.10 after W1.9 */
function numberOf(id: string): number {
  return Number(id.split(".")[1]);
}

function withSlots(keys: readonly string[], nodes: Nodes[], siteId: string | null): string[] {
  const site = siteOf(siteId);
  const all = new Set(keys);
  walk(nodes, (node) => {
    const name = isDirective(node) && node.name === "local" ? node.attributes?.slot : null;
    const slot = slotNames.find((slot) => slot === name);
    const root = slot && site?.slots[slot]?.root;
    if (root) for (const key of citedKeys([root])) all.add(key);
  });
  return [...all];
}

function optionsFor(module: Module | null, reader: Reader, sources: readonly string[]): Partial<HtmlOptions> {
  const { glossary, references } = catalogue();
  return {
    discipline: reader.discipline,
    role: reader.role,
    site: siteOf(reader.siteId),
    glossary,
    references,
    sources,
    handout: (id) => {
      const found = handoutOf(id);
      return found && { title: found.handout.title, href: `/handouts/${id}` };
    },
    asset: (path) => `/content/${module?.id ?? "front"}/${path}`,
    idPrefix: module ? `${slugOf(module.id)}-` : "",
  };
}

type Part = Pick<
  Module["sections"][number],
  "id" | "title" | "nodes" | "words" | "minutes" | "advisory" | "notice" | "alternative"
>;

function pageHtml(
  parts: Part[],
  owner: string[],
  options: Partial<HtmlOptions>,
  reader: Reader,
  sources: readonly string[],
): PageHtml {
  const sections = parts.map((part): SectionHtml => {
    const inPart = { ...options, idPrefix: `${options.idPrefix ?? ""}${part.id}-` };
    const differs = varies(part.nodes);
    // A section that looks the same to everybody is rendered and kept once.
    const key = [
      ...owner,
      part.id,
      differs.discipline ? reader.discipline : "",
      differs.site ? reader.siteId : "",
      differs.role ? reader.role : "",
    ];
    return memo(key, () => ({
      id: part.id,
      title: part.title,
      words: part.words,
      minutes: part.minutes,
      advisory: part.advisory,
      noticeHtml: part.notice && html([part.notice], { ...inPart, idPrefix: `${inPart.idPrefix}notice-` }),
      html: html(
        part.nodes.filter((node) => node !== part.notice && node !== part.alternative),
        inPart,
      ),
      alternativeHtml:
        part.alternative &&
        html([part.alternative], { ...inPart, idPrefix: `${inPart.idPrefix}alternative-` }),
    }));
  });
  const sourcesHtml = sourceListHtml(sources, catalogue().references);
  return { hash: sha(JSON.stringify([sections, sourcesHtml])), sections, sourcesHtml };
}

function memo<T>(key: (string | null)[], make: () => T): T {
  const name = JSON.stringify([catalogue().hash, ...key]);
  if (!rendered.has(name)) rendered.set(name, make());
  return rendered.get(name) as T;
}

/** sha256 over paths and contents in the order of the paths; line ends do not count. */
function hashOf(files: CurriculaFiles, paths: string[]): string {
  const hash = createHash("sha256");
  for (const path of [...paths].sort()) {
    const content = files.get(path) ?? "";
    const bytes = typeof content === "string" ? Buffer.from(content.replaceAll("\r\n", "\n")) : content;
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

function sha(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function folderWith(files: CurriculaFiles, name: string): string | null {
  const file = [...files.keys()].find((file) => file.endsWith(`/${name}`));
  return file ? folderOf(file) : null;
}

function known<T>(found: T | null, what: string): T {
  if (found === null) throw new Error(`There is no ${what} in curricula/.`);
  return found;
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (value instanceof Map) for (const entry of value.values()) freeze(entry);
  else for (const entry of Object.values(value)) freeze(entry);
  return value;
}
