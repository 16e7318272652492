import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, forDocument, openDocument } from "#app/ui/document.ts";
import { Crumbs, Scroll } from "#app/ui/page.tsx";
import { Contents, TextSections } from "#app/ui/text-page.tsx";
import { chapterPage } from "./reference.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request, params }: LoaderFunctionArgs) {
  return forDocument(chapterPage(await requireUser(request), params.chapterId ?? ""));
}

const letters = { R: "Does the work", A: "Answers for it", C: "Is asked before", I: "Is told after" };

export default function ChapterPage() {
  const chapter = useLoaderData<typeof loader>().page;
  const ownParts = [
    { id: "roles", title: "Who does what" },
    { id: "timeline", title: "Timeline" },
    { id: "checklist", title: "Checklist" },
    { id: "checks", title: "Two checks" },
    { id: "worksheets", title: "Worksheets" },
  ];
  const texts = chapter.sections.map((section) => ({ ...section, id: `text-${section.id}` }));
  return (
    <div className="reader">
      <div className="reader-outline no-print">
        <p className="outline-title">Chapter {chapter.id}</p>
        <Contents label="In this chapter" items={[...texts, ...ownParts]} />
      </div>
      <article className="reader-text">
        <Crumbs path={[{ to: "/guide", label: "Response Guide" }]} />
        <h1>
          <span className="over">Chapter {chapter.id}</span>
          {chapter.title}
        </h1>
        <ul className="meta">
          <li>{chapter.clock}</li>
          <li>Lead: {chapter.lead}</li>
          <li>Edition {chapter.edition}</li>
          <li className="hash">Text {chapter.hash}</li>
          <li>{chapter.reviewed ? "Reviewed" : "Not yet reviewed"}</li>
        </ul>
        <p className="lede" dangerouslySetInnerHTML={{ __html: chapter.purpose }} />
        <div className="objectives">
          <h2>What good looks like</h2>
          <Lines lines={chapter.goodLooksLike} />
        </div>
        <TextSections sections={chapter.sections} sourcesHtml="" idPrefix="text-" />
        <Part id="roles" title="Who does what">
          <Scroll label="Roles in this chapter">
            <table className="usa-table">
              <caption className="usa-sr-only">Roles in this chapter</caption>
              <thead>
                <tr>
                  <th scope="col">Role</th>
                  <th scope="col">Part</th>
                  <th scope="col">What that means here</th>
                </tr>
              </thead>
              <tbody>
                {chapter.roles.map(({ role, letter, note }) => (
                  <tr key={role}>
                    <th scope="row">{role}</th>
                    <td>
                      {letter}: {letters[letter].toLowerCase()}
                    </td>
                    <td dangerouslySetInnerHTML={{ __html: note }} />
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </Part>
        <Part id="timeline" title="Timeline">
          <dl className="timeline">
            {chapter.timeline.map(({ when, what }) => (
              <div key={when}>
                <dt>{when}</dt>
                <dd dangerouslySetInnerHTML={{ __html: what }} />
              </div>
            ))}
          </dl>
        </Part>
        <Part id="checklist" title="Checklist">
          <Lines lines={chapter.checklist} boxes />
        </Part>
        <Part id="checks" title="Two checks">
          <h3>Equity and survivor leadership</h3>
          <Lines lines={chapter.equityCheck} />
          <h3>Privacy</h3>
          <Lines lines={chapter.privacyCheck} />
        </Part>
        <Part id="worksheets" title="Worksheets">
          <ul className="plain-list">
            {chapter.worksheets.map(({ id, title, purpose }) => (
              <li key={id}>
                <a href={`/guide/${chapter.id}/${id}`}>
                  {id}: {title}
                </a>
                <br />
                <span className="quiet">{purpose}</span>
              </li>
            ))}
          </ul>
        </Part>
        <TextSections sections={[]} sourcesHtml={chapter.sourcesHtml} />
        <nav className="previous-next no-print" aria-label="Other chapters">
          {chapter.previous ? (
            <a href={`/guide/${chapter.previous.id}`}>
              <span className="quiet small">Before this</span>
              <br />
              {chapter.previous.title}
            </a>
          ) : (
            <span />
          )}
          {chapter.next ? (
            <a href={`/guide/${chapter.next.id}`} className="onward">
              <span className="quiet small">After this</span>
              <br />
              {chapter.next.title}
            </a>
          ) : null}
        </nav>
      </article>
    </div>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="part">
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

function Lines({ lines, boxes = false }: { lines: string[]; boxes?: boolean }) {
  return (
    <ul className={boxes ? "boxes" : undefined}>
      {lines.map((line) => (
        <li key={line} dangerouslySetInnerHTML={{ __html: line }} />
      ))}
    </ul>
  );
}
