import { checkAssessments } from "./check-assessments.ts";
import { checkCalibration } from "./check-calibration.ts";
import { checkFollowUp } from "./check-follow-up.ts";
import { checkGuide, checkSites } from "./check-guide.ts";
import { checkIds, idsOf } from "./check-ids.ts";
import { checkInstruments } from "./check-instruments.ts";
import { checkStems } from "./check-items.ts";
import { checkLibrary } from "./check-library.ts";
import {
  checkChecklist,
  checkDays,
  checkFrames,
  checkModule,
  checkVariants,
  framesOf,
} from "./check-module.ts";
import { checkQuizzes } from "./check-quiz.ts";
import { checkSlides } from "./check-slides.ts";
import {
  checkCitations,
  checkFields,
  checkLanguage,
  checkLeftovers,
  checkParagraphs,
  checkPhones,
  checkTree,
  citedIn,
  lineOf,
} from "./check-text.ts";
import {
  type CurriculaFiles,
  type Documents,
  folderOf,
  type Problem,
  readDocuments,
  type Tell,
} from "./documents.ts";
import { isDirective, walk } from "./markdown.ts";
import { type Reading, readingOf } from "./reading.ts";
import { sourcesPage } from "./sources.ts";
import { type Kind, type KnownPage, pagesOf, type Text, textsOf } from "./texts.ts";

export type Grade = Reading & { file: string; limit: number | null };

export type Inspection = {
  problems: Problem[];
  grades: Grade[];
  /** Ids of the tree that ids.yaml does not know yet. */
  newIds: string[];
  /** What docs/sources.md must say. */
  sources: string;
};

const participantGrade = 10;
const handoutGrade = 8;

export function checkCurricula(files: CurriculaFiles): Problem[] {
  return inspectCurricula(files).problems;
}

/** Everything that is wrong under curricula/, and how hard each text is to read. Pure: files in, findings out. */
export function inspectCurricula(files: CurriculaFiles, documents = readDocuments(files)): Inspection {
  const problems: Problem[] = [...documents.problems];
  const tell: Tell = (file, field, sentence) => {
    problems.push({ file, field, sentence });
  };

  checkShape(files, documents, tell);
  checkDays(documents, tell);
  checkVariants(documents, tell);
  checkFrames(documents, tell);
  checkChecklist(documents, tell);
  for (const module of documents.modules) checkModule(module, documents, tell);
  checkSlides(documents, tell);
  checkQuizzes(documents, tell);
  checkAssessments(documents, tell);
  checkStems(itemsOf(documents), tell);
  checkInstruments(documents, tell);
  checkCalibration(documents, tell);
  checkFollowUp(documents, tell);
  checkGuide(documents, tell);
  checkLibrary(documents, tell);
  checkSites(documents, tell);
  const newIds = checkIds(idsOf(documents), documents, tell);

  const pages = pagesOf(documents);
  for (const page of pages) {
    checkTree(page.file, pictureFolder(page), page.root, files, page.needsIds, tell);
    checkReferrals(page, documents, tell);
  }
  checkPictures(pages, documents, tell);

  const texts = textsOf(documents);
  const cited = citedIn(texts, documents);
  problems.push(
    ...checkFields(texts),
    ...checkCitations(cited, documents.references),
    ...checkLanguage(texts, documents.language),
    ...checkPhones(texts),
    ...checkParagraphs(texts, framesOf(documents)),
    ...checkLeftovers(files),
  );
  const grades = gradesOf(pages, texts, documents);
  for (const { file, grade, limit, words } of grades) {
    if (limit !== null && words >= 50 && grade > limit) {
      tell(file, "reading", `The reading grade is ${grade.toFixed(1)}; it may be ${limit} at most.`);
    }
  }
  return { problems: sorted(problems), grades, newIds, sources: sourcesPage(cited, documents.references) };
}

/** Says when docs/sources.md is not what the citations make of it. */
export function checkSources(written: string, sources: string): Problem[] {
  if (written.replaceAll("\r\n", "\n") === sources) return [];
  const sentence = "It is not up to date; run npm run check:curricula -- --write-sources.";
  return [{ file: "docs/sources.md", field: "file", sentence }];
}

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

function itemsOf({ quizzes, forms, boosters }: Documents): Parameters<typeof checkStems>[0] {
  return [
    ...[...quizzes, ...forms].flatMap(({ file, data }) => data.items.map((item) => ({ file, item }))),
    ...(boosters?.data.sets ?? []).flatMap(({ items }) =>
      items.map((item) => ({ file: boosters?.file ?? "", item })),
    ),
  ];
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
  keypoint: ["module", "chapter", "front", "library"],
  discipline: ["module", "chapter", "front", "library"],
  line: ["handout", "front"],
  box: ["handout", "front"],
};

function checkPictures(pages: KnownPage[], { images }: Documents, tell: Tell): void {
  const shown = new Set<string>();
  for (const page of pages) {
    walk([page.root], (node) => {
      if (node.type === "image") shown.add(`${pictureFolder(page)}/${node.url}`);
    });
  }
  for (const file of images) {
    if (!shown.has(file)) tell(file, "file", "No text shows this picture.");
  }
}

/** Pictures stand in images/ of the module; a handout of it names them the same way. */
function pictureFolder({ kind, folder }: KnownPage): string {
  return kind === "handout" ? folderOf(folder) : folder;
}

const gradeLimits: Record<Kind, number | null> = {
  module: participantGrade,
  handout: handoutGrade,
  plan: null,
  front: participantGrade,
  chapter: participantGrade,
  library: participantGrade,
};

/** Every body, and every file of questions that a participant answers. */
function gradesOf(pages: KnownPage[], texts: Text[], documents: Documents): Grade[] {
  const { quizzes, forms, boosters, confidence, attitudes, satisfaction, calibration, followUp } = documents;
  const sheets = [boosters, confidence, attitudes, satisfaction, calibration, followUp];
  const asked = new Set([...quizzes, ...forms, ...sheets].map((doc) => doc?.file));
  const blocks = new Map<string, Text["blocks"]>();
  for (const { file, field, blocks: own } of texts) {
    if (field === null) blocks.set(`${file} body`, own);
    else if (asked.has(file)) {
      // An option of one or two words would make the others look easier, as an item of a list does.
      const list = blocks.get(file) ?? [];
      for (const block of own) list.push({ ...block, kind: "item" });
      blocks.set(file, list);
    }
  }
  const known = [
    ...pages.map(({ file, kind }) => ({ file, limit: gradeLimits[kind], key: `${file} body` })),
    ...[...asked].flatMap((file) => (file ? [{ file, limit: participantGrade, key: file }] : [])),
  ];
  return known
    .map(({ file, limit, key }) => ({ file, limit, ...readingOf(blocks.get(key) ?? []) }))
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
