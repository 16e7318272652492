import type { Nodes } from "mdast";
import { type HtmlOptions, html, inlineHtml, sourceListHtml } from "#app/content/html.ts";
import { slugOf } from "#app/content/markdown.ts";
import type { Catalogue, Handout, Module, Site } from "#app/content/tree.ts";
import { numberOf } from "#app/features/learn/reader.ts";

/**
 * A module as other systems get it, whatever their format is: the reader's pages, its handouts, the list of sources and
 * the questions with their keys. Texts are HTML with our classes. A link inside the lesson is `#` and an id that stands
 * in it; a picture is a path from the lesson's own folder.
 */
export type Lesson = {
  id: string;
  kind: Module["kind"];
  /** "Module 1.3", or "Day 1" for its opening and closing. */
  number: string;
  title: string;
  summary: string;
  minutes: number;
  advisory: Module["advisory"];
  objectives: string[];
  survivorVoice: string;
  sections: LessonSection[];
  handouts: LessonHandout[];
  sourcesHtml: string;
  quiz: LessonQuiz | null;
  pictures: LessonPicture[];
};

/** With a notice, the text or its alternative opens by a choice of the reader. */
export type LessonSection = {
  id: string;
  title: string;
  minutes: number;
  noticeHtml: string | null;
  html: string;
  alternativeHtml: string | null;
};

export type LessonHandout = { id: string; anchor: string; title: string; purpose: string; html: string };

/** `pass` is the percent needed. A question names the section in which its answer is taught. */
export type LessonQuiz = { pass: number; items: LessonItem[] };
export type LessonItem = { id: string; section: string; stem: string; options: LessonOption[] };
export type LessonOption = { text: string; feedback: string; correct?: true | undefined };

/** `path` is its place in the lesson's folder; `owner` and `source` are what `image` of the catalogue takes. */
export type LessonPicture = { path: string; owner: string; source: string };

/** The days of the course, each with the ids of its lessons in the order of the agenda. */
export type LessonDay = { id: string; order: number; title: string; question: string; lessons: string[] };

export function lessonDays({ course }: Pick<Catalogue, "course">): LessonDay[] {
  return course.days.map(({ id, order, title, question, blocks }) => ({
    id,
    order,
    title,
    question,
    lessons: blocks.map((block) => block.id),
  }));
}

/**
 * Pure. `sources` are the keys of the module's source list for that site, from `sourcesFor` of the catalogue. All three
 * lenses stand open, because another system does not tell us the reader's discipline.
 */
export function lessonOf(
  { glossary, references }: Pick<Catalogue, "glossary" | "references">,
  module: Module,
  site: Site | null,
  sources: readonly string[],
): Lesson {
  const pictures = new Map<string, LessonPicture>();
  const handouts = new Map(module.handouts.map((handout) => [handout.id, handout]));
  const options: Partial<HtmlOptions> = {
    site,
    glossary,
    references,
    sources,
    handout: (id) => {
      const found = handouts.get(id);
      return found ? { title: found.title, href: `#${anchorOf(found)}` } : null;
    },
    asset: (source) => {
      const path = `pictures/${source.replace(/^images\//u, "").replace(/[^\w.-]+/gu, "-")}`;
      pictures.set(path, { path, owner: module.id, source });
      return path;
    },
  };
  const draw = (nodes: readonly Nodes[], idPrefix: string, under = 2) =>
    html(nodes, { ...options, idPrefix, under });
  const line = (text: string) => inlineHtml(text, { references, sources: module.sources });
  const sections = module.sections.map(
    ({ id, title, minutes, nodes, notice, alternative }): LessonSection => {
      const prefix = `${slugOf(module.id)}-${id}-`;
      return {
        id,
        title,
        minutes,
        noticeHtml: notice && draw([notice], `${prefix}notice-`),
        html: draw(
          nodes.filter((node) => node !== notice && node !== alternative),
          prefix,
        ),
        alternativeHtml: alternative && draw([alternative], `${prefix}alternative-`),
      };
    },
  );
  const sheets = module.handouts.map(
    (handout): LessonHandout => ({
      id: handout.id,
      anchor: anchorOf(handout),
      title: handout.title,
      purpose: handout.purpose,
      html: draw(handout.root.children, `${slugOf(handout.id)}-`, 1),
    }),
  );
  const quiz = module.quiz && {
    pass: module.quiz.pass,
    items: module.quiz.items.map(
      ({ id, section, stem, options }): LessonItem => ({
        id,
        section,
        stem: line(stem),
        options: options.map(({ text, feedback, correct }) => ({
          text: line(text),
          feedback: line(feedback),
          ...(correct ? { correct } : {}),
        })),
      }),
    ),
  };
  return {
    id: module.id,
    kind: module.kind,
    number: numberOf(module),
    title: module.title,
    summary: module.summary,
    minutes: module.minutes,
    advisory: module.advisory,
    objectives: module.objectives.map(({ verb, text }) => `${verb} ${text}`),
    survivorVoice: module.survivor_voice,
    sections,
    handouts: sheets,
    sourcesHtml: sourceListHtml(sources, references),
    quiz,
    pictures: [...pictures.values()],
  };
}

const anchorOf = ({ id }: Pick<Handout, "id">) => `handout-${slugOf(id)}`;

/** "Module 1.3: Title", and for an opening its title alone, which says what it is. */
export const lessonTitle = ({ kind, number, title }: Pick<Lesson, "kind" | "number" | "title">): string =>
  kind === "module" ? `${number}: ${title}` : title;
