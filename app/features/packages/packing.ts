import type { Lesson, LessonDay } from "./package.ts";

/** What a manifest says: one lesson alone, or the days of a course. */
export type Packing = {
  /** Starts with a letter and holds letters, digits and hyphens: it becomes an id in XML. */
  id: string;
  title: string;
  description: string;
  edition: string;
  /** An address that names this package for good. Nothing has to answer there. */
  iri: string;
  lessons: PackedLesson[];
  /** Null for a lesson alone. */
  days: LessonDay[] | null;
  /** Files that all lessons share. */
  shared: string[];
};

export type PackedLesson = Pick<Lesson, "id" | "summary" | "quiz"> & {
  title: string;
  /** All of its files; the page to open is the first. */
  files: string[];
};

export const idOf = (id: string): string => id.replace(/[^\w-]+/gu, "-");

export const pageOf = ({ files }: Pick<PackedLesson, "files">): string => files[0] ?? "";

/** Items of a manifest: lessons by day, or the lessons alone. */
export function itemsOf(
  packing: Packing,
  draw: {
    day: (day: LessonDay, inside: string) => string;
    lesson: (lesson: PackedLesson) => string;
  },
): string {
  if (!packing.days) return packing.lessons.map(draw.lesson).join("\n");
  const byId = new Map(packing.lessons.map((lesson) => [lesson.id, lesson]));
  return packing.days
    .map((day) =>
      draw.day(
        day,
        day.lessons
          .flatMap((id) => byId.get(id) ?? [])
          .map(draw.lesson)
          .join("\n"),
      ),
    )
    .join("\n");
}

export const dayTitle = ({ order, title }: LessonDay): string => `Day ${order}: ${title}`;
