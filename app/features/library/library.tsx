import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { KeptText } from "#app/ui/kept.tsx";
import { libraryPage } from "./library.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request }: LoaderFunctionArgs) {
  return libraryPage(await requireUser(request), new URL(request.url).searchParams.get("tag"));
}

type Page = ReturnType<typeof libraryPage>;

export default function Library() {
  const { title, html, sourcesHtml, pages, cases, from2008, comparison, tags, tag } =
    useLoaderData<typeof loader>();
  return (
    <div className="wrap library">
      <h1>{title}</h1>
      <p className="lede measure">
        Pages to look things up in, cases to discuss, and programs to learn from.
      </p>
      <h2>To look things up</h2>
      <ul className="cards">
        {pages.map(({ to, title, summary }) => (
          <li key={to} className="card">
            <h3>
              <a href={to}>{title}</a>
            </h3>
            <p className="quiet">{summary}</p>
          </li>
        ))}
        <li className="card">
          <h3>
            <a href="/glossary">Glossary</a>
          </h3>
          <p className="quiet">The words of the course in plain English.</p>
        </li>
      </ul>
      <h2>Case studies</h2>
      <p className="measure">
        For a table of people from different fields: what was decided, by whom, and at what price.
      </p>
      <ul className="cards">
        {cases.map(({ id, title, summary, minutes }) => (
          <li key={id} className="card">
            <h3>
              <a href={`/library/${id}`}>{title}</a>
            </h3>
            <p className="quiet">{summary}</p>
            <p className="small quiet">{minutes} minutes in a room</p>
          </li>
        ))}
      </ul>
      <h2 id="programs">Programs</h2>
      <nav aria-label="Programs by subject" className="kinds no-print">
        <ul>
          <li>
            <a href="/library#programs" aria-current={tag ? undefined : "true"}>
              All subjects
            </a>
          </li>
          {tags.map((one) => (
            <li key={one}>
              <a
                href={`/library?${new URLSearchParams({ tag: one })}#programs`}
                aria-current={tag === one ? "true" : undefined}
              >
                {one}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Cards title="From the program page of 2008" cards={from2008} />
      <Cards title="Later programs, for comparison" cards={comparison} />
      <section aria-labelledby="about-title">
        <h2 id="about-title">About this library</h2>
        <KeptText className="text measure" html={html} />
      </section>
      <section aria-labelledby="sources-title" className="sources measure">
        <h2 id="sources-title">Sources of this page</h2>
        <KeptText html={sourcesHtml} />
      </section>
    </div>
  );
}

function Cards({ title, cards }: { title: string; cards: Page["from2008"] }) {
  if (cards.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="cards">
        {cards.map(({ id, title, place, period, take }) => (
          <li key={id} className="card">
            <h4>
              <a href={`/library/${id}`}>{title}</a>
            </h4>
            <p className="small quiet">
              {place} · {period}
            </p>
            <p dangerouslySetInnerHTML={{ __html: take }} />
          </li>
        ))}
      </ul>
    </section>
  );
}
