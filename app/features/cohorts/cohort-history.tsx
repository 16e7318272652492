import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { auditAbout } from "#app/features/sites/audit.server.ts";
import { moment } from "#app/lib/dates.ts";
import { Crumbs, Empty } from "#app/ui/page.tsx";
import { cohortFor } from "./cohorts.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { id, name, siteId, timeZone } = cohortFor(user, params.cohort as string);
  return {
    id,
    name,
    lines: auditAbout(id, siteId).map(({ at, ...line }) => ({
      ...line,
      when: moment(at, timeZone),
      iso: at.toISOString(),
    })),
  };
}

export default function CohortHistory() {
  const { id, name, lines } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: `/cohorts/${id}`, label: name },
        ]}
      />
      <h1>History</h1>
      <p className="lede">
        Who did what to this cohort, newest first. Nothing here can be changed or removed.
      </p>
      {lines.length === 0 ? (
        <Empty title="No history yet">Changes to this cohort will be listed here.</Empty>
      ) : (
        <ol className="history">
          {lines.map((line) => (
            <li key={line.id}>
              <p>
                <b>{line.who}</b> {line.what}
              </p>
              <time className="small quiet" dateTime={line.iso}>
                {line.when}
              </time>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
