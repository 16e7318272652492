import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { Filter, Search, SortLinks } from "#app/ui/search.tsx";
import { stageNames, stages } from "./decision.ts";
import { pipelineList } from "./pipeline-list.server.ts";
import { pipelineSearch, pipelineSortNames, pipelineSorts, pipelineViewOf } from "./pipeline-view.ts";
import { stageTag } from "./standing-view.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const view = pipelineViewOf(new URL(request.url).searchParams);
  return { view, ...pipelineList(user, view) };
}

export default function Pipeline() {
  const { view, rows, total, counts, sites, decides } = useLoaderData<typeof loader>();
  const filters = [
    { value: "", label: "Everybody" },
    { value: "ready", label: `Ready for a decision (${counts.ready})` },
    ...stages.map((stage) => ({ value: stage, label: `${stageNames[stage]} (${counts[stage]})` })),
  ];
  return (
    <div className="wrap">
      <Crumbs path={[{ to: "/trainers", label: "Trainers" }]} />
      <h1>On the way to trainer</h1>
      <p className="lede">
        {decides
          ? "Who has met everything for a decision stands first. Open a person to see the steps and to decide."
          : "The people whom you coach or teach: what is done, and what is next for each of them."}
      </p>
      {total === 0 ? (
        <Empty title="Nobody is on the way yet" action={<Link to="/cohorts">See the cohorts</Link>}>
          People stand here as soon as they are enrolled in a cohort of the program
          {decides ? "" : " that you train, or you coach them"}.
        </Empty>
      ) : (
        <>
          <Form method="get" className="find no-print" role="search">
            <Search label="Find a person" hint="By name or agency" value={view.q} />
            <Filter label="Stage" name="stage" value={view.stage} options={filters} />
            {sites.length > 1 ? (
              <Filter
                label="Site"
                name="site"
                value={view.site}
                all="All sites"
                options={sites.map((value) => ({ value, label: value }))}
              />
            ) : null}
            {view.sort === "ready" ? null : <input type="hidden" name="sort" value={view.sort} />}
          </Form>
          <div className="row between no-print">
            <SortLinks
              options={pipelineSorts.map((sort) => ({
                label: pipelineSortNames[sort],
                to: `/pipeline${pipelineSearch(view, { sort })}`,
                on: view.sort === sort,
              }))}
            />
            <a href={`/pipeline.csv${pipelineSearch(view)}`} download>
              Download as CSV
            </a>
          </div>
          {rows.length === 0 ? (
            <Empty title="Nobody matches" action={<Link to="/pipeline">Show everybody</Link>}>
              Try fewer letters, or another stage.
            </Empty>
          ) : (
            <>
              <p className="small quiet" role="status">
                {rows.length === total ? "" : `${rows.length} of `}
                {total === 1 ? "1 person" : `${total} people`}
              </p>
              <Scroll label="People on the way to trainer">
                <table className="usa-table pipeline">
                  <caption className="usa-sr-only">
                    People on the way to trainer, {pipelineSortNames[view.sort].toLowerCase()}
                  </caption>
                  <thead>
                    <tr>
                      <th scope="col">Name</th>
                      <th scope="col">Stage</th>
                      <th scope="col">Next</th>
                      <th scope="col">Due</th>
                      <th scope="col">Mentor</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={row.personId} className={row.ready.length > 0 ? "ready" : undefined}>
                        <th scope="row">
                          <Link to={`/pipeline/${row.personId}`}>{row.name}</Link>
                          <span className="sub">
                            {[row.agency, sites.length > 1 ? row.sites.join(", ") : null]
                              .filter(Boolean)
                              .join(" · ")}
                          </span>
                        </th>
                        <td>
                          <span className={stageTag(row.stage)}>{row.stageName}</span>
                        </td>
                        <td>{row.ready.length > 0 ? <strong>{row.next}</strong> : row.next}</td>
                        <td className={row.late ? "wrong" : undefined}>
                          {row.by ? shortDay(row.by) : <span className="quiet">No day</span>}
                          {row.late ? <span className="sub">past</span> : null}
                        </td>
                        <td>{row.mentors.join(", ") || <span className="quiet">Nobody yet</span>}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
              <PrintButton />
            </>
          )}
        </>
      )}
    </div>
  );
}
