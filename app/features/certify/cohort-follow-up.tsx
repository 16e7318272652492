import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { followUpTotals } from "./follow-up-totals.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return followUpTotals(await requireUser(request), params.cohort as string);
}

export default function CohortFollowUp() {
  const { cohort, people, cards, sponsors, signed, stopped, touchpoints, obstacles, transfer, smallest } =
    useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
        ]}
      />
      <h1>After the course</h1>
      <p className="lede">
        How the ninety days go, in counts. What people write on their cards and letters is theirs alone.
      </p>
      {people === 0 ? (
        <Empty title="Nobody is enrolled yet">As soon as people are, their follow-up is counted here.</Empty>
      ) : (
        <>
          <dl className="counts">
            <div>
              <dt>Cards written, of {people}</dt>
              <dd>{cards}</dd>
            </div>
            <div>
              <dt>Sponsors named</dt>
              <dd>{sponsors}</dd>
            </div>
            <div>
              <dt>Sponsor forms signed</dt>
              <dd>{signed}</dd>
            </div>
          </dl>
          <Scroll label="Touchpoints">
            <table className="usa-table">
              <thead>
                <tr>
                  <th scope="col">Touchpoint</th>
                  <th scope="col">Letters sent</th>
                  <th scope="col">Done</th>
                  <th scope="col">Sponsors answered</th>
                </tr>
              </thead>
              <tbody>
                {touchpoints.map(({ id, day, title, sent, answered, sponsors }) => (
                  <tr key={id}>
                    <th scope="row">
                      Day {day}: {title}
                    </th>
                    <td>{sent}</td>
                    <td>{answered}</td>
                    <td>{sponsors ?? "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <h2>In the way</h2>
          {obstacles ? (
            <ol>
              {obstacles.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ol>
          ) : (
            <p>Shown once {smallest} people have answered on day 30, so that nobody can be picked out.</p>
          )}
          <h2>In use at work</h2>
          <p>
            {transfer === null
              ? `Shown once ${smallest} people have answered on day 60.`
              : `${transfer} percent of the actions that fit people’s roles are done.`}
          </p>
          {stopped > 0 ? (
            <p className="quiet">
              {stopped === 1 ? "One person has" : `${stopped} people have`} stopped the letters. That is fine.
            </p>
          ) : null}
        </>
      )}
    </div>
  );
}
