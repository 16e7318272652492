import { useLoaderData } from "@remix-run/react";
import { catalogue } from "#app/content/catalogue.server.ts";
import { type Form, forms } from "./book.ts";
import { formNames, formUses } from "./names.ts";

export function loader() {
  const { guide } = catalogue();
  return {
    title: guide.title,
    status: guide.status,
    edition: guide.edition,
    chapters: guide.chapters.map(({ id, title, purpose }) => ({ id, title, purpose })),
    planned: guide.planned.map(({ chapter, title }) => ({ id: String(chapter), title })),
  };
}

const offered = forms.filter((form): form is Exclude<Form, "pack"> => form !== "pack");
const worksheets =
  "Every worksheet, with the memorandum of understanding, and every program card as a file to edit, in one zip.";

export default function PublicGuide() {
  const { title, status, edition, chapters, planned } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>{title}</h1>
      <p className="lede">
        For any city that wants to answer the commercial sexual exploitation of children together. Free to
        download; no account, and we do not record who you are.
      </p>
      <section className="card" aria-labelledby="download">
        <h2 id="download">Download the guide</h2>
        <p>
          Edition {edition}. {status}
        </p>
        <ul>
          {offered.map((form) => (
            <li key={form}>
              <a href={`/response-guide/${form}/download`}>{formNames[form]}</a>
              <br />
              <span className="quiet small">{form === "docx" ? worksheets : formUses[form]}</span>
            </li>
          ))}
        </ul>
        <p className="quiet small">
          A file that nobody has taken yet is made first, which takes a few seconds.
        </p>
      </section>
      <h2>What is in it</h2>
      <ol>
        {chapters.map((chapter) => (
          <li key={chapter.id}>
            <strong>{chapter.title}.</strong> {chapter.purpose}
          </li>
        ))}
      </ol>
      {planned.length > 0 ? (
        <p className="quiet">
          Being written: {planned.map((chapter) => `${chapter.id}. ${chapter.title}`).join("; ")}.
        </p>
      ) : null}
    </div>
  );
}
