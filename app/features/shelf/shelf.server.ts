import { isbot } from "isbot";
import { catalogue, chapterHtml, sectionsHtml } from "#app/content/catalogue.server.ts";
import type { AgendaItem } from "#app/content/tree.ts";
import { newestReleased } from "#app/features/editions/editions.server.ts";
import { type BookName, type Form, type FormSpec, forms } from "#app/features/manual/book.ts";
import { editionFile, editionOf } from "#app/features/manual/edition-files.server.ts";
import { bookSummaries, bookTitles, formNames, formUses } from "#app/features/manual/names.ts";
import { notFound } from "#app/lib/refuse.ts";
import { isForTheRest } from "#app/lib/whole.ts";
import { type Said, saidIn } from "./request.ts";

const offered = forms.filter((form): form is Exclude<Form, "pack"> => form !== "pack");

/**
 * A file as the shelf gives it out: of the newest edition that is released, so that other cities hold the words that the
 * sites hold, or of the texts as they are while there is none. Throws 404 for a form that is not offered.
 */
export function shelfSpec(book: "guide" | "participant", wanted: string | undefined): FormSpec {
  const form = offered.find((one) => one === wanted);
  if (!form) throw notFound();
  const edition = newestReleased()?.name;
  return { book, site: null, form, ...(edition ? { edition } : {}) };
}

/** What a download is counted as; null for programs that look for pages, and for a question about the file alone. */
export function countsAs(request: Request): Said | null {
  if (request.method === "HEAD" || isForTheRest(request)) return null;
  if (isbot(request.headers.get("User-Agent"))) return null;
  return saidIn(new URL(request.url).searchParams);
}

export type ShelfFile = { form: Form; name: string; use: string; megabytes: number | null };

/** The forms in which a book leaves the shelf, with the size of those that have been made. */
export function shelfFiles(book: "guide" | "participant"): ShelfFile[] {
  return offered.map((form) => {
    const file = editionFile(shelfSpec(book, form));
    return {
      form,
      name: formNames[form],
      use: form === "docx" ? documents[book] : formUses[form],
      megabytes: file && Math.max(0.1, Math.round(file.bytes / 100_000) / 10),
    };
  });
}

const documents = {
  guide:
    "Every worksheet, with the memorandum of understanding, and every program card as a file to edit, in one zip.",
  participant: "Every handout as a file to edit or fill in, in one zip.",
};

/** What stands on the shelf: each book with its edition and what nobody has reviewed yet. */
export function publicShelf() {
  const { course, guide } = catalogue();
  const book = (name: BookName) => ({
    book: name,
    title: bookTitles[name],
    summary: bookSummaries[name],
    edition: newestReleased()?.name ?? editionOf({ book: name }),
    status: name === "guide" ? guide.status : course.status,
  });
  return {
    books: [book("guide"), book("participant"), book("training")],
    modules: course.days.reduce((sum, { modules }) => sum + modules.length, 0),
    days: course.days.length,
    chapters: guide.chapters.length,
  };
}

/** The contents of a book and what everybody may read of it: a chapter of the guide, or a module without its quiz. */
export function shelfPreview(book: string | undefined) {
  const found = publicShelf().books.find((one) => one.book === book);
  if (!found) throw notFound();
  return {
    ...found,
    contents: contentsOf(found.book),
    sample: found.book === "training" ? null : sampleOf(found.book),
  };
}

function contentsOf(
  book: BookName,
): { title: string; parts: { id: string; title: string; about: string }[] }[] {
  const { course, guide } = catalogue();
  if (book === "guide")
    return [
      {
        title: "Chapters",
        parts: guide.chapters.map(({ id, title, purpose }) => ({
          id: `Chapter ${id}`,
          title,
          about: purpose,
        })),
      },
    ];
  return course.days.map(({ order, title, agenda }) => ({
    title: `Day ${order}: ${title}`,
    parts: agenda.flatMap((item: AgendaItem) =>
      item.module?.kind === "module"
        ? [{ id: `Module ${item.module.id}`, title: item.module.title, about: item.module.summary }]
        : [],
    ),
  }));
}

type Sample = {
  title: string;
  over: string;
  notice: string | null;
  sections: { id: string; title: string; html: string }[];
  sourcesHtml: string;
};

function sampleOf(book: "guide" | "participant"): Sample | null {
  const { course, guide } = catalogue();
  const chapter = guide.chapters[0];
  if (book === "guide" && chapter) {
    const page = chapterHtml(chapter.id, null);
    return sample(`Chapter ${chapter.id}`, chapter.title, null, page);
  }
  const module = course.days[0]?.modules[0];
  if (book === "guide" || !module) return null;
  const page = sectionsHtml(module.id, { discipline: null, siteId: null, role: "trainee" });
  return sample(`Module ${module.id}`, module.title, module.advisory.text, page);
}

function sample(
  over: string,
  title: string,
  notice: string | null,
  { sections, sourcesHtml }: ReturnType<typeof sectionsHtml>,
): Sample {
  return {
    over,
    title,
    notice,
    sections: sections.map(({ id, title, noticeHtml, html }) => ({
      id: `text-${id}`,
      title,
      html: outside(`${noticeHtml ?? ""}${html}`),
    })),
    sourcesHtml,
  };
}

/** Without the links to pages that ask for an account. */
const outside = (html: string): string => html.replaceAll(/<a [^>]*href="\/[^"]*"[^>]*>(.*?)<\/a>/gsu, "$1");
