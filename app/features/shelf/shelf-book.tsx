import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { documentPage, forDocument, openDocument } from "#app/ui/document.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { Contents, TextSections } from "#app/ui/text-page.tsx";
import { shelfPreview } from "./shelf.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export function loader({ params }: LoaderFunctionArgs) {
  return forDocument(shelfPreview(params.book));
}

export default function ShelfBook() {
  const { book, title, summary, edition, status, contents, sample } = useLoaderData<typeof loader>().page;
  return (
    <div className="reader">
      <div className="reader-outline no-print">
        <p className="outline-title">{title}</p>
        <Contents
          label="On this page"
          items={[{ id: "contents", title: "What is in it" }, ...(sample ? sample.sections : [])]}
        />
      </div>
      <article className="reader-text">
        <Crumbs path={[{ to: "/shelf", label: "Manuals for other cities" }]} />
        <h1>
          <span className="over">Look inside</span>
          {title}
        </h1>
        <ul className="meta">
          <li>Edition {edition}</li>
        </ul>
        <p className="lede">{summary}</p>
        <p>{status}</p>
        <p className="no-print">
          {book === "guide" ? (
            <a href="/response-guide" className="usa-button">
              Download the guide
            </a>
          ) : (
            <a href={`/shelf/request?wants=${book}`} className="usa-button">
              Ask for it
            </a>
          )}
        </p>
        <section id="contents" aria-labelledby="contents-title" className="part">
          <h2 id="contents-title">What is in it</h2>
          {contents.map((group) => (
            <div key={group.title}>
              <h3>{group.title}</h3>
              <ol className="plain-list">
                {group.parts.map((part) => (
                  <li key={part.id}>
                    <strong>
                      {part.id}: {part.title}.
                    </strong>{" "}
                    <span className="quiet">{part.about}</span>
                  </li>
                ))}
              </ol>
            </div>
          ))}
        </section>
        {sample ? (
          <>
            <p className="sample-title">
              <strong>
                To read here: {sample.over}, {sample.title}
              </strong>
            </p>
            {sample.notice ? (
              <div className="before-you-read">
                <h2>Before you read</h2>
                <p>{sample.notice}</p>
              </div>
            ) : null}
            <TextSections sections={sample.sections} sourcesHtml={sample.sourcesHtml} />
          </>
        ) : (
          <p>
            Each module has a timed plan with what to say, do and watch for, its activities step by step,
            slides, and the keys of its quiz. None of that is shown here. The texts that participants read are
            those of the <a href="/shelf/participant">participant edition</a>.
          </p>
        )}
      </article>
    </div>
  );
}
