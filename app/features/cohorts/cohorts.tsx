import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { denied } from "#app/auth/allow.server.ts";
import { canSomewhere } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { matches } from "#app/lib/fold.ts";
import { Empty } from "#app/ui/page.tsx";
import { Search, SortLinks } from "#app/ui/search.tsx";
import { type CohortSort, cohortSorts, type Phase, phaseNames, phases, sortCohorts } from "./cohort.ts";
import { type Cohort, myCohorts } from "./cohorts.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  if (!canSomewhere(user, "see-cohort")) throw denied(user, "see-cohort");
  const search = new URL(request.url).searchParams;
  const q = (search.get("q") ?? "").trim().slice(0, 80);
  const sort = cohortSorts.find(({ id }) => id === search.get("sort"))?.id ?? "starts";
  const all = myCohorts(user);
  const found = all.filter((one) =>
    matches(q, one.name, one.siteName, one.venue, one.host, ...one.trainers.map(({ name }) => name)),
  );
  return {
    q,
    sort,
    total: all.length,
    severalSites: new Set(all.map(({ siteId }) => siteId)).size > 1,
    cohorts: sortCohorts(found, sort),
    mayPlan: canSomewhere(user, "manage-cohort"),
  };
}

export default function Cohorts() {
  const { q, sort, total, cohorts, severalSites, mayPlan } = useLoaderData<typeof loader>();
  const plan = mayPlan ? (
    <Link to="/cohorts/new" className="usa-button">
      Plan a cohort
    </Link>
  ) : null;
  return (
    <div className="wrap">
      <div className="row between">
        <h1>Cohorts</h1>
        {total > 0 ? plan : null}
      </div>
      <p>
        <Link to="/deliveries">Deliveries</Link>: trainings that certified trainers give at agencies.
      </p>
      {total === 0 ? (
        <Empty title="No cohorts yet" action={plan}>
          A cohort is the group of people who take the course together. Plan the first one with its days and
          trainers; people can be added at any time.
        </Empty>
      ) : (
        <>
          <Form method="get" className="find" role="search">
            <Search label="Find a cohort" hint="By name, trainer or place" value={q} />
            {sort === "starts" ? null : <input type="hidden" name="sort" value={sort} />}
          </Form>
          <SortLinks
            options={cohortSorts.map(({ id, label }) => ({ label, on: id === sort, to: address(q, id) }))}
          />
          {cohorts.length === 0 ? (
            <Empty title="No cohort matches" action={<Link to="/cohorts">Show all {total}</Link>}>
              Nothing here goes by “{q}”. Try fewer letters.
            </Empty>
          ) : (
            phases.map((phase) => (
              <PhaseList
                key={phase}
                phase={phase}
                cohorts={cohorts.filter((one) => one.phase === phase)}
                withSite={severalSites}
                open={q !== ""}
              />
            ))
          )}
        </>
      )}
    </div>
  );
}

function address(q: string, sort: CohortSort): string {
  const search = new URLSearchParams();
  if (q) search.set("q", q);
  if (sort !== "starts") search.set("sort", sort);
  const text = search.toString();
  return text ? `/cohorts?${text}` : "/cohorts";
}

function PhaseList({
  phase,
  cohorts,
  withSite,
  open,
}: {
  phase: Phase;
  cohorts: Cohort[];
  withSite: boolean;
  open: boolean;
}) {
  if (cohorts.length === 0) return null;
  const list = (
    <ul className="cohort-list">
      {cohorts.map((one) => (
        <li key={one.id} className="card">
          <h3>
            <Link to={`/cohorts/${one.id}`}>{one.name}</Link>
          </h3>
          <p className="meta">
            {one.kind === "delivery" ? <span className="tag">Delivery for {one.host}</span> : null}
            {withSite ? <span>{one.siteName}</span> : null}
            <span>
              {shortDay(one.startsOn)}
              {one.endsOn === one.startsOn ? "" : ` to ${shortDay(one.endsOn)}`}
            </span>
            <span>{one.trainees === 1 ? "1 trainee" : `${one.trainees} trainees`}</span>
            {one.venue ? <span>{one.venue}</span> : null}
          </p>
          <p className="small quiet">
            Trainers: {one.trainers.map(({ name }) => name).join(", ") || "nobody yet"}
          </p>
        </li>
      ))}
    </ul>
  );
  if (phase === "archived")
    return (
      <details className="archived" open={open}>
        <summary>
          <h2>Archived ({cohorts.length})</h2>
        </summary>
        {list}
      </details>
    );
  return (
    <section aria-labelledby={`phase-${phase}`}>
      <h2 id={`phase-${phase}`}>{phaseNames[phase]}</h2>
      {list}
    </section>
  );
}
