import type { Root } from "mdast";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { parseMarkdown, sectionsOf } from "./markdown.ts";
import * as schema from "./schema.ts";
import * as assessments from "./schema-assessments.ts";
import { type FollowUpFile, followUpSchema } from "./schema-follow-up.ts";
import * as instruments from "./schema-instruments.ts";
import * as library from "./schema-library.ts";
import type { Section } from "./tree.ts";

/** Paths inside curricula/ and what is in them: text for .md and .yaml, bytes for images. */
export type CurriculaFiles = ReadonlyMap<string, string | Uint8Array>;

/** One thing an author has to repair. */
export type Problem = { file: string; field: string; sentence: string };

export type Tell = (file: string, field: string, sentence: string) => void;

/** A file that fits its schema. `folder` is the folder it stands in. */
export type Doc<T> = { file: string; folder: string; data: T };

/** A Markdown file: front matter that fits its schema, and the tree of its body with its sections. */
export type Page<T> = Doc<T> & { root: Root; sections: Section[] };

export type Documents = {
  course: Doc<schema.CourseFile> | null;
  days: Doc<schema.DayFile>[];
  modules: Page<schema.ModuleFrontMatter>[];
  plans: Page<null>[];
  quizzes: Doc<schema.Quiz>[];
  slides: Doc<schema.SlidesFile>[];
  handouts: Page<schema.HandoutFrontMatter>[];
  front: Page<schema.FrontFrontMatter>[];
  forms: Doc<assessments.FormFile>[];
  boosters: Doc<assessments.BoostersFile> | null;
  confidence: Doc<assessments.ConfidenceFile> | null;
  attitudes: Doc<assessments.AttitudesFile> | null;
  rubric: Doc<instruments.RubricFile> | null;
  calibration: Doc<instruments.CalibrationFile> | null;
  followUp: Doc<FollowUpFile> | null;
  competencies: Doc<instruments.CompetenciesFile> | null;
  fidelity: Doc<instruments.FidelityFile> | null;
  satisfaction: Doc<instruments.SatisfactionFile> | null;
  certificate: Doc<instruments.CertificateFile> | null;
  variants: Doc<schema.VariantsFile> | null;
  checklist: Doc<schema.ChecklistFile> | null;
  measures: Doc<instruments.MeasuresFile> | null;
  creditRules: Doc<instruments.CreditRulesFile> | null;
  library: Doc<library.LibraryFile> | null;
  cards: Page<library.CardFrontMatter>[];
  cases: Page<library.CaseFrontMatter>[];
  libraryPages: Page<library.LibraryPageFrontMatter>[];
  guide: Doc<schema.GuideFile> | null;
  chapters: Page<schema.ChapterFrontMatter>[];
  worksheets: Doc<schema.Worksheet>[];
  sites: Doc<schema.SiteFile>[];
  references: schema.References;
  glossary: schema.GlossaryEntry[];
  support: schema.Support | null;
  language: schema.Language;
  misconceptions: schema.Misconceptions;
  ids: schema.Ids;
  /** Paths of all pictures. */
  images: string[];
  /** What does not fit a schema, and what is no Markdown of ours. */
  problems: Problem[];
};

type Place = [RegExp, (found: Documents, file: string, text: string) => void];

const places: Place[] = [
  [
    /^references\.yaml$/,
    (found, ...of) => take(found, of, schema.referencesSchema, (data) => (found.references = data)),
  ],
  [
    /^glossary\.yaml$/,
    (found, ...of) => take(found, of, schema.glossarySchema, (data) => (found.glossary = data)),
  ],
  [
    /^support\.yaml$/,
    (found, ...of) => take(found, of, schema.supportSchema, (data) => (found.support = data)),
  ],
  [
    /^language\.yaml$/,
    (found, ...of) => take(found, of, schema.languageSchema, (data) => (found.language = data)),
  ],
  [
    /^misconceptions\.yaml$/,
    (found, ...of) => take(found, of, schema.misconceptionsSchema, (data) => (found.misconceptions = data)),
  ],
  [/^ids\.yaml$/, (found, ...of) => take(found, of, schema.idsSchema, (data) => (found.ids = data))],
  [
    /^sites\/[^/]+\.yaml$/,
    (found, ...of) => take(found, of, schema.siteSchema, (data) => found.sites.push(doc(of[0], data))),
  ],
  [
    /^[^/]+\/course\.yaml$/,
    (found, ...of) => take(found, of, schema.courseSchema, (data) => (found.course = doc(of[0], data))),
  ],
  one("variants", schema.variantsSchema, (found, doc) => (found.variants = doc)),
  one("checklist", schema.checklistSchema, (found, doc) => (found.checklist = doc)),
  one("credit-rules", instruments.creditRulesSchema, (found, doc) => (found.creditRules = doc)),
  [
    /^[^/]+\/front\/[^/]+\.md$/,
    (found, ...of) => takePage(found, of, schema.frontSchema, (page) => found.front.push(page)),
  ],
  [
    /^[^/]+\/assessments\/form-[abc]\.yaml$/,
    (found, ...of) => take(found, of, assessments.formSchema, (data) => found.forms.push(doc(of[0], data))),
  ],
  one("assessments/boosters", assessments.boostersSchema, (found, doc) => (found.boosters = doc)),
  one("assessments/confidence", assessments.confidenceSchema, (found, doc) => (found.confidence = doc)),
  one("assessments/attitudes", assessments.attitudesSchema, (found, doc) => (found.attitudes = doc)),
  one("instruments/rubric", instruments.rubricSchema, (found, doc) => (found.rubric = doc)),
  one("instruments/calibration", instruments.calibrationSchema, (found, doc) => (found.calibration = doc)),
  one("follow-up", followUpSchema, (found, doc) => (found.followUp = doc)),
  one("instruments/competencies", instruments.competenciesSchema, (found, doc) => (found.competencies = doc)),
  one("instruments/fidelity", instruments.fidelitySchema, (found, doc) => (found.fidelity = doc)),
  one("instruments/satisfaction", instruments.satisfactionSchema, (found, doc) => (found.satisfaction = doc)),
  one("instruments/certificate", instruments.certificateSchema, (found, doc) => (found.certificate = doc)),
  one("instruments/measures", instruments.measuresSchema, (found, doc) => (found.measures = doc)),
  [
    /^library\/library\.yaml$/,
    (found, ...of) => take(found, of, library.librarySchema, (data) => (found.library = doc(of[0], data))),
  ],
  [
    /^library\/cards\/[^/]+\.md$/,
    (found, ...of) => takePage(found, of, library.cardSchema, (page) => found.cards.push(page)),
  ],
  [
    /^library\/cases\/[^/]+\.md$/,
    (found, ...of) => takePage(found, of, library.caseSchema, (page) => found.cases.push(page)),
  ],
  [
    /^library\/pages\/[^/]+\.md$/,
    (found, ...of) => takePage(found, of, library.pageSchema, (page) => found.libraryPages.push(page)),
  ],
  [
    /^[^/]+\/guide\.yaml$/,
    (found, ...of) => take(found, of, schema.guideSchema, (data) => (found.guide = doc(of[0], data))),
  ],
  [
    /^[^/]+\/[^/]+\/chapter\.md$/,
    (found, ...of) => takePage(found, of, schema.chapterSchema, (page) => found.chapters.push(page)),
  ],
  [
    /^[^/]+\/[^/]+\/worksheets\/[^/]+\.yaml$/,
    (found, ...of) =>
      take(found, of, schema.worksheetSchema, (data) => found.worksheets.push(doc(of[0], data))),
  ],
  [
    /^[^/]+\/[^/]+\/day\.yaml$/,
    (found, ...of) => take(found, of, schema.daySchema, (data) => found.days.push(doc(of[0], data))),
  ],
  [
    /^[^/]+\/[^/]+\/[^/]+\/module\.md$/,
    (found, ...of) => takePage(found, of, schema.moduleSchema, (page) => found.modules.push(page)),
  ],
  [
    /^[^/]+\/[^/]+\/[^/]+\/plan\.md$/,
    (found, file, text) => found.plans.push({ ...doc(file, null), ...body(found, file, text, 0) }),
  ],
  [
    /^[^/]+\/[^/]+\/[^/]+\/quiz\.yaml$/,
    (found, ...of) => take(found, of, schema.quizSchema, (data) => found.quizzes.push(doc(of[0], data))),
  ],
  [
    /^[^/]+\/[^/]+\/[^/]+\/slides\.yaml$/,
    (found, ...of) => take(found, of, schema.slidesSchema, (data) => found.slides.push(doc(of[0], data))),
  ],
  [
    /^[^/]+\/[^/]+\/[^/]+\/handouts\/[^/]+\.md$/,
    (found, ...of) => takePage(found, of, schema.handoutSchema, (page) => found.handouts.push(page)),
  ],
];

const image = /\/images\/[^/]+\.(png|jpe?g|svg|webp|gif|avif)$/;

/** Reads every file against its schema. Nothing here looks from one file into another. */
export function readDocuments(files: CurriculaFiles): Documents {
  const found: Documents = {
    course: null,
    days: [],
    modules: [],
    plans: [],
    quizzes: [],
    slides: [],
    handouts: [],
    front: [],
    forms: [],
    boosters: null,
    confidence: null,
    attitudes: null,
    rubric: null,
    calibration: null,
    followUp: null,
    competencies: null,
    fidelity: null,
    satisfaction: null,
    certificate: null,
    variants: null,
    checklist: null,
    measures: null,
    creditRules: null,
    library: null,
    cards: [],
    cases: [],
    libraryPages: [],
    guide: null,
    chapters: [],
    worksheets: [],
    sites: [],
    references: {},
    glossary: [],
    support: null,
    language: { avoid: [], folklore: [], recalled: [] },
    misconceptions: {},
    ids: { active: [], retired: [] },
    images: [],
    problems: [],
  };
  for (const [file, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (image.test(file)) {
      found.images.push(file);
      continue;
    }
    const place = places.find(([path]) => path.test(file));
    if (place && typeof content === "string") place[1](found, file, content);
    else found.problems.push({ file, field: "name", sentence: "This is no place where Cairn reads a file." });
  }
  return found;
}

/** The folder above a path: `a/b/c.md` → `a/b`. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Splits a Markdown file into its front matter and its body; `lines` counts what stands above the body. */
export function splitFrontMatter(text: string): { matter: string | null; body: string; lines: number } {
  const found = /^---\r?\n([\s\S]*?)^---[ \t]*(\r?\n|$)/m.exec(text);
  if (found?.index !== 0) return { matter: null, body: text, lines: 0 };
  return {
    matter: found[1] ?? "",
    body: text.slice(found[0].length),
    lines: found[0].split("\n").length - 1,
  };
}

/** A YAML file of the course that there is once. */
function one<T>(name: string, type: z.ZodType<T>, keep: (found: Documents, doc: Doc<T>) => void): Place {
  return [
    new RegExp(`^[^/]+/${name}\\.yaml$`),
    (found, ...of) => take(found, of, type, (data) => keep(found, doc(of[0], data))),
  ];
}

function take<T>(
  found: Documents,
  [file, text]: [string, string],
  type: z.ZodType<T>,
  keep: (data: T) => void,
): void {
  const data = parse(found, file, text, type, 0);
  if (data !== undefined) keep(data);
}

function takePage<T>(
  found: Documents,
  [file, text]: [string, string],
  type: z.ZodType<T>,
  keep: (page: Page<T>) => void,
): void {
  const parts = splitFrontMatter(text);
  if (parts.matter === null) {
    found.problems.push({
      file,
      field: "line 1",
      sentence: "The file needs front matter between two lines of ---.",
    });
  }
  const data = parts.matter === null ? undefined : parse(found, file, parts.matter, type, 1);
  const tree = body(found, file, parts.body, parts.lines);
  if (data !== undefined) keep({ ...doc(file, data), ...tree });
}

function body(
  found: Documents,
  file: string,
  text: string,
  lines: number,
): { root: Root; sections: Section[] } {
  // Empty lines above keep every line number of the tree true for the file.
  const root = parseMarkdown("\n".repeat(lines) + text);
  for (const { line, sentence } of root.data?.problems ?? []) {
    found.problems.push({ file, field: `line ${line}`, sentence });
  }
  return { root, sections: sectionsOf(root) };
}

function parse<T>(
  found: Documents,
  file: string,
  text: string,
  type: z.ZodType<T>,
  above: number,
): T | undefined {
  const lineCounter = new LineCounter();
  const yaml = parseDocument(text, { lineCounter, prettyErrors: false });
  for (const error of yaml.errors) {
    const line = lineCounter.linePos(error.pos[0]).line + above;
    found.problems.push({ file, field: `line ${line}`, sentence: `This is no YAML: ${error.message}.` });
  }
  if (yaml.errors.length > 0) return undefined;
  const result = type.safeParse(yaml.toJS());
  if (result.success) return result.data;
  found.problems.push(...result.error.issues.flatMap((issue) => problemsOf(file, issue)));
  return undefined;
}

function problemsOf(file: string, issue: z.core.$ZodIssue): Problem[] {
  const field = fieldOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      file,
      field: fieldOf([...issue.path, key]),
      sentence: "This field is not known here.",
    }));
  }
  if (issue.code === "invalid_key") {
    return [{ file, field, sentence: `This key ${issue.issues[0]?.message ?? "is not known here"}.` }];
  }
  if (issue.code === "invalid_type") {
    const missing = issue.input === undefined && issue.message.endsWith("received undefined");
    return [
      {
        file,
        field,
        sentence: missing ? "This field is missing." : `This must be ${named(issue.expected)}.`,
      },
    ];
  }
  if (issue.code === "invalid_value") {
    return [{ file, field, sentence: `This must be ${issue.values.map(String).join(" or ")}.` }];
  }
  if (issue.code === "too_small" && issue.origin === "string") {
    return [{ file, field, sentence: "This must not be empty." }];
  }
  const text = issue.message;
  return [{ file, field, sentence: /^must /.test(text) ? `This ${text}.` : `${text.replace(/\.$/, "")}.` }];
}

function named(type: string): string {
  return type === "int" ? "a whole number" : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function fieldOf(path: PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.replace(/^\./, "") || "file";
}

function doc<T>(file: string, data: T): Doc<T> {
  return { file, folder: folderOf(file), data };
}
