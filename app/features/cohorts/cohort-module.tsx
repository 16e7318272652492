import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { lineHtml } from "#app/content/catalogue.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { type ItemAnalysis, percentOf, smallGroup } from "./items.ts";
import { activeWords, disciplineWords, quizWords } from "./matrix.ts";
import { moduleResults } from "./module-results.server.ts";
import { stuckWords } from "./stuck.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { cohort, today, module, rows, versions } = moduleResults(
    user,
    params.cohort as string,
    params.module as string,
  );
  const people = rows.flatMap((row) => (row.cells[0] ? [{ ...row, cell: row.cells[0] }] : []));
  return {
    cohort: { id: cohort.id, name: cohort.name },
    module,
    enrolled: people.length,
    complete: people.filter(({ cell }) => cell.progress.complete).length,
    begun: people.filter(({ cell }) => !cell.progress.complete && cell.progress.firstSeenAt).length,
    stuck: people.flatMap(({ personId, name, discipline, lastActiveOn, cell }) =>
      cell.stuck
        ? [
            {
              personId,
              name,
              discipline: disciplineWords(discipline),
              lastActive: activeWords(lastActiveOn, today, shortDay),
              sections: `${cell.progress.sectionsDone} of ${cell.progress.sectionsTotal} sections`,
              quiz: quizWords(cell.progress.quiz),
              ...stuckWords[cell.stuck],
            },
          ]
        : [],
    ),
    versions: versions.map(({ items, ...version }) => ({
      ...version,
      items: items.map((item) => ({
        ...item,
        stemHtml: lineHtml(item.stem),
        options: item.options.map((option) => ({ ...option, html: lineHtml(option.text) })),
      })),
    })),
  };
}

export default function CohortModule() {
  const { cohort, module, enrolled, complete, begun, stuck, versions } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap item-page">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
        ]}
      />
      <h1>
        {module.id} {module.title}
      </h1>
      <ul className="meta">
        <li>{cohort.name}</li>
        <li>
          {complete} of {enrolled} complete
        </li>
        <li>{begun} on the way</li>
        <li>{enrolled - complete - begun} not begun</li>
      </ul>
      <section aria-labelledby="stuck-heading">
        <h2 id="stuck-heading">Who may need a hand</h2>
        {stuck.length === 0 ? (
          <p className="quiet">
            {enrolled === 0
              ? "Nobody is enrolled yet."
              : "Nobody right now. That is worth saying out loud in class."}
          </p>
        ) : (
          <ul className="stuck-list">
            {stuck.map((one) => (
              <li key={one.personId} className="card">
                <h3>
                  <Link to={`${base}/people/${one.personId}#module-${module.id}`}>{one.name}</Link>
                </h3>
                <p className="small quiet">
                  {[one.discipline, one.sections, one.quiz, `last active ${one.lastActive.toLowerCase()}`]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
                <p>
                  <b>{one.what}.</b> {one.step}
                </p>
              </li>
            ))}
          </ul>
        )}
      </section>

      <section aria-labelledby="items-heading">
        <h2 id="items-heading">Item by item</h2>
        {versions.length === 0 ? (
          <Empty title="No answers yet">
            When somebody hands in this quiz, you see here which options people chose and which mistaken idea
            stands behind each.
          </Empty>
        ) : (
          <>
            <p className="quiet">
              Each person counts once, with the newest attempt they handed in. The counts help you choose what
              to talk about in class; they say nothing about one person.
            </p>
            <p className="row no-print">
              <a
                className="usa-button usa-button--outline"
                href={`${base}/modules/${module.id}/items.csv`}
                download
              >
                Download as CSV
              </a>
            </p>
            {versions.map((version, i) => (
              <section
                key={version.hash}
                aria-label={version.current ? "Today’s quiz" : `Earlier quiz ${i + 1}`}
              >
                {version.current ? null : (
                  <p className="tag warn">
                    Answered an earlier text of this quiz (version {version.hash.slice(0, 8)})
                  </p>
                )}
                <p>
                  {version.people === 1 ? "1 person has" : `${version.people} people have`} handed it in.
                  {version.people < smallGroup
                    ? " That is a small group: one answer moves every figure a lot, and people may be recognized."
                    : ""}
                </p>
                {version.items.map((item) => (
                  <Item key={item.id} item={item} />
                ))}
              </section>
            ))}
          </>
        )}
      </section>
    </div>
  );
}

type Shown = Omit<ItemAnalysis, "options"> & {
  stemHtml: string;
  options: (ItemAnalysis["options"][number] & { html: string })[];
};

function Item({ item }: { item: Shown }) {
  return (
    <article className="item">
      <h3>
        <span className="quiet">{item.id}</span> <Html text={item.stemHtml} />
      </h3>
      <p className="small quiet">
        {item.right} of {item.answered} right ({percentOf(item.right, item.answered)} %)
        {item.drew ? (
          <>
            {" · most drawn to "}
            {item.drew.letter}: {item.drew.misconception}
          </>
        ) : null}
      </p>
      <Scroll label={`Answers to ${item.id}`}>
        <table className="usa-table usa-table--borderless">
          <caption className="usa-sr-only">Answers to {item.id}</caption>
          <thead>
            <tr>
              <th scope="col">Option</th>
              <th scope="col">Mistaken idea behind it</th>
              <th scope="col">Chosen by</th>
            </tr>
          </thead>
          <tbody>
            {item.options.map((option) => (
              <tr key={option.letter} className={option.correct ? "right" : undefined}>
                <th scope="row">
                  {option.letter}. <Html text={option.html} />
                </th>
                <td>
                  {option.correct ? <span className="tag good">Right answer</span> : option.misconception}
                </td>
                <td className="count">
                  <span className="figures">
                    {option.count} ({option.percent} %)
                  </span>
                  <span className="bar-track" aria-hidden="true">
                    <i className={`bar-fill w-${Math.round(option.percent / 5) * 5}`} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </article>
  );
}

// The catalogue made this from our own files; raw HTML in content is refused there.
function Html({ text }: { text: string }) {
  return <span dangerouslySetInnerHTML={{ __html: text }} />;
}
