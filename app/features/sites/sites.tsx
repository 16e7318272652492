import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { can, canSomewhere } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { forbidden } from "#app/lib/refuse.ts";
import { Empty, Scroll } from "#app/ui/page.tsx";
import { mySites, type SiteRow } from "./sites.server.ts";
import { smallestGroup } from "./small-groups.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  if (!canSomewhere(user, "see-site-totals") && !canSomewhere(user, "manage-sites")) throw forbidden();
  const { sites, people } = mySites(user);
  return {
    sites,
    people,
    mayAdd: can(user, "manage-sites", null),
    mayAudit: canSomewhere(user, "see-audit"),
    mayCount: can(user, "count-downloads", null),
  };
}

export default function Sites() {
  const { sites, people, mayAdd, mayAudit, mayCount } = useLoaderData<typeof loader>();
  const withTotals = sites.some(({ totals }) => totals);
  const hidden = sites.some(({ totals }) => totals && (totals.people === null || totals.complete === null));
  return (
    <div className="wrap">
      <h1>Sites</h1>
      <nav className="page-actions" aria-label="Sites">
        {mayAdd ? (
          <Link to="/sites/new" className="usa-button">
            Add a site
          </Link>
        ) : null}
        {mayCount ? (
          <Link to="/shelf/counts" className="usa-button usa-button--outline">
            Downloads and requests
          </Link>
        ) : null}
        {mayAudit ? (
          <Link to="/audit" className="usa-button usa-button--outline">
            Who did what
          </Link>
        ) : null}
      </nav>
      {sites.length === 0 ? (
        <Empty title="No sites yet">A site is one community that runs the program, such as Denver.</Empty>
      ) : (
        <Scroll label="Sites">
          <table className="usa-table usa-table--borderless sites">
            <caption className="usa-sr-only">Sites</caption>
            <thead>
              <tr>
                <th scope="col">Site</th>
                {withTotals ? (
                  <>
                    <th scope="col">Cohorts</th>
                    <th scope="col">Trainees</th>
                    <th scope="col">Completed all modules</th>
                  </>
                ) : null}
                <th scope="col">Local facts</th>
              </tr>
            </thead>
            <tbody>
              {sites.map((site) => (
                <tr key={site.id}>
                  <th scope="row">
                    <Link to={`/sites/${site.id}`}>{site.name}</Link>
                    {site.closedAt ? <span className="tag warn">Closed</span> : null}
                    <span className="small quiet zone">{site.timeZone}</span>
                  </th>
                  {withTotals ? <TotalCells site={site} /> : null}
                  <td>{packWords(site)}</td>
                </tr>
              ))}
            </tbody>
            {people !== null ? (
              <tfoot>
                <tr>
                  <th scope="row">All sites</th>
                  <td />
                  <td>{people}</td>
                  <td />
                  <td />
                </tr>
              </tfoot>
            ) : null}
          </table>
        </Scroll>
      )}
      {hidden ? (
        <p className="small quiet">
          Groups of fewer than {smallestGroup} people are not shown, and neither is a sum that would give them
          away, so that nobody can be recognized.
        </p>
      ) : null}
    </div>
  );
}

function TotalCells({ site: { totals } }: { site: SiteRow }) {
  if (!totals)
    return (
      <>
        <td>–</td>
        <td>–</td>
        <td>–</td>
      </>
    );
  return (
    <>
      <td>
        {totals.cohorts}
        {totals.running > 0 ? <span className="small quiet"> · {totals.running} running</span> : null}
        {totals.deliveries > 0 ? (
          <span className="small quiet">
            {" "}
            ·{" "}
            <Link to="/deliveries">
              {totals.deliveries === 1 ? "1 delivery" : `${totals.deliveries} deliveries`}
            </Link>
          </span>
        ) : null}
      </td>
      <td>{totals.people ?? `Fewer than ${smallestGroup}`}</td>
      <td>{totals.complete ?? "Not shown"}</td>
    </>
  );
}

function packWords({ pack: { required, left, tested } }: SiteRow): string {
  const parts = left === 0 ? "Complete" : `${left} of ${required} still to do`;
  return `${parts} · ${tested} tested`;
}
