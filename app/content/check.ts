import { checkGuide, checkSites } from "./check-guide.ts";
import { checkIds, idsOf } from "./check-ids.ts";
import { checkDays, checkModule } from "./check-module.ts";
import { checkAnswers } from "./check-quiz.ts";
import {
  checkCitations,
  checkLanguage,
  checkLeftovers,
  checkPhones,
  checkTree,
  citationsOf,
  lineOf,
  type Prose,
  proseOfData,
  proseOfTree,
} from "./check-text.ts";
import {
  type CurriculaFiles,
  type Documents,
  folderOf,
  type Page,
  type Problem,
  readDocuments,
  type Tell,
} from "./documents.ts";
import { isDirective, parseMarkdown, walk } from "./markdown.ts";
import { type Reading, readingOf } from "./reading.ts";

export type Grade = Reading & { file: string; limit: number | null };

export type Inspection = {
  problems: Problem[];
  grades: Grade[];
  /** Ids of the tree that ids.yaml does not know yet. */
  newIds: string[];
};

const participantGrade = 10;
const handoutGrade = 8;

export function checkCurricula(files: CurriculaFiles): Problem[] {
  return inspectCurricula(files).problems;
}

/** Everything that is wrong under curricula/, and how hard each text is to read. Pure: files in, findings out. */
export function inspectCurricula(files: CurriculaFiles): Inspection {
  const documents = readDocuments(files);
  const problems: Problem[] = [...documents.problems];
  const tell: Tell = (file, field, sentence) => {
    problems.push({ file, field, sentence });
  };

  checkShape(files, documents, tell);
  checkDays(documents, tell);
  for (const module of documents.modules) checkModule(module, documents, tell);
  checkAnswers(documents, tell);
  checkGuide(documents, tell);
  checkSites(documents, tell);
  const ids = idsOf(documents);
  const newIds = checkIds(ids, documents, tell);

  for (const page of pagesOf(documents)) {
    checkTree(page.file, pictureFolder(page), page.root, files, page.sections, tell);
    checkReferrals(page, documents, tell);
  }
  checkPictures(documents, tell);
  const prose = proseOf(documents);
  problems.push(
    ...checkCitations(citedIn(documents), documents.references),
    ...checkLanguage(prose.read, documents.language),
    ...checkPhones(prose.taught),
    ...checkLeftovers(files),
  );
  const grades = gradesOf(documents);
  for (const { file, grade, limit, words } of grades) {
    if (limit !== null && words >= 50 && grade > limit) {
      tell(file, "reading", `The reading grade is ${grade.toFixed(1)}; it may be ${limit} at most.`);
    }
  }
  return { problems: sorted(problems), grades, newIds };
}

type KnownPage = { file: string; folder: string; root: Page<null>["root"]; kind: Kind; sections: boolean };
type Kind = "module" | "plan" | "handout" | "front" | "chapter";

function checkShape(files: CurriculaFiles, documents: Documents, tell: Tell): void {
  const shared = ["references", "glossary", "support", "language", "misconceptions", "ids"];
  for (const name of shared) {
    if (!files.has(`${name}.yaml`)) tell(`${name}.yaml`, "file", "This file is missing.");
  }
  const has = (name: string) => [...files.keys()].some((file) => file.endsWith(`/${name}`));
  if (!has("course.yaml")) tell("course.yaml", "file", "There is no course; write <course>/course.yaml.");
  if (!has("guide.yaml"))
    tell("guide.yaml", "file", "There is no Response Guide; write response-guide/guide.yaml.");
  if (!documents.front.some(({ data }) => data.id === "front-about")) {
    const folder = documents.course?.folder ?? "<course>";
    tell(
      `${folder}/front`,
      "file",
      "The manual needs the front page front-about, which says who has reviewed it.",
    );
  }
}

/** Where blocks and terms point to, and whether they may stand in this kind of file. */
function checkReferrals(page: KnownPage, { glossary }: Documents, tell: Tell): void {
  const terms = new Set(glossary.map(({ id }) => id));
  walk([page.root], (node) => {
    if (!isDirective(node)) return;
    const { name, attributes } = node;
    const places = homes[name];
    if (places && !places.includes(page.kind)) {
      tell(
        page.file,
        lineOf(node),
        `":::${name}" has no place in this kind of file.`
          .replace(":::line", "::line")
          .replace(":::box", "::box"),
      );
    }
    if (name === "term" && attributes?.id && !terms.has(attributes.id)) {
      tell(page.file, lineOf(node), `The glossary has no term ${attributes.id}.`);
    }
  });
}

/** Blocks that stand in some kinds of files only; the others stand anywhere. */
const homes: Record<string, Kind[]> = {
  facilitator: ["plan"],
  activity: ["module"],
  handout: ["module"],
  notice: ["module"],
  alternative: ["module"],
  scenario: ["module", "handout"],
  keypoint: ["module", "chapter", "front"],
  discipline: ["module", "chapter", "front"],
  line: ["handout", "front"],
  box: ["handout", "front"],
};

function checkPictures(documents: Documents, tell: Tell): void {
  const shown = new Set<string>();
  for (const page of pagesOf(documents)) {
    walk([page.root], (node) => {
      if (node.type === "image") shown.add(`${pictureFolder(page)}/${node.url}`);
    });
  }
  for (const file of documents.images) {
    if (!shown.has(file)) tell(file, "file", "No text shows this picture.");
  }
}

function pagesOf({ modules, plans, handouts, front, chapters }: Documents): KnownPage[] {
  const as = (kind: Kind, sections: boolean) => (page: Page<unknown>) => ({ ...page, kind, sections });
  return [
    ...modules.map(as("module", true)),
    ...plans.map(as("plan", false)),
    ...handouts.map(as("handout", false)),
    ...front.map(as("front", true)),
    ...chapters.map(as("chapter", true)),
  ];
}

/** Pictures stand in images/ of the module; a handout of it names them the same way. */
function pictureFolder({ kind, folder }: KnownPage): string {
  return kind === "handout" ? folderOf(folder) : folder;
}

const noProse = new Set([
  "id",
  "slug",
  "kind",
  "key",
  "type",
  "letter",
  "level",
  "status",
  "version",
  "url",
  "chat",
  "call",
  "where",
  "day",
  "block",
  "start",
  "time_zone",
  "module",
  "chapter",
  "chapters",
  "days",
  "section",
  "objective",
  "misconception",
  "references",
  "reviews",
  "domain",
  "audience",
  "layout",
  "verified_on",
  "last_reviewed",
]);
const contactFields = new Set([...noProse, "text"]);

/** `read` is every text that somebody reads; `taught` is the part without support lines and site packs. */
function proseOf(documents: Documents): { read: Prose[]; taught: Prose[] } {
  const of = ({ file, data }: { file: string; data: unknown }) => proseOfData(file, data, noProse);
  const { course, guide, glossary, support } = documents;
  const taught = [
    ...pagesOf(documents).flatMap(({ file, root }) => proseOfTree(file, root)),
    ...[...documents.modules, ...documents.handouts, ...documents.front, ...documents.chapters].flatMap(of),
    ...[...documents.days, ...documents.quizzes, ...documents.worksheets].flatMap(of),
    ...(course ? of(course) : []),
    ...(guide ? [...proseOfData(guide.file, { ...guide.data, intro: "" }, noProse), ...introOf(guide)] : []),
    ...of({ file: "glossary.yaml", data: glossary }),
  ];
  const read = [
    ...taught,
    ...documents.sites.flatMap(of),
    ...proseOfData("support.yaml", support ?? {}, contactFields),
  ];
  return { read, taught };
}

function introOf(guide: NonNullable<Documents["guide"]>): Prose[] {
  return proseOfTree(guide.file, parseMarkdown(guide.data.intro)).map((prose) => ({
    ...prose,
    field: `intro ${prose.field}`,
  }));
}

function citedIn(documents: Documents): { file: string; key: string; field: string }[] {
  const { guide, glossary, support } = documents;
  const data = [
    ...[...documents.modules, ...documents.handouts, ...documents.chapters, ...documents.front],
    ...[...documents.quizzes, ...documents.days, ...documents.worksheets, ...documents.sites],
    ...(guide ? [guide] : []),
    { file: "glossary.yaml", data: glossary },
    { file: "support.yaml", data: support },
  ];
  return [
    ...pagesOf(documents).flatMap(({ file, root }) =>
      citationsOf([root]).map((cited) => ({ ...cited, file })),
    ),
    ...data.flatMap(({ file, data }) =>
      textsOf(data).flatMap(({ text, field }) =>
        citationsOf([parseMarkdown(text)], field).map((cited) => ({ ...cited, file })),
      ),
    ),
    ...[...glossary, ...(support?.lines ?? [])].flatMap((entry) =>
      entry.references.map((key) => ({
        key,
        file: "term" in entry ? "glossary.yaml" : "support.yaml",
        field: `${entry.id} references`,
      })),
    ),
  ];
}

/** Texts with a citation in them, and where they stand. */
function textsOf(data: unknown, field = ""): { text: string; field: string }[] {
  if (typeof data === "string") return /\[@|:quote/.test(data) ? [{ text: data, field }] : [];
  if (Array.isArray(data)) return data.flatMap((item, index) => textsOf(item, `${field}[${index}]`));
  if (!data || typeof data !== "object") return [];
  return Object.entries(data).flatMap(([key, item]) => textsOf(item, field ? `${field}.${key}` : key));
}

function gradesOf(documents: Documents): Grade[] {
  const limits: Record<Kind, number | null> = {
    module: participantGrade,
    handout: handoutGrade,
    plan: null,
    front: null,
    chapter: null,
  };
  return pagesOf(documents)
    .map(({ file, root, kind }) => ({ file, limit: limits[kind], ...readingOf([root]) }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function sorted(problems: Problem[]): Problem[] {
  const once = new Map(
    problems.map((problem) => [`${problem.file}\0${problem.field}\0${problem.sentence}`, problem]),
  );
  return [...once.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.field.localeCompare(b.field, "en", { numeric: true }),
  );
}
