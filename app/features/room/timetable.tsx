import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { mayManage, variantTitle } from "#app/features/cohorts/plan-cohort.server.ts";
import { Alert, Crumbs, Empty } from "#app/ui/page.tsx";
import { sessionDaysOf } from "./session-days.server.ts";
import { timetableOf } from "./timetable.server.ts";
import { TimetableLines, WhenAndWhere } from "./timetable-lines.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const cohort = cohortFor(user, params.cohort as string);
  return {
    cohort: { id: cohort.id, name: cohort.name, siteName: cohort.siteName, phase: cohort.phase },
    form: variantTitle(cohort.variant),
    trainers: cohort.trainers.map(({ name }) => name),
    mayChange: mayManage(user, cohort.siteId) && !cohort.archivedAt && !cohort.canceledAt,
    days: sessionDaysOf(user, cohort.id).map((day) => timetableOf(day, cohort.venue)),
  };
}

export default function Timetable() {
  const { cohort, form, trainers, mayChange, days } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
        ]}
      />
      <h1>Days in the room</h1>
      <p className="lede">
        {cohort.name}, {cohort.siteName}. {form}
        {trainers.length > 0 ? `, with ${trainers.join(" and ")}` : ""}.
      </p>
      {cohort.phase === "canceled" ? (
        <Alert kind="warning">This cohort is canceled. None of these days takes place.</Alert>
      ) : null}
      {days.length === 0 ? (
        <Empty title="No days yet">
          This cohort has no form of the course. Choose one under Edit, and its days appear here.
        </Empty>
      ) : (
        days.map((day) => (
          <section
            key={day.position}
            className={day.canceled ? "room-day off" : "room-day"}
            aria-labelledby={`day-${day.position}`}
          >
            <h2 id={`day-${day.position}`}>
              Day {day.position} · {day.title}
              {day.canceled ? <span className="tag bad">Canceled</span> : null}
              {day.isToday && !day.canceled ? <span className="tag good">Today</span> : null}
            </h2>
            <WhenAndWhere day={day} />
            <p className="row no-print">
              <Link to={`${base}/days/${day.position}`}>
                Open Day {day.position}
                {mayChange ? ": change, cancel, print" : ""}
              </Link>
            </p>
            {day.canceled ? null : <TimetableLines day={day} />}
          </section>
        ))
      )}
    </div>
  );
}
