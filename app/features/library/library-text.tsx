import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { Contents, TextSections } from "#app/ui/text-page.tsx";
import { libraryText } from "./library.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request, params }: LoaderFunctionArgs) {
  return libraryText(await requireUser(request), params.textId ?? "");
}

type Page = ReturnType<typeof libraryText>;

export default function LibraryText() {
  const page = useLoaderData<typeof loader>();
  const { card, study } = page;
  const outline = [
    ...page.sections,
    ...(card ? [{ id: "evidence", title: "How strong is the evidence" }] : []),
    ...(card || study ? [{ id: "questions", title: "To discuss" }] : []),
  ];
  return (
    <div className="reader">
      <div className="reader-outline no-print">
        <p className="outline-title">On this page</p>
        <Contents label="On this page" items={outline} />
      </div>
      <article className="reader-text">
        <Crumbs path={[{ to: "/library", label: "Library" }]} />
        <h1>
          {card || study ? <span className="over">{card ? "Program" : "Case study"}</span> : null}
          {page.title}
        </h1>
        <ul className="meta">
          {study ? <li>{study.minutes} minutes in a room</li> : null}
          <li className="hash">Text {page.hash}</li>
          <li>{page.reviewed ? "Reviewed" : "Not yet reviewed"}</li>
        </ul>
        {page.summary ? <p className="lede">{page.summary}</p> : null}
        {study ? <p className="lede">{study.summary}</p> : null}
        {card ? <Facts card={card} /> : null}
        <TextSections sections={page.sections} sourcesHtml="" />
        {card ? (
          <section id="evidence" aria-labelledby="evidence-title" className="part">
            <h2 id="evidence-title">How strong is the evidence</h2>
            <div className="text">
              <p dangerouslySetInnerHTML={{ __html: card.evidence }} />
            </div>
          </section>
        ) : null}
        <Discuss page={page} />
        <TextSections sections={[]} sourcesHtml={page.sourcesHtml} />
        <nav className="previous-next no-print" aria-label="Others like this">
          {page.previous ? (
            <a href={`/library/${page.previous.id}`}>
              <span className="quiet small">Before this</span>
              <br />
              {page.previous.title}
            </a>
          ) : (
            <span />
          )}
          {page.next ? (
            <a href={`/library/${page.next.id}`} className="onward">
              <span className="quiet small">After this</span>
              <br />
              {page.next.title}
            </a>
          ) : null}
        </nav>
      </article>
    </div>
  );
}

function Facts({ card }: { card: NonNullable<Page["card"]> }) {
  const facts = [
    ["Who", card.grantee],
    ["Where", card.place],
    ["When", card.period],
    ["Federal award", card.award ?? "None published"],
  ] as const;
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Subjects</dt>
          <dd>
            <ul className="inline-list">
              {card.tags.map((tag) => (
                <li key={tag}>
                  <a href={`/library?${new URLSearchParams({ tag })}#programs`}>{tag}</a>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      </dl>
      <div className="objectives">
        <h2>To carry home</h2>
        <p dangerouslySetInnerHTML={{ __html: card.take }} />
      </div>
    </>
  );
}

function Discuss({ page }: { page: Page }) {
  const { card, study } = page;
  const questions = card?.questions ?? study?.questions ?? [];
  if (questions.length === 0) return null;
  const others = card?.cases ?? study?.cards ?? [];
  return (
    <section id="questions" aria-labelledby="questions-title" className="part">
      <h2 id="questions-title">To discuss</h2>
      <ol className="text">
        {questions.map((question) => (
          <li key={question} dangerouslySetInnerHTML={{ __html: question }} />
        ))}
      </ol>
      {study?.note ? (
        <div className="objectives">
          <h3>For the facilitator</h3>
          <p dangerouslySetInnerHTML={{ __html: study.note }} />
        </div>
      ) : null}
      {others.length > 0 ? (
        <p>
          {card ? "Goes deeper: " : "In short: "}
          {others.map(({ id, title }, i) => (
            <span key={id}>
              {i > 0 ? ", " : ""}
              <a href={`/library/${id}`}>{title}</a>
            </span>
          ))}
        </p>
      ) : null}
    </section>
  );
}
