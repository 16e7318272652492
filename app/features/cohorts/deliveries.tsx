import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { longDays } from "#app/lib/dates.ts";
import { Empty, Scroll } from "#app/ui/page.tsx";
import { phaseNames, phases } from "./cohort.ts";
import { deliveriesPage } from "./deliveries.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return deliveriesPage(await requireUser(request));
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Deliveries() {
  const page = useLoaderData<typeof loader>();
  const open = page.mayOpen ? (
    <Link to="/deliveries/new" className="usa-button">
      Open a delivery
    </Link>
  ) : null;
  return (
    <div className="wrap">
      <div className="row between">
        <h1>Deliveries</h1>
        {page.deliveries.length > 0 ? open : null}
      </div>
      <p className="lede">
        Trainings that certified trainers give at agencies, always two together. They are counted apart from
        the program’s own cohorts.
      </p>
      <p className="no-print">
        <Link to="/fidelity">Where the course drifts</Link>: what is adapted or skipped as it is taught.
      </p>
      {page.certified ? null : (
        <p>Only certified trainers open a delivery. Until then you can co-train with somebody who is.</p>
      )}
      {page.named ? <Named deliveries={page.deliveries} open={open} /> : null}
      {page.totals.length > 1 || !page.named ? <Totals {...page} /> : null}
    </div>
  );
}

function Named({ deliveries, open }: { deliveries: Page["deliveries"]; open: React.ReactNode }) {
  if (deliveries.length === 0)
    return (
      <Empty title="No deliveries yet" action={open}>
        A delivery takes half a day to four days, at an agency, with two trainers. The first one can be soon
        after certification.
      </Empty>
    );
  return phases.map((phase) => {
    const list = deliveries.filter((one) => one.phase === phase);
    return list.length === 0 ? null : (
      <section key={phase} aria-labelledby={`phase-${phase}`}>
        <h2 id={`phase-${phase}`}>{phaseNames[phase]}</h2>
        <ul className="cohort-list">
          {list.map((one) => (
            <li key={one.id} className="card">
              <h3>
                <Link to={`/cohorts/${one.id}`}>{one.name}</Link>
              </h3>
              <p className="meta">
                <span>For {one.host}</span>
                <span>{one.form}</span>
                <span>{longDays(one)}</span>
                <span>{one.trainees === 1 ? "1 trainee" : `${one.trainees} trainees`}</span>
                {one.venue ? <span>{one.venue}</span> : null}
              </p>
              <p className="small quiet">
                {one.siteName} · Trainers: {one.trainers.map(({ name }) => name).join(", ") || "nobody yet"}
              </p>
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

function Totals({ totals, people }: Page) {
  return (
    <>
      <h2>By site</h2>
      <Scroll label="Deliveries by site">
        <table className="usa-table usa-table--borderless">
          <caption className="usa-sr-only">Deliveries by site</caption>
          <thead>
            <tr>
              <th scope="col">Site</th>
              <th scope="col">Deliveries</th>
              <th scope="col">Given so far</th>
              <th scope="col">People enrolled</th>
            </tr>
          </thead>
          <tbody>
            {totals.map((row) => (
              <tr key={row.siteId}>
                <th scope="row">{row.siteName}</th>
                <td>{row.deliveries}</td>
                <td>{row.given}</td>
                <td>{row.people ?? `Fewer than ${smallestGroup}`}</td>
              </tr>
            ))}
          </tbody>
          {people === null ? null : (
            <tfoot>
              <tr>
                <th scope="row">All sites</th>
                <td>{totals.reduce((sum, { deliveries }) => sum + deliveries, 0)}</td>
                <td>{totals.reduce((sum, { given }) => sum + given, 0)}</td>
                <td>{people}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </Scroll>
      <p className="small quiet">
        Canceled ones are left out. Groups of fewer than {smallestGroup} people are not shown, and neither is
        a sum that would give them away.
      </p>
    </>
  );
}
