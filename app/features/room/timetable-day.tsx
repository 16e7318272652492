import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { mayManage } from "#app/features/cohorts/plan-cohort.server.ts";
import { minutesOf } from "#app/lib/clock.ts";
import { clockOfMinutes, longDay } from "#app/lib/dates.ts";
import { typed } from "#app/lib/forms.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { whoIsTold } from "./changes.server.ts";
import { toldInWords } from "./changes.ts";
import { sessionDayFor } from "./session-days.server.ts";
import { cancelDay, changeDay, dayToken, timetableOf } from "./timetable.server.ts";
import { readDayForm } from "./timetable.ts";
import { TimetableLines, WhenAndWhere } from "./timetable-lines.tsx";

const doneWords: Record<string, string> = {
  saved: "Saved. Calendars that follow this cohort get the change.",
  canceled: "The day is canceled. Calendars that follow this cohort get the change.",
  restored: "The day is back.",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const cohort = cohortFor(user, params.cohort as string);
  const day = sessionDayFor(user, cohort.id, params.position as string);
  const mayChange = mayManage(user, cohort.siteId) && !cohort.archivedAt && !cohort.canceledAt;
  return {
    cohort: { id: cohort.id, name: cohort.name, venue: cohort.venue },
    mayManage: mayManage(user, cohort.siteId),
    mayChange,
    told: mayChange ? toldInWords(whoIsTold(user, cohort.id)) : "",
    venue: day.venue ?? "",
    timeZone: day.timeZone,
    token: dayToken(day),
    day: timetableOf(day, cohort.venue),
    done: doneWords[new URL(request.url).searchParams.get("done") ?? ""] ?? null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  const position = params.position as string;
  const to = (done: string) => redirect(`/cohorts/${cohortId}/days/${position}?done=${done}`);
  const intent = form.get("intent");
  if (intent === "cancel" || intent === "restore") {
    cancelDay(user, cohortId, position, intent === "cancel");
    return to(intent === "cancel" ? "canceled" : "restored");
  }
  const { input, errors } = readDayForm(form);
  const outcome = input
    ? changeDay(user, cohortId, position, String(form.get("token") ?? ""), input)
    : { errors };
  if (!outcome) return to("saved");
  const values = typed(form);
  const none: Record<string, string> = {};
  if (outcome.errors)
    return data({ values, errors: outcome.errors, stale: null, token: null }, { status: 422 });
  const { on, startsAt, venue } = outcome.stale;
  const stale = `${longDay(on)}, ${clockOfMinutes(minutesOf(startsAt))}, ${venue ?? "no place of its own"}`;
  return data({ values, errors: none, stale, token: dayToken(outcome.stale) }, { status: 409 });
}

export default function DayPage() {
  const { cohort, day, mayChange, mayManage, done } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
          { to: `${base}/days`, label: "Days in the room" },
        ]}
      />
      <h1>
        Day {day.position} · {day.title}
      </h1>
      {done ? <Alert kind="success">{done}</Alert> : null}
      {day.canceled ? <Alert kind="warning">This day is canceled. It does not take place.</Alert> : null}
      <p className="only-print">{cohort.name}</p>
      <WhenAndWhere day={day} />
      {mayManage && !day.canceled ? (
        <div className="row no-print">
          <Link to={`${base}/days/${day.position}/sign-in`} className="usa-button">
            Sign people in
          </Link>
          <Link to={`${base}/days/${day.position}/run`} className="usa-button usa-button--outline">
            Run this day
          </Link>
          <Link to={`${base}/days/${day.position}/tables`} className="usa-button usa-button--outline">
            Mixed tables
          </Link>
          <PrintButton label="Print the timetable" />
        </div>
      ) : null}
      {day.canceled ? null : <TimetableLines day={day} />}
      {mayChange && !day.canceled ? (
        <p className="no-print">
          <a href={`${base}/days/${day.position}/offline`}>Keep this day on your device</a>, to run it and
          sign people in without a connection.
        </p>
      ) : null}
      {mayChange ? <ChangeDay /> : null}
    </div>
  );
}

function ChangeDay() {
  const { cohort, day, venue, timeZone, token, told } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const values = back?.values;
  return (
    <div className="no-print">
      <h2 id="change">Change this day</h2>
      {back?.stale ? (
        <Alert kind="error" title="Somebody else changed this day while you were typing">
          <p>
            Nothing of yours is lost or saved yet. It stands now as: <b>{back.stale}</b>.
          </p>
          <p>
            Your own version is in the form below. Change it if you like, then save it over theirs, or{" "}
            <Link to={`/cohorts/${cohort.id}/days/${day.position}`} reloadDocument>
              keep theirs
            </Link>
            .
          </p>
        </Alert>
      ) : null}
      <Form method="post" noValidate>
        <ErrorSummary errors={back?.errors} />
        <input type="hidden" name="token" value={back?.token ?? values?.token ?? token} />
        <TextField
          label="Date"
          name="on"
          type="date"
          defaultValue={values?.on ?? day.on}
          error={back?.errors.on}
          required
        />
        <TextField
          label="Starts at"
          name="startsAt"
          type="time"
          hint={`On the clock of the site (${timeZone}). The other times move with it.`}
          defaultValue={values?.startsAt ?? day.startsAt}
          error={back?.errors.startsAt}
          required
        />
        <TextField
          label="Place of this day (optional)"
          name="venue"
          hint={cohort.venue ? `Only if it is not ${cohort.venue}.` : "Where this day meets."}
          defaultValue={values?.venue ?? venue}
          error={back?.errors.venue}
          maxLength={160}
          autoComplete="off"
        />
        <p className="quiet">{told}</p>
        <p>
          <Submit name="intent" value="save" busy="Saving…">
            {back?.stale ? "Save mine over theirs" : "Save this day"}
          </Submit>
        </p>
      </Form>
      <div className="after">
        {day.canceled ? (
          <Form method="post">
            <Submit name="intent" value="restore" look="outline">
              Bring this day back
            </Submit>
            <p className="quiet">{told}</p>
          </Form>
        ) : (
          <Confirm label="Cancel this day">
            <p>
              It stays in the list as canceled, and calendars that follow the cohort show it so. You can bring
              it back. {told}
            </p>
            <Form method="post">
              <Submit name="intent" value="cancel" look="secondary">
                Cancel Day {day.position}
              </Submit>
            </Form>
          </Confirm>
        )}
      </div>
    </div>
  );
}
