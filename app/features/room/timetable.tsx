import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { mayManage, variantTitle } from "#app/features/cohorts/plan-cohort.server.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs, Empty } from "#app/ui/page.tsx";
import { cohortFeedAddress, setCohortFeed } from "./calendar.server.ts";
import { FeedAddress } from "./feed-address.tsx";
import { sessionDaysOf } from "./session-days.server.ts";
import { timetableOf } from "./timetable.server.ts";
import { TimetableLines, WhenAndWhere } from "./timetable-lines.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const cohort = cohortFor(user, params.cohort as string);
  const manage = mayManage(user, cohort.siteId);
  return {
    feed: manage ? cohortFeedAddress(user, cohort.id) : null,
    cohort: { id: cohort.id, name: cohort.name, siteName: cohort.siteName, phase: cohort.phase },
    form: variantTitle(cohort.variant),
    trainers: cohort.trainers.map(({ name }) => name),
    mayChange: manage && !cohort.archivedAt && !cohort.canceledAt,
    days: sessionDaysOf(user, cohort.id).map((day) => timetableOf(day, cohort.venue)),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const cohortId = params.cohort as string;
  setCohortFeed(user, cohortId, (await request.formData()).get("intent") !== "stop");
  return redirect(`/cohorts/${cohortId}/days#calendar`);
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
      <CalendarOfCohort />
    </div>
  );
}

function CalendarOfCohort() {
  const { cohort, mayChange, feed } = useLoaderData<typeof loader>();
  return (
    <section className="no-print" aria-labelledby="calendar">
      <h2 id="calendar">In a calendar</h2>
      <p>
        Each person finds their own days, with a private address, under{" "}
        <Link to="/calendar">My days in the room</Link>. The entries never name the topic.
      </p>
      <p>
        <a href={`/cohorts/${cohort.id}/calendar.ics`} download className="usa-button usa-button--outline">
          Download these days as a calendar file
        </a>
      </p>
      {mayChange && feed ? (
        <>
          <p>Calendars that subscribe to this address stay up to date, for example that of the building:</p>
          <FeedAddress feed={feed} />
        </>
      ) : null}
      {mayChange && !feed ? (
        <Form method="post">
          <Submit name="intent" value="renew" look="outline">
            Make a calendar address for this cohort
          </Submit>
        </Form>
      ) : null}
    </section>
  );
}
