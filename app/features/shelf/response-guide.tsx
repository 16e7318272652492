import { Link, useLoaderData } from "@remix-run/react";
import { catalogue } from "#app/content/catalogue.server.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { Downloads } from "./downloads.tsx";
import { publicShelf, shelfFiles } from "./shelf.server.ts";

export function loader() {
  const { guide } = catalogue();
  return {
    title: guide.title,
    status: guide.status,
    edition: publicShelf().books[0]?.edition ?? guide.edition,
    files: shelfFiles("guide"),
    chapters: guide.chapters.map(({ id, title, purpose }) => ({ id, title, purpose })),
    planned: guide.planned.map(({ chapter, title }) => ({ id: String(chapter), title })),
  };
}

export default function ResponseGuide() {
  const { title, status, edition, files, chapters, planned } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/shelf", label: "Manuals for other cities" }]} />
      <h1>{title}</h1>
      <p className="lede">
        For any city that wants to answer the commercial sexual exploitation of children together. Free to
        download; no account, and we do not record who you are.
      </p>
      <p>
        <Link to="/shelf/guide" reloadDocument>
          Read the first chapter here
        </Link>
      </p>
      <section className="card" aria-labelledby="download">
        <h2 id="download">Download the guide</h2>
        <p>
          Edition {edition}. {status}
        </p>
        <Downloads files={files} base="/response-guide" asks />
        <p>
          You have a copy already? <a href="/response-guide/changes">See what changed since</a>, or{" "}
          <a href="/copy">check whether it is current</a>.
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
