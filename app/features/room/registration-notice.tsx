import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { cohortFor, refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { longDays } from "#app/lib/dates.ts";
import { Crumbs, Empty } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { Qr } from "#app/ui/qr.tsx";
import { joinLink } from "./registration.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const found = cohortFor(user, params.cohort as string);
  const join = joinLink(user, found.id);
  refuseClosed(found, "print its notice");
  const { id, name, siteName, venue, startsOn, endsOn, trainers } = found;
  return {
    cohort: { id, name, siteName, venue },
    days: longDays({ startsOn, endsOn }),
    trainers: trainers.map((one) => one.name),
    join,
  };
}

export default function Notice() {
  const { cohort, days, trainers, join } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
          { to: `${base}/registration`, label: "Seats and registration" },
        ]}
      />
      {join ? (
        <>
          <PrintButton label="Print this notice" />
          <article className="notice">
            <h1>Training course</h1>
            <p className="lede">
              {cohort.siteName}
              <br />
              {days}
              {cohort.venue ? (
                <>
                  <br />
                  {cohort.venue}
                </>
              ) : null}
            </p>
            <p>Ask for a place: scan the code with a phone, or type the link.</p>
            <Qr {...join.qr} label="QR code with the link to register" />
            <p className="address">
              <code>{join.link}</code>
            </p>
            {trainers.length > 0 ? <p>Trainers: {trainers.join(", ")}</p> : null}
          </article>
        </>
      ) : (
        <>
          <h1>Notice to print</h1>
          <Empty
            title="Registration is not open"
            action={<Link to={`${base}/registration`}>Seats and registration</Link>}
          >
            Open it first; then the notice shows its link.
          </Empty>
        </>
      )}
    </div>
  );
}
