import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { notLocalized } from "#app/content/local-words.ts";
import { clockTime, longDay } from "#app/lib/dates.ts";
import { reject } from "#app/lib/forms.ts";
import { conflict } from "#app/lib/refuse.ts";
import { ErrorSummary, type Rejected, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { useLive, useNow, useReload } from "./live.ts";
import { MarkStep, MarkWords } from "./mark-step.tsx";
import { recordMarks } from "./marks.server.ts";
import { stepMarks } from "./marks.ts";
import { readTap } from "./marks-form.ts";
import { eventOf, lateSentence, recordRun, runPage } from "./run.server.ts";
import { RunList } from "./run-list.tsx";
import {
  type CutPlan,
  contactMinutes,
  creditInWords,
  cutInWords,
  cutSafely,
  inHours,
  inMinutes,
  lateInWords,
  type RunEvent,
  type RunKind,
  type RunState,
  runState,
} from "./run-plan.ts";
import { countFromRealStart } from "./start-late.server.ts";
import { StartCounted, StartLate } from "./start-late.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const page = runPage(user, params.cohort as string, params.position as string, search.get("step"));
  return { ...page, lost: search.has("lost"), counted: search.has("counted") };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const now = new Date();
  if (form.has("mark")) {
    const { id, tap } = readTap(form);
    const errors = recordMarks(user, params.cohort as string, params.position as string, id, [tap], now);
    return errors ? reject(errors, form) : redirect(`${new URL(request.url).pathname}#step-${tap.target}`);
  }
  const id = String(form.get("id"));
  if (form.get("kind") === "count") {
    countFromRealStart(user, params.cohort as string, params.position as string, now);
    return redirect(`${new URL(request.url).pathname}?counted`);
  }
  const kind = String(form.get("kind")) as RunKind;
  const target = String(form.get("target") ?? "") || null;
  const events: RunEvent[] = [];
  if (kind === "late") {
    const typed = String(form.get("minutes") ?? "").trim();
    const minutes = /^\d{1,3}$/.test(typed) ? Number(typed) : 0;
    if (minutes < 1 || minutes > 600) return reject({ minutes: lateSentence }, form);
    events.push(eventOf(`${id}-late`, kind, null, minutes, now));
  } else if (kind === "cut") {
    for (const cut of form.getAll("cut")) {
      const [step, minutes] = String(cut).split("=");
      events.push(eventOf(`${id}-cut-${step}`, kind, step ?? null, Number(minutes), now));
    }
    if (events.length === 0) return reject({ cut: "Choose at least one, or leave the day as it is." }, form);
  } else events.push(eventOf(`${id}-${kind}`, kind, target, null, now));
  const answers = recordRun(user, params.cohort as string, params.position as string, events, now);
  const refused = answers.find(({ is }) => is === "refused");
  if (refused) throw conflict(refused.sentence ?? "");
  return redirect(
    kind === "late" ? `${new URL(request.url).pathname}?lost#lost` : new URL(request.url).pathname,
  );
}

export default function Run() {
  const page = useLoaderData<typeof loader>();
  const { cohort, day, run, events, form } = page;
  const base = `/cohorts/${cohort.id}/days/${day.position}`;
  const reload = useReload();
  const connection = useLive(`${base}/events`, (live, before) => {
    if (!before || live.run !== before.run) reload();
  });
  const now = useNow(page.now);
  const state = runState(run, events, now);
  const steps = stepMarks(run, events, page.marks, now, page.cutReason);
  const time = (at: number) => clockTime(new Date(at), day.timeZone);
  const rejected = useActionData<Rejected>();
  return (
    <div className="wrap wide run">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
        ]}
      />
      <h1>
        <span className="over">Run-of-show · Day {day.position}</span>
        {day.title}
      </h1>
      <ul className="meta">
        <li>{longDay(day.on)}</li>
        {day.venue ? <li>{day.venue}</li> : null}
        <li>Trainers: {page.trainers.join(", ") || "nobody yet"}</li>
        <li>{inMinutes(contactMinutes(state))} of contact time</li>
      </ul>
      {page.notLocalized ? <Alert kind="warning">{notLocalized}.</Alert> : null}
      {day.stopped ? <Alert kind="warning">{day.stopped}</Alert> : null}
      {page.counted ? (
        <Alert kind="success">
          <StartCounted to={`${base}#change`} startsAt={time(run.startsAt)} />
        </Alert>
      ) : null}
      <nav className="page-actions no-print" aria-label="This day">
        <a className="usa-button usa-button--outline" href={`${base}/present`}>
          Presenter view
        </a>
        <a
          className="usa-button usa-button--outline"
          href={`${base}/screen`}
          target="_blank"
          rel="noreferrer"
        >
          Screen for the room<span className="usa-sr-only"> (new window)</span>
        </a>
        <Link className="usa-button usa-button--outline" to={`${base}/room`}>
          Ask the room
        </Link>
      </nav>

      <div className="run-top">
        <section className="run-here" aria-labelledby="now-heading">
          <Clock {...{ state, now, time }} />
          {day.stopped ? null : <NowPart {...{ state, now, time, form, steps }} reasons={page.reasons} />}
          {day.stopped ? null : <StartLate {...{ run, events, time }} />}
          {state.last && !day.stopped ? (
            <Form method="post" className="run-undo no-print" preventScrollReset>
              <input type="hidden" name="id" value={form} />
              <input type="hidden" name="target" value={state.last.id} />
              <span className="small quiet">
                Last: {lastInWords(state)}, {time(state.last.at)}
                {page.lastBy ? `, ${page.lastBy}` : ""}
              </span>
              <Submit name="kind" value="undo" look="unstyled">
                Undo
              </Submit>
            </Form>
          ) : null}
          <p className="small quiet no-print" role="status">
            {connection === "lost"
              ? "Not connected at the moment. What you tap is sent when the connection is back; this page tries again by itself."
              : connection === "open"
                ? "Everybody who runs this day sees the same, as it happens."
                : ""}
          </p>
        </section>
        <Notes page={page} state={state} />
      </div>

      {state.phase === "over" || day.stopped ? null : (
        <LostTime
          {...{
            state,
            time,
            form,
            rejected,
            open: page.lost || (state.phase === "running" && state.endsLate >= 5),
          }}
        />
      )}

      <h2>The whole day</h2>
      <nav className="row no-print" aria-label="To keep or print">
        <a href={`${base}/slides.pptx`} download>
          Slides (PowerPoint)
        </a>
        <a href={`${base}/slides.pdf`} download>
          Slides (PDF)
        </a>
        <a href={`${base}/handouts.pdf`} download>
          Handouts (PDF)
        </a>
      </nav>
      <p className="no-print">
        As each step is over, tap whether it was covered, adapted or skipped.{" "}
        <Link to={`${base}/went`}>How the day went</Link>
      </p>
      <RunList {...{ state, time, form, steps, mayRun: !day.stopped }} reasons={page.reasons} />

      {state.phase === "running" && !day.stopped ? (
        <div className="after no-print">
          <Confirm label="End the day here">
            <p>What has not begun stays open on the list. Phones can no longer answer. You can undo it.</p>
            <Form method="post">
              <input type="hidden" name="id" value={form} />
              <Submit name="kind" value="end" look="outline">
                End the day
              </Submit>
            </Form>
          </Confirm>
        </div>
      ) : null}
    </div>
  );
}

type Part = { state: RunState; now: number; time: (at: number) => string };

function Clock({ state, now, time }: Part) {
  const { late, phase } = state;
  return (
    <div className="run-clock">
      <p className="run-time" suppressHydrationWarning>
        {time(now)}
      </p>
      <p className={late > 0 && phase !== "before" ? "tag warn" : "tag good"}>
        {phase === "over"
          ? "The day is over"
          : phase === "before"
            ? `Planned for ${time(state.units[0]?.plannedAt ?? now)}`
            : late === 0
              ? "On time"
              : lateInWords(late)}
      </p>
      {phase === "before" && late > 0 ? (
        <p className="quiet">Begun now, it ends at {time(state.endsAt)}.</p>
      ) : (
        <p className="quiet">
          {phase === "over"
            ? `Ended at ${time(state.endsAt)}`
            : `Ends at ${time(state.endsAt)} as things stand`}
          {state.endsLate === 0
            ? ", as planned"
            : `, ${inHours(Math.abs(state.endsLate))} ${state.endsLate > 0 ? "after" : "before"} the plan`}
        </p>
      )}
    </div>
  );
}

type Marks = Pick<Parameters<typeof RunList>[0], "steps" | "reasons">;

function NowPart({ state, now, time, form, steps, reasons }: Part & Marks & { form: string }) {
  const { now: current, next, phase } = state;
  if (phase === "over")
    return (
      <>
        <h2 id="now-heading">Day done</h2>
        <p>Thank you. Check the sign-outs before you leave the room.</p>
      </>
    );
  if (!current)
    return (
      <>
        <h2 id="now-heading">The day has not begun</h2>
        <p>
          First: <strong>{next?.title}</strong>, planned for {next ? time(next.plannedAt) : ""}.
        </p>
        <Form method="post" className="no-print" preventScrollReset>
          <input type="hidden" name="id" value={form} />
          <input type="hidden" name="target" value={next?.id ?? ""} />
          <Submit name="kind" value="start">
            Start the day
          </Submit>
        </Form>
      </>
    );
  const left = Math.ceil((current.endsAt - now) / 60_000);
  const length = current.minutes - current.cut;
  const marked = steps.find(({ id }) => id === current.id);
  const used = Math.min(1, (now - current.beginsAt) / (length * 60_000));
  return (
    <>
      <p className="over">Now · {current.step ? current.block.title : "Pause"}</p>
      <h2 id="now-heading" className="run-title">
        {current.title}
      </h2>
      <progress className="run-bar" value={used} max={1} aria-label="Time used of this step">
        {Math.round(used * 100)} %
      </progress>
      <p>
        Since {time(current.beginsAt)}, {inMinutes(length)}.{" "}
        <strong>
          {now - current.beginsAt > length * 60_000
            ? `Over by ${inMinutes(Math.max(1, Math.floor((now - current.beginsAt) / 60_000) - length))}.`
            : `${inMinutes(left)} left.`}
        </strong>
      </p>
      <Form method="post" className="no-print" preventScrollReset>
        <input type="hidden" name="id" value={form} />
        <input type="hidden" name="target" value={current.id} />
        <Submit name="kind" value="done">
          {next ? "Done, go on" : "Done, end of the day"}
        </Submit>
      </Form>
      {marked ? (
        <div className="run-mark no-print">
          <MarkWords step={marked} reasons={reasons} />
          <MarkStep step={marked} form={form} reasons={reasons} />
        </div>
      ) : null}
      {next ? (
        <p className="run-next">
          Next: <strong>{next.title}</strong>{" "}
          <span className="quiet">
            {inMinutes(next.minutes - next.cut)}, about {time(next.beginsAt)}
          </span>
        </p>
      ) : null}
    </>
  );
}

const eventWords: Partial<Record<RunKind, string>> = {
  start: "started",
  done: "done",
  cut: "left out or shortened",
  keep: "taken back in",
  end: "the day was ended",
};

function lastInWords({ last, units }: RunState): string {
  if (!last) return "";
  if (last.kind === "late") return `${inMinutes(last.minutes ?? 0)} lost`;
  const unit = units.find(({ id }) => id === last.target);
  return `${eventWords[last.kind] ?? last.kind}${unit ? ` “${unit.title}”` : ""}`;
}

function Notes({
  page: { notes },
  state,
}: {
  page: ReturnType<typeof useLoaderData<typeof loader>>;
  state: RunState;
}) {
  const unit = notes && state.units.find(({ id }) => id === notes.id);
  if (!unit) return null;
  return (
    <section className="run-notes no-print" aria-labelledby="notes-heading">
      <h2 id="notes-heading">
        <span className="over">{unit.state === "now" ? "Notes for now" : "Notes"}</span>
        {unit.title}
      </h2>
      {notes.notice ? (
        <div className="run-notice">
          <p>
            <strong>Content notice, level {notes.notice.level}.</strong>{" "}
            <span dangerouslySetInnerHTML={{ __html: notes.notice.html }} />
          </p>
        </div>
      ) : null}
      {notes.html ? (
        <div className="text" dangerouslySetInnerHTML={{ __html: notes.html }} />
      ) : (
        <p>A pause. Water, air, a word with somebody who needs one. Nothing is taught now.</p>
      )}
      {notes.plan ? (
        <p>
          <a href={notes.plan}>The whole facilitator plan</a>
        </p>
      ) : null}
    </section>
  );
}

function LostTime({
  state,
  time,
  form,
  rejected,
  open,
}: {
  state: RunState;
  time: (at: number) => string;
  form: string;
  rejected: Rejected | undefined;
  open: boolean;
}) {
  const plan = cutSafely(state, Math.max(0, state.endsLate));
  const isLate = state.phase === "running" && state.late > 0;
  return (
    <section id="lost" className="run-lost no-print" aria-labelledby="lost-heading">
      <h2 id="lost-heading">We lost some time</h2>
      <Form method="post" className="find" preventScrollReset>
        <ErrorSummary errors={rejected?.errors.minutes ? rejected.errors : undefined} />
        <input type="hidden" name="id" value={form} />
        <TextField
          label="Minutes behind, in all"
          name="minutes"
          inputMode="numeric"
          autoComplete="off"
          maxLength={12}
          hint={
            isLate
              ? `The clock already shows ${inHours(state.late)}.`
              : "For example after a fire drill or a late start."
          }
          error={rejected?.errors.minutes}
          defaultValue={rejected?.values.minutes ?? (isLate ? state.late : "")}
        />
        <Submit name="kind" value="late" look="outline">
          Show what can be left out
        </Submit>
      </Form>
      {open || rejected?.errors.cut ? <Proposals {...{ plan, state, time, form, rejected }} /> : null}
    </section>
  );
}

function Proposals({
  plan,
  state,
  time,
  form,
  rejected,
}: {
  plan: CutPlan;
  state: RunState;
  time: (at: number) => string;
  form: string;
  rejected: Rejected | undefined;
}) {
  if (plan.asked === 0)
    return <p role="status">The day ends as planned or earlier. Nothing needs to be left out.</p>;
  return (
    <div className="run-proposals" role="status">
      <p>
        As things stand the day ends at {time(state.endsAt)}, {inHours(plan.asked)} after the plan.{" "}
        {plan.cuts.length > 0
          ? `These cuts win back ${plan.left === 0 ? "all of it" : inMinutes(plan.recovered)}. Core steps, notices, agreements, grounding, debriefs and the closing stay.`
          : "Nothing that is still to come can be left out: all of it is core or keeps people safe."}
      </p>
      {plan.cuts.length > 0 ? (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="id" value={form} />
          <fieldset className="usa-fieldset">
            <legend className="usa-legend">Take out</legend>
            {rejected?.errors.cut ? (
              <div className="usa-error-message" role="alert">
                {rejected.errors.cut}
              </div>
            ) : null}
            {plan.cuts.map((cut) => (
              <div className="usa-checkbox" key={cut.target}>
                <input
                  className="usa-checkbox__input"
                  type="checkbox"
                  name="cut"
                  value={`${cut.target}=${cut.total}`}
                  id={`cut-${cut.target}`}
                  defaultChecked
                />
                <label className="usa-checkbox__label" htmlFor={`cut-${cut.target}`}>
                  {cutInWords(cut)}{" "}
                  {cut.kind === "step" ? <span className="quiet small">{cut.block}</span> : null}
                </label>
              </div>
            ))}
          </fieldset>
          <p>{creditInWords(plan)}</p>
          <Submit name="kind" value="cut">
            Leave these out
          </Submit>
        </Form>
      ) : null}
      {plan.left > 0 ? (
        <p>
          <strong>{inHours(plan.left)} cannot be won back.</strong> End at{" "}
          {time(state.plannedEnd + plan.left * 60_000)} and tell people now, so that those who must leave can
          plan for it. Nobody has to stay; minutes that somebody misses can be made up.
        </p>
      ) : null}
    </div>
  );
}
