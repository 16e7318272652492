import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { type AttendanceCell, attendanceOf } from "./attendance.server.ts";
import { spell } from "./contact.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return attendanceOf(await requireUser(request), params.cohort as string);
}

const deskWords = { ahead: "Sign-in", today: "Sign people in", over: "Times" } as const;

export default function Attendance() {
  const { cohort, days, scheduled, rows } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}`;
  const missing = rows.flatMap(({ cells }) => cells.filter((cell) => cell.missing.length > 0)).length;
  return (
    <div className="wrap wide">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
        ]}
      />
      <h1>Attendance</h1>
      <p className="lede">
        Contact time to the minute, without breaks and lunch. {spell(scheduled)} in {days.length} days.
      </p>
      <nav className="page-actions no-print" aria-label="Attendance">
        <a href={`${base}/sign-in-sheets.pdf`} className="usa-button usa-button--outline">
          Print sign-in sheets
        </a>
        <Link to={`${base}/credit`} className="usa-button usa-button--outline">
          Credit
        </Link>
      </nav>
      {rows.length > 0 && missing > 0 ? (
        <p role="status">
          {missing === 1 ? "One place needs" : `${missing} places need`} your attention; they are marked
          below.
        </p>
      ) : null}
      {rows.length === 0 ? (
        <Empty title="Nobody is enrolled yet">Times stand here as soon as people are in the cohort.</Empty>
      ) : (
        <Scroll label="Attendance by person and day">
          <table className="usa-table usa-table--borderless attendance">
            <caption className="usa-sr-only">Contact time by person and day</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                {days.map((day) => (
                  <th scope="col" key={day.position}>
                    Day {day.position}
                    <span className="small quiet">
                      {day.on}
                      {day.canceled ? ", canceled" : `, ${spell(day.minutes)}`}
                    </span>
                    {day.canceled ? null : (
                      <span className="small no-print">
                        <Link to={`${base}/days/${day.position}/sign-in`}>
                          {deskWords[day.when]}
                          <span className="usa-sr-only">, Day {day.position}</span>
                        </Link>
                      </span>
                    )}
                  </th>
                ))}
                <th scope="col">Together</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.personId}>
                  <th scope="row">
                    {row.name}
                    {row.withdrawn ? <span className="small quiet">Withdrawn</span> : null}
                  </th>
                  {row.cells.map((cell) => (
                    <td key={cell.position} className={cell.missing.length > 0 ? "flagged" : undefined}>
                      <Cell
                        cell={cell}
                        to={`${base}/days/${cell.position}/sign-in/${row.personId}`}
                        name={row.name}
                      />
                    </td>
                  ))}
                  <td>
                    <strong>{spell(row.minutes)}</strong>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </div>
  );
}

const stateWords = {
  unknown: "Unknown",
  absent: "Not there",
  in: "In the room now",
  left: "",
  ahead: "",
  canceled: "Canceled",
} as const;

function Cell({ cell, to, name }: { cell: AttendanceCell; to: string; name: string }) {
  const { state, minutes, segments, missing } = cell;
  const words = stateWords[state];
  const counted = state === "left" || (state === "in" && segments.length > 0);
  return (
    <>
      {counted ? <strong>{spell(minutes)}</strong> : null}
      {words && !(state === "in" && missing.length > 0) ? <span>{words}</span> : null}
      {segments.map((one) => (
        <span key={one} className="small quiet">
          {one}
        </span>
      ))}
      {missing.map((one) => (
        <span key={one} className="small wrong">
          {one}
        </span>
      ))}
      {state === "ahead" ? <span className="quiet">Still to come</span> : null}
      {state === "ahead" || state === "canceled" ? null : (
        <Link to={to} className="small no-print">
          {missing.length > 0 ? "Put right" : "Times"}
          <span className="usa-sr-only">
            {" "}
            of {name}, Day {cell.position}
          </span>
        </Link>
      )}
    </>
  );
}
