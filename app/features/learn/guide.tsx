import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, forDocument, openDocument } from "#app/ui/document.ts";
import { KeptText } from "#app/ui/kept.tsx";
import { guidePage } from "./reference.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request }: LoaderFunctionArgs) {
  return forDocument(guidePage(await requireUser(request)));
}

export default function Guide() {
  const { title, edition, status, html, sourcesHtml, chapters, planned } =
    useLoaderData<typeof loader>().page;
  return (
    <div className="wrap guide">
      <h1>{title}</h1>
      <p className="lede measure">{status}</p>
      <ul className="meta">
        <li>Edition {edition}</li>
        <li>
          <a href="/manuals">Download it as a book</a>
        </li>
      </ul>
      <h2>Chapters</h2>
      <ol className="cards">
        {chapters.map(({ id, title, clock, lead, worksheets }) => (
          <li key={id} className="card">
            <h3>
              <a href={`/guide/${id}`}>
                <span className="quiet">Chapter {id}</span> {title}
              </a>
            </h3>
            <p className="quiet">
              {capital(clock)}. Lead: {lead}. {worksheets} worksheets.
            </p>
          </li>
        ))}
        {planned.map(({ chapter, title, clock, lead }) => (
          <li key={chapter} className="card planned">
            <h3>
              <span className="quiet">Chapter {chapter}</span> {title}
            </h3>
            <p className="quiet">
              Being written. {capital(clock)}. Lead: {lead}.
            </p>
          </li>
        ))}
      </ol>
      <h2>How to use this guide</h2>
      <KeptText className="text measure" html={html} />
      <section aria-labelledby="sources-title" className="sources measure">
        <h2 id="sources-title">Sources</h2>
        <KeptText html={sourcesHtml} />
      </section>
    </div>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
