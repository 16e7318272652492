import { createHash } from "node:crypto";
import type { Nodes } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import { buildCatalogue, freeze, hashOf, hashOfAll } from "./build-catalogue.server.ts";
import type { Discipline } from "./discipline.ts";
import { type CurriculaFiles, folderOf } from "./documents.ts";
import { editionLog } from "./edition-log.server.ts";
import { readCurricula } from "./files.server.ts";
import { type HtmlOptions, html, inlineHtml, type Role, sourceListHtml, varies } from "./html.ts";
import { localSites } from "./local.server.ts";
import { citedKeys, isDirective, slugOf, walk } from "./markdown.ts";
import { slotNames } from "./schema.ts";
import type { AdvisoryLevel } from "./schema-parts.ts";
import { storedCatalogue } from "./stored-catalogue.server.ts";
import type {
  Card,
  CaseStudy,
  Catalogue,
  Chapter,
  Handout,
  LibraryPage,
  Module,
  Site,
  Slot,
  Variant,
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
let wasStored = false;
const rendered = new Map<string, unknown>();

/** Everything under curricula/, read and checked for shape once, frozen. */
export function catalogue(): Catalogue {
  return load().catalogue;
}

/** Whether the catalogue is the one that the build parsed, and not parsed by this process. */
export function isFromBuild(): boolean {
  load();
  return wasStored;
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

/** The days of a variant with what is taught on each; of an unknown variant those of the whole course. */
export function taughtDays(variantId: string): TaughtDay[] {
  const days = (variantOf(variantId) ?? catalogue().course.variants[0])?.days ?? [];
  return days.map(({ order, title, items }) => {
    const blocks = items.flatMap(({ module }) => module ?? []);
    const modules = blocks.filter(({ kind }) => kind === "module");
    return { id: `d${order}`, order, title, blocks, modules };
  });
}

/** What the activities of a variant need, as their authors wrote it, by module. */
export function materialsOf(variantId: string): { moduleId: string; title: string; needs: string[] }[] {
  return taughtDays(variantId).flatMap(({ blocks }) =>
    blocks.flatMap(({ id, title, activities }) => {
      const needs = activities.flatMap((activity) => {
        const text = activity.materials
          .map((node) => textOf(node))
          .join(" ")
          .replaceAll(/\s+/g, " ")
          .trim();
        return text ? [`${activity.title}: ${text}`] : [];
      });
      return needs.length > 0 ? [{ moduleId: id, title, needs }] : [];
    }),
  );
}

export type TaughtDay = { id: string; order: number; title: string; blocks: Module[]; modules: Module[] };

export function variantOf(variantId: string): Variant | null {
  return catalogue().course.variants.find(({ id }) => id === variantId) ?? null;
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

/** A site as its pages show it today: what its coordinators wrote over its pack, and no law without counsel's stamp. */
export function siteOf(siteId: string | null, now = new Date()): Site | null {
  return siteId === null ? null : (localSites(catalogue(), siteId, now)?.screen ?? null);
}

/** The same for a file that is taken away: without what is past its review-by date. */
export function printedSite(siteId: string | null, now = new Date()): Site | null {
  return siteId === null ? null : (localSites(catalogue(), siteId, now)?.print ?? null);
}

const printed = new WeakMap<Site, Catalogue>();

/**
 * The catalogue that a file for `siteId` is made from: its only site is that one, as print shows it today. The same
 * object, with the same hash, as long as nothing in it changes.
 */
export function printCatalogue(siteId: string | null, now = new Date()): Catalogue {
  const whole = catalogue();
  const site = printedSite(siteId, now);
  if (!site) return nationalCatalogue(whole);
  const made = printed.get(site) ?? {
    ...nationalCatalogue(whole),
    sites: new Map([[site.id, site]]),
    hash: sha(JSON.stringify([whole.hash, site.hash])),
  };
  printed.set(site, made);
  return made;
}

let national: { of: Catalogue; made: Catalogue } | null = null;
function nationalCatalogue(whole: Catalogue): Catalogue {
  if (national?.of !== whole)
    national = { of: whole, made: { ...whole, sites: new Map(), log: editionLog(whole.course.edition) } };
  return national.made;
}

const siteKeys = new Map<string, string>();

/** Stands for a site in the keys of what is kept: another one as soon as the site shows something else. */
function siteKey(siteId: string | null): string {
  if (siteId === null) return "";
  const key = `${siteId} ${siteOf(siteId)?.hash ?? ""}`;
  const before = siteKeys.get(siteId);
  if (before !== key) {
    siteKeys.set(siteId, key);
    const old = JSON.stringify(before ?? "");
    if (before) for (const name of rendered.keys()) if (name.includes(old)) rendered.delete(name);
  }
  return key;
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

/** Hash of everything that a printed book of this site is made from, the library included. */
export function bookHash(book: "training" | "participant" | "guide", siteId: string | null): string {
  const { files } = load();
  const folder =
    book === "guide"
      ? known(folderWith(files, "guide.yaml"), "guide")
      : known(folderWith(files, "course.yaml"), "course");
  const own = [...files.keys()].filter(
    (file) =>
      file.startsWith(`${folder}/`) ||
      file.startsWith("library/") ||
      file === `sites/${siteId}.yaml` ||
      sharedFiles.has(file),
  );
  return memo(["book", book, siteKey(siteId)], () => hashOf(files, own));
}

/** The 16 characters of a hash that people see. */
export function shortHash(hash: string): string {
  return hash.slice(0, 16);
}

export function sectionsHtml(moduleId: string, reader: Reader): PageHtml {
  const module = known(moduleOf(moduleId), `module ${moduleId}`);
  return memo(["module", moduleId, reader.discipline, siteKey(reader.siteId), reader.role], () => {
    const sources = sourcesFor(moduleId, reader.siteId);
    const options = optionsFor(module, reader, sources);
    return pageHtml(module.sections, ["section", module.id], options, reader, sources);
  });
}

export function planHtml(moduleId: string, siteId: string | null): PageHtml {
  const module = known(moduleOf(moduleId), `module ${moduleId}`);
  return memo(["plan", moduleId, siteKey(siteId)], () => {
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

/** What a trainer says, does and watches for in one step of a plan; an empty text where there is no such step. */
export function stepHtml(moduleId: string, stepId: string, siteId: string | null): string {
  const module = moduleOf(moduleId);
  const step = module?.plan?.steps.find(({ id }) => id === stepId);
  if (!module || !step) return "";
  return memo(["step", stepId, siteKey(siteId)], () => {
    const options = optionsFor(
      module,
      { discipline: null, siteId, role: "trainer" },
      sourcesFor(moduleId, siteId),
    );
    return html(step.nodes, { ...options, idPrefix: `step-${slugOf(stepId)}-` });
  });
}

export function handoutHtml(handoutId: string, siteId: string | null): { hash: string; html: string } {
  const { module, handout } = known(handoutOf(handoutId), `handout ${handoutId}`);
  return memo(["handout", handoutId, siteKey(siteId)], () => {
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
  return memo(["chapter", chapterId, siteKey(siteId)], () => {
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
  return memo(["front", frontId, siteKey(siteId)], () => {
    const reader: Reader = { discipline: null, siteId, role: "trainee" };
    const sources = withSlots(page.sources, page.root.children, siteId);
    const options = { ...optionsFor(null, reader, sources), idPrefix: `${frontId}-` };
    return pageHtml(page.sections, ["front", frontId], options, reader, sources);
  });
}

export function libraryIntroHtml(): { html: string; sourcesHtml: string } {
  const { library, references } = catalogue();
  return memo(["library"], () => {
    const reader: Reader = { discipline: null, siteId: null, role: "trainee" };
    const options = { ...optionsFor(null, reader, library.sources), idPrefix: "library-" };
    return {
      html: html(library.introRoot.children, options),
      sourcesHtml: sourceListHtml(library.sources, references),
    };
  });
}

/** A card, a case study or a page of the library. */
export function libraryHtml(id: string): PageHtml {
  const text = known(libraryTextOf(id), `text ${id} in the library`);
  return memo(["library", id], () => {
    const reader: Reader = { discipline: null, siteId: null, role: "trainee" };
    const options = { ...optionsFor(null, reader, text.sources), idPrefix: `${slugOf(id)}-` };
    return pageHtml(text.sections, ["library", id], options, reader, text.sources);
  });
}

/** A line of a library text's front matter, with the numbers of its source list. */
export function libraryLineHtml(id: string, line: string): string {
  const sources = known(libraryTextOf(id), `text ${id} in the library`).sources;
  return memo(["library-line", id, line], () =>
    inlineHtml(line, { references: catalogue().references, sources }),
  );
}

function libraryTextOf(id: string): Card | CaseStudy | LibraryPage | null {
  const { cards, cases, pages } = catalogue().library;
  return [...cards, ...cases, ...pages].find((one) => one.id === id) ?? null;
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
  return memo(["slot", siteKey(siteId), slot.title, slot.text, slot.local?.source ?? ""], () =>
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

const sharedFiles = new Set(["references.yaml", "glossary.yaml", "support.yaml", "misconceptions.yaml"]);

function load(): { catalogue: Catalogue; files: CurriculaFiles } {
  if (!current) {
    const files = readCurricula();
    const stored = storedCatalogue(hashOfAll(files));
    wasStored = stored !== null;
    if (stored) current = { catalogue: freeze(stored), files };
    else reloadCatalogue(files);
  }
  return known(current, "catalogue");
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
  const place = siteKey(reader.siteId);
  const sections = parts.map((part): SectionHtml => {
    const inPart = { ...options, idPrefix: `${options.idPrefix ?? ""}${part.id}-` };
    const differs = varies(part.nodes);
    // A section that looks the same to everybody is rendered and kept once.
    const key = [
      ...owner,
      part.id,
      differs.discipline ? reader.discipline : "",
      differs.site ? place : "",
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
