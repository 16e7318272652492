import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { can, type User } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import { whoIsTold } from "#app/features/room/changes.server.ts";
import { toldInWords } from "#app/features/room/changes.ts";
import { whenOf } from "#app/features/room/day-times.ts";
import { sessionDaysOf, upcomingDay } from "#app/features/room/session-days.server.ts";
import { clockOfMinutes, longDay, shortDay } from "#app/lib/dates.ts";
import { listed } from "#app/lib/words.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { Filter, Search } from "#app/ui/search.tsx";
import { phaseNames } from "./cohort.ts";
import { editionOfCohort, moveToNewest } from "./cohort-edition.server.ts";
import { CohortEdition } from "./cohort-edition.tsx";
import { GlyphShapes, Legend } from "./glyph.tsx";
import { matrixOf } from "./matrix.server.ts";
import { searchOf, sortNames, sorts, viewOf } from "./matrix.ts";
import { MatrixTable, PeopleCards } from "./matrix-table.tsx";
import {
  absentFrom,
  archiveCohort,
  cancelCohort,
  mayManage,
  trainsTrainers,
  variantTitle,
} from "./plan-cohort.server.ts";

const wordOf = (kind: "program" | "delivery") => (kind === "delivery" ? "delivery" : "cohort");

function doneIn(kind: "program" | "delivery", done: string): string | null {
  const it = `The ${wordOf(kind)}`;
  const words: Record<string, string> = {
    planned: `${it} is planned. Next, add the people who will take the course.`,
    opened: `${it} is open. Next, add the people who will take part, or make a link to register.`,
    saved: "Saved.",
    archived: `${it} is archived. Everything about it is kept, and you can bring it back.`,
    unarchived: `${it} is back.`,
    canceled: `${it} is canceled. Calendars that follow it get the change, and you can bring it back.`,
    restored: `${it} takes place again.`,
  };
  return words[done] ?? null;
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const view = viewOf(search);
  const matrix = matrixOf(user, params.cohort as string, view);
  return {
    view,
    matrix,
    next: matrix.cohort.archivedAt || matrix.cohort.canceledAt ? null : nextDay(user, matrix.cohort.id),
    form: variantTitle(matrix.cohort.variant),
    edition: editionOfCohort(user, matrix.cohort),
    trainsTrainers: trainsTrainers(matrix.cohort.variant),
    mayManage: mayManage(user, matrix.cohort.siteId),
    mayRun: can(user, "run-day", matrix.cohort),
    paused: user.paused === true,
    absent: absentFrom(matrix.cohort),
    told: mayManage(user, matrix.cohort.siteId) ? toldInWords(whoIsTold(user, matrix.cohort.id)) : "",
    done: doneIn(matrix.cohort.kind, search.get("done") ?? ""),
  };
}

function nextDay(user: User, cohortId: string) {
  const day = upcomingDay(sessionDaysOf(user, cohortId));
  if (!day) return null;
  const { position, on, plan } = day;
  const from = clockOfMinutes(plan.startsAt);
  return { position, title: plan.title, on: longDay(on), from, today: whenOf(day, new Date()) === "today" };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const intent = form.get("intent");
  if (intent === "move-edition") {
    moveToNewest(user, params.cohort as string, String(form.get("from")));
    return redirect(`/cohorts/${params.cohort}?done=moved`);
  }
  if (intent === "cancel" || intent === "restore") {
    cancelCohort(user, params.cohort as string, intent === "cancel");
    return redirect(`/cohorts/${params.cohort}?done=${intent === "cancel" ? "canceled" : "restored"}`);
  }
  const archived = intent === "archive";
  archiveCohort(user, params.cohort as string, archived);
  return redirect(`/cohorts/${params.cohort}?done=${archived ? "archived" : "unarchived"}`);
}

export default function CohortPage() {
  const { view, matrix, form, edition, trainsTrainers, next, mayManage, mayRun, paused, absent, told, done } =
    useLoaderData<typeof loader>();
  const { cohort, rows } = matrix;
  const word = wordOf(cohort.kind);
  const base = `/cohorts/${cohort.id}`;
  const archived = cohort.phase === "archived";
  const open = !archived && cohort.phase !== "canceled";
  return (
    <div className="wrap wide">
      <GlyphShapes />
      <Crumbs path={[{ to: "/cohorts", label: "Cohorts" }]} />
      <h1>
        {cohort.kind === "delivery" ? <span className="over">Delivery for {cohort.host}</span> : null}
        {cohort.name}
      </h1>
      <ul className="meta">
        <li>
          <span className={cohort.phase === "running" ? "tag good" : "tag"}>{phaseNames[cohort.phase]}</span>
        </li>
        <li>{cohort.siteName}</li>
        <li>
          {shortDay(cohort.startsOn)}
          {cohort.endsOn === cohort.startsOn ? "" : ` to ${shortDay(cohort.endsOn)}`}
        </li>
        {cohort.venue ? <li>{cohort.venue}</li> : null}
        <li>Trainers: {cohort.trainers.map(({ name }) => name).join(", ") || "nobody yet"}</li>
        <li>
          {form}, edition {cohort.edition}
        </li>
      </ul>
      {done ? <Alert kind="success">{done}</Alert> : null}
      {archived ? null : <CohortEdition edition={edition} cohort={cohort} />}
      {cohort.trainers.length < 2 && !archived && mayManage ? (
        <Alert kind="warning">
          This course is made for two trainers in the room, so that one can step out with somebody who needs
          it. <Link to={`${base}/edit`}>Add a trainer</Link>
        </Alert>
      ) : null}
      {absent.length > 0 ? (
        <Alert kind="warning" title={`${listed(absent)} may not teach at the moment`}>
          Somebody else steps in, so that two trainers are in the room.{" "}
          {mayManage ? (
            <Link to={`${base}/edit`}>Choose who steps in</Link>
          ) : paused ? (
            "The coordinator of the site was told, and chooses. You can go on reading here what was yours."
          ) : (
            "The coordinator of the site was told, and chooses."
          )}
        </Alert>
      ) : null}
      {next && mayRun ? (
        <section className="card no-print" aria-labelledby="next-day">
          <h2 id="next-day" className="small-title">
            {next.today ? "Today" : "Next"} in the room: Day {next.position} · {next.title}
          </h2>
          <p className="quiet">
            {next.on}, {next.from}
          </p>
          <p className="row">
            {next.today ? (
              <Link to={`${base}/days/${next.position}/sign-in`} className="usa-button">
                Sign people in
              </Link>
            ) : null}
            <Link
              to={`${base}/days/${next.position}/run`}
              className={next.today ? "usa-button usa-button--outline" : "usa-button"}
            >
              {next.today ? "Run the day" : "Prepare the day"}
            </Link>
          </p>
        </section>
      ) : null}
      <nav className="page-actions no-print" aria-label={`This ${word}`}>
        <Link
          to={`${base}/people`}
          className={
            mayManage && !archived && matrix.enrolled === 0 ? "usa-button" : "usa-button usa-button--outline"
          }
        >
          {mayManage && !archived ? "Add or withdraw people" : "People"}
        </Link>
        <Link to={`${base}/days`} className="usa-button usa-button--outline">
          Days in the room
        </Link>
        <Link to={`${base}/attendance`} className="usa-button usa-button--outline">
          Attendance and credit
        </Link>
        <Link to={`${base}/checklist`} className="usa-button usa-button--outline">
          Checklist
        </Link>
        {mayManage ? (
          <Link to={`${base}/registration`} className="usa-button usa-button--outline">
            Seats and registration
          </Link>
        ) : null}
        <Link to={`${base}/follow-up`} className="usa-button usa-button--outline">
          After the course
        </Link>
        {trainsTrainers ? (
          <Link to={`${base}/teach-backs`} className="usa-button usa-button--outline">
            Teach-backs
          </Link>
        ) : null}
        <Link to={`${base}/observers`} className="usa-button usa-button--outline">
          Observation
        </Link>
        {mayManage && open ? (
          <Link to={`${base}/edit`} className="usa-button usa-button--outline">
            Edit
          </Link>
        ) : null}
        <Link to={`${base}/history`} className="usa-button usa-button--outline">
          History
        </Link>
        {matrix.enrolled > 0 ? (
          <a
            href={`${base}/progress.csv${searchOf(view)}`}
            className="usa-button usa-button--outline"
            download
          >
            Download as CSV
          </a>
        ) : null}
      </nav>

      {matrix.enrolled === 0 ? (
        <Empty
          title="Nobody is enrolled yet"
          action={
            mayManage && !archived ? (
              <Link to={`${base}/people`} className="usa-button">
                Add people
              </Link>
            ) : null
          }
        >
          As soon as people join, you see here how each of them is getting on, module by module.
        </Empty>
      ) : (
        <section aria-labelledby="progress-heading">
          <h2 id="progress-heading">Progress</h2>
          <Form method="get" className="find no-print" role="search">
            <Search label="Find a person" hint="By name or agency" value={view.q} />
            <Filter
              label="Discipline"
              name="discipline"
              value={view.discipline}
              all="All disciplines"
              options={disciplines.map((value) => ({ value, label: disciplineNames[value] }))}
            />
            <div className="only-narrow">
              <Filter
                label="Sort by"
                name="sort"
                value={view.sort}
                options={sorts.map((value) => ({ value, label: sortNames[value] }))}
              />
            </div>
            {view.desc ? <input type="hidden" name="dir" value="desc" /> : null}
            {view.day ? <input type="hidden" name="day" value={view.day} /> : null}
          </Form>
          {rows.length === 0 ? (
            <Empty title="Nobody matches" action={<Link to={base}>Show all {matrix.enrolled}</Link>}>
              Try fewer letters, or all disciplines.
            </Empty>
          ) : (
            <>
              <div className="row between matrix-head">
                <p className="small quiet" role="status">
                  {rows.length === matrix.enrolled
                    ? `${matrix.enrolled === 1 ? "1 person" : `${matrix.enrolled} people`}`
                    : `${rows.length} of ${matrix.enrolled} people`}
                  {rows.length < matrix.enrolled ? (
                    <>
                      {" · "}
                      <Link to={base}>Show all</Link>
                    </>
                  ) : null}
                </p>
                <Legend />
              </div>
              <nav aria-label="Days of the course" className="kinds only-wide no-print">
                <ul>
                  {[
                    { id: "", name: "All days" },
                    ...matrix.days.map(({ id, order }) => ({ id, name: `Day ${order}` })),
                  ].map(({ id, name }) => (
                    <li key={id}>
                      <Link
                        to={`${base}${searchOf(view, { day: id })}`}
                        aria-current={view.day === id ? "true" : undefined}
                        preventScrollReset
                      >
                        {name}
                      </Link>
                    </li>
                  ))}
                </ul>
              </nav>
              <MatrixTable {...{ matrix, view, base }} />
              <PeopleCards {...{ matrix, base }} />
            </>
          )}

          <h2>Module by module</h2>
          <p className="quiet">Who may need a hand, and which answers drew people in each quiz.</p>
          {matrix.days.map((day) => (
            <section key={day.id} aria-labelledby={`list-${day.id}`}>
              <h3 id={`list-${day.id}`}>
                Day {day.order} · {day.title}
              </h3>
              <ul className="module-list">
                {day.modules.map((module) => (
                  <li key={module.id}>
                    <Link to={`${base}/modules/${module.id}`}>
                      {module.id} {module.title}
                    </Link>
                    <span className="small quiet">
                      {module.complete} of {matrix.enrolled} complete
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </section>
      )}

      {mayManage ? (
        <div className="after no-print">
          {archived ? (
            <Form method="post">
              <Submit name="intent" value="unarchive" look="outline">
                Bring this {word} back
              </Submit>
            </Form>
          ) : null}
          {cohort.phase === "canceled" ? (
            <Form method="post">
              <Submit name="intent" value="restore" look="outline">
                Bring this {word} back
              </Submit>
              <p className="quiet">{told}</p>
            </Form>
          ) : null}
          {open ? (
            <Confirm label={`Cancel this ${word}`}>
              <p>
                It does not take place: its days show as canceled here, on the home pages of its people and in
                calendars that follow it. Nothing is removed, and you can bring it back. {told}
              </p>
              <Form method="post">
                <Submit name="intent" value="cancel" look="secondary">
                  Cancel it
                </Submit>
              </Form>
            </Confirm>
          ) : null}
          {archived ? null : (
            <Confirm label={`Archive this ${word}`}>
              <p>
                It leaves the lists of current {word === "delivery" ? "deliveries" : "cohorts"}. People,
                progress and history are kept, trainees can go on reading, and you can bring it back at any
                time.
              </p>
              <Form method="post">
                <Submit name="intent" value="archive" look="outline">
                  Archive it
                </Submit>
              </Form>
            </Confirm>
          )}
        </div>
      ) : null}
    </div>
  );
}
