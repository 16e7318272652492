import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { glossaryPage } from "./reference.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request }: LoaderFunctionArgs) {
  return glossaryPage(await requireUser(request), new URL(request.url).searchParams.get("q") ?? "");
}

export default function Glossary() {
  const { query, total, found, letters } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow glossary">
      <h1>Glossary</h1>
      <p className="lede">
        The words of the course in plain English. In a module, touch a dotted word to see it there.
      </p>
      <search>
        <form method="get" className="filter row no-print">
          <label className="usa-label" htmlFor="q">
            Find a word
          </label>
          <input className="usa-input" id="q" name="q" type="search" defaultValue={query} />
          <button type="submit" className="usa-button usa-button--outline">
            Find
          </button>
          {query ? <a href="/glossary">Show all {total}</a> : null}
        </form>
      </search>
      {query ? (
        <p role="status">
          {found === 1 ? "1 word" : `${found} words`} with “{query}”
        </p>
      ) : (
        <nav aria-label="Letters" className="letters no-print">
          <ul>
            {letters.map(({ letter }) => (
              <li key={letter}>
                <a href={`#letter-${letter}`}>{letter}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {found === 0 ? (
        <div className="empty">
          <h2>No word found</h2>
          <p>Try fewer letters, or look through all {total} words.</p>
          <a href="/glossary" className="usa-button usa-button--outline">
            Show all
          </a>
        </div>
      ) : null}
      {letters.map(({ letter, terms }) => (
        <section key={letter} aria-labelledby={`letter-${letter}`}>
          <h2 id={`letter-${letter}`}>{letter}</h2>
          <dl>
            {terms.map(({ id, term, html, sources }) => (
              <div key={id} id={id}>
                <dt>{term}</dt>
                <dd>
                  <span dangerouslySetInnerHTML={{ __html: html }} />
                  {sources.length > 0 ? (
                    <span className="quiet small source-line">
                      {sources.length === 1 ? "Source: " : "Sources: "}
                      {sources.join("; ")}
                    </span>
                  ) : null}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
