import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useFetcher, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { clockTime } from "#app/lib/dates.ts";
import { conflict } from "#app/lib/refuse.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { useNow } from "./live.ts";
import { presentPage } from "./present.server.ts";
import { kindNames } from "./prompts.ts";
import { eventOf, recordRun } from "./run.server.ts";
import { inMinutes, lateInWords, type RunState, runState } from "./run-plan.ts";
import { useSlides } from "./show-slides.ts";
import { SlideView } from "./slide-view.tsx";
import { blankOf } from "./slides.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return presentPage(await requireUser(request), params.cohort as string, params.position as string);
}

/** Moves the slides without JavaScript. */
export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const id = `${form.get("id")}-slide`;
  const event = eventOf(id, "slide", String(form.get("slide") ?? ""), null, new Date());
  const [answer] = recordRun(user, params.cohort as string, params.position as string, [event]);
  if (answer?.is === "refused") throw conflict(answer.sentence ?? "");
  return redirect(new URL(request.url).pathname);
}

export default function Present() {
  const page = useLoaderData<typeof presentPage>();
  const { cohort, day, slides, notes, prompt } = page;
  const base = `/cohorts/${cohort.id}/days/${day.position}`;
  const { at, blank, move, connection, unsent } = useSlides(base, slides, page.slide);
  const now = useNow(page.now);
  const state = runState(page.run, page.events, now);
  const current = slides[at];
  const next = slides[at + 1];
  const previous = slides[at - 1];
  const unit = state.units.find(({ id }) => id === (current?.step ?? current?.block));
  const note = unit ? notes[unit.id] : undefined;
  if (!current) return <p className="wrap">There are no slides for this day.</p>;
  const step = (to: string | undefined, how: "next" | "back" | "blank", label: string, look: string) => (
    <button
      className={look}
      type="submit"
      name="slide"
      value={to ?? current.id}
      aria-disabled={to === undefined || undefined}
      onClick={(event) => {
        event.preventDefault();
        move(how);
      }}
    >
      {label}
    </button>
  );
  return (
    <div className="wrap wide present">
      <Crumbs
        path={[
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
          { to: `${base}/run`, label: `Run-of-show, Day ${day.position}` },
        ]}
      />
      <div className="present-head">
        <h1>
          <span className="over">Presenter view · Day {day.position}</span>
          {current.blockTitle}
        </h1>
        <TimePart {...{ state, now, base, form: page.form, timeZone: day.timeZone }} />
      </div>
      <div className="present-grid">
        <section aria-labelledby="shown-heading">
          <h2 id="shown-heading" className="present-label">
            {blank
              ? "The screen is dark"
              : prompt
                ? "The screen shows a question to the room"
                : "On the screen"}{" "}
            · slide {at + 1} of {slides.length}
          </h2>
          <div className={blank ? "present-slide present-dark" : "present-slide"}>
            <SlideView slide={current} heading="h3" />
          </div>
          <Form method="post" className="present-keys" preventScrollReset>
            <input type="hidden" name="id" value={page.form} />
            {step(previous?.id, "back", "Back", "usa-button usa-button--outline")}
            {step(next?.id, "next", "Next slide", "usa-button")}
            {step(
              blank ? current.id : blankOf(current.id),
              "blank",
              blank ? "Show again" : "Dark screen",
              "usa-button usa-button--outline",
            )}
          </Form>
          <p className="small quiet" role="status">
            {unsent
              ? "Not sent yet: the screen may be behind. It is sent when the connection is back."
              : connection === "lost"
                ? "Not connected. Trying again by itself."
                : connection === "open"
                  ? "Connected. Keys: arrows, space, Page Up and Page Down; B for a dark screen."
                  : ""}
          </p>
          {prompt ? (
            <p>
              <Link to={`${base}/room`}>
                {kindNames[prompt.kind]}: {prompt.title}
              </Link>
            </p>
          ) : null}
        </section>
        <section aria-labelledby="next-heading">
          <h2 id="next-heading" className="present-label">
            Next
          </h2>
          {next ? (
            <div className="present-slide present-small">
              <SlideView slide={next} heading="h3" />
            </div>
          ) : (
            <p>This is the last slide of the day.</p>
          )}
          <p className="page-actions">
            <a
              className="usa-button usa-button--outline"
              href={`${base}/screen`}
              target="_blank"
              rel="noreferrer"
            >
              Screen for the room
            </a>
            <Link className="usa-button usa-button--outline" to={`${base}/room`}>
              Ask the room
            </Link>
          </p>
        </section>
        <section className="present-notes" aria-labelledby="notes-heading">
          <h2 id="notes-heading">
            <span className="over">
              Notes
              {unit?.step
                ? ` · ${unit.step.mark === "core" ? "core step" : "may be cut"}, ${inMinutes(unit.minutes)}`
                : ""}
            </span>
            {unit?.title ?? current.title}
          </h2>
          {note?.notice ? (
            <div className="run-notice">
              <p>
                <strong>Content notice, level {note.notice.level}.</strong>{" "}
                <span dangerouslySetInnerHTML={{ __html: note.notice.html }} />
              </p>
            </div>
          ) : null}
          {note?.html ? (
            <div className="text" dangerouslySetInnerHTML={{ __html: note.html }} />
          ) : (
            <p>A pause. Nothing is taught now.</p>
          )}
        </section>
      </div>
    </div>
  );
}

function TimePart({
  state,
  now,
  base,
  form,
  timeZone,
}: {
  state: RunState;
  now: number;
  base: string;
  form: string;
  timeZone: string;
}) {
  const fetcher = useFetcher();
  const { now: current, next } = state;
  const elapsed = current ? Math.max(0, Math.floor((now - current.beginsAt) / 1000)) : 0;
  const length = current ? (current.minutes - current.cut) * 60 : 0;
  return (
    <div className="present-time">
      <p className="run-time" suppressHydrationWarning>
        {clockTime(new Date(now), timeZone)}
      </p>
      {current ? (
        <p>
          <strong>{current.title}</strong>
          <br />
          <span className="present-timer" suppressHydrationWarning>
            {timer(elapsed)} of {timer(length)}
          </span>
          {elapsed > length ? " · over time" : ""}
        </p>
      ) : (
        <p>{state.phase === "over" ? "The day is over" : "The day has not begun"}</p>
      )}
      {state.phase === "running" ? (
        <p className={state.late > 0 ? "tag warn" : "tag good"}>
          {state.late === 0 ? "On time" : lateInWords(state.late)}
        </p>
      ) : null}
      {state.phase === "over" ? null : (
        <fetcher.Form method="post" action={`${base}/run`}>
          <input type="hidden" name="id" value={form} />
          <input type="hidden" name="target" value={(current ?? next)?.id ?? ""} />
          <button
            className="usa-button usa-button--outline"
            type="submit"
            name="kind"
            value={current ? "done" : "start"}
          >
            {current ? "Step done" : "Start the day"}
          </button>
        </fetcher.Form>
      )}
    </div>
  );
}

const timer = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
