import { useState } from "react";
import {
  creditInWords,
  cutInWords,
  cutSafely,
  guardWords,
  inMinutes,
  lateInWords,
  mayCut,
  type RunKind,
  type RunState,
  type UnitState,
} from "#app/features/room/run-plan.ts";
import { newDeviceId } from "#app/lib/device-id.ts";
import { TextField } from "#app/ui/form.tsx";
import type { DayEvent } from "./day-events.ts";

type Clock = (at: number) => string;
export type Notice = { level: string; html: string };

/** From these minutes on the day ends late enough to propose what can be left out. */
const worthCutting = 5;

/** The run-of-show on a device: start, finish, skip, cut and put back by the same rules as with a connection. */
export function RunPart({
  run,
  record,
  clock,
  notices,
}: {
  run: RunState;
  record: (event: DayEvent) => void;
  clock: Clock;
  notices: Record<string, Notice>;
}) {
  const tap = (kind: RunKind, target: string | null, minutes: number | null = null) =>
    record({ type: "run", id: newDeviceId(), kind, target, minutes, at: Date.now() });
  const { now, next, last } = run;
  const notice = notices[(now ?? next)?.block.id ?? ""];
  return (
    <section aria-labelledby="run-title" className="card">
      <h2 id="run-title">Run-of-show</h2>
      {notice ? (
        <div className="run-notice">
          <p>
            <strong>Content notice, level {notice.level}.</strong>{" "}
            <span dangerouslySetInnerHTML={{ __html: notice.html }} />
          </p>
        </div>
      ) : null}
      {now ? (
        <p>
          <strong>Now: {now.title}</strong> <span className="quiet">until {clock(now.endsAt)}</span>
        </p>
      ) : null}
      {next ? (
        <p>
          Next: {next.title} <span className="quiet">at {clock(next.beginsAt)}</span>
        </p>
      ) : null}
      <p className="quiet">
        {run.phase === "before"
          ? "The day has not begun."
          : run.phase === "over"
            ? "The day is over."
            : `The room is ${lateInWords(run.late)}. The day ends at ${clock(run.endsAt)} as things stand.`}
      </p>
      <div className="row no-print">
        {now ? (
          <button type="button" className="usa-button" onClick={() => tap("done", now.id)}>
            Done: {now.title}
          </button>
        ) : next ? (
          <button type="button" className="usa-button" onClick={() => tap("start", next.id)}>
            Start: {next.title}
          </button>
        ) : null}
        {now && next ? (
          <button
            type="button"
            className="usa-button usa-button--outline"
            onClick={() => tap("start", next.id)}
          >
            Skip to: {next.title}
          </button>
        ) : null}
        {last ? (
          <button
            type="button"
            className="usa-button usa-button--unstyled"
            onClick={() => tap("undo", last.id)}
          >
            Undo the last step
          </button>
        ) : null}
      </div>
      {run.phase === "over" ? null : <Late run={run} tap={tap} />}
      <details className="confirm">
        <summary>The whole day</summary>
        <ol className="day-units">
          {run.units.map((unit) => (
            <Step key={unit.id} unit={unit} tap={tap} clock={clock} />
          ))}
        </ol>
      </details>
    </section>
  );
}

type Tap = (kind: RunKind, target: string | null, minutes?: number | null) => void;

function Late({ run, tap }: { run: RunState; tap: Tap }) {
  const [problem, setProblem] = useState<string>();
  const plan = run.endsLate >= worthCutting ? cutSafely(run, run.endsLate) : null;
  return (
    <details className="confirm no-print" open={plan !== null || undefined}>
      <summary>We lost some time</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const minutes = Number(new FormData(event.currentTarget).get("late"));
          const isFine = Number.isInteger(minutes) && minutes >= 1 && minutes <= 600;
          setProblem(
            isFine ? undefined : "Type the minutes that were lost, as a whole number from 1 to 600.",
          );
          if (!isFine) return;
          tap("late", null, minutes);
          event.currentTarget.reset();
        }}
      >
        <TextField
          label="Minutes behind, in all"
          name="late"
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
          error={problem}
        />
        <p>
          <button type="submit" className="usa-button usa-button--outline">
            Note it
          </button>
        </p>
      </form>
      {plan ? (
        <>
          <p>The day ends {inMinutes(run.endsLate)} late. What can be left out:</p>
          {plan.cuts.length === 0 ? (
            <p>Nothing more. Core steps and what keeps people safe stay.</p>
          ) : (
            <ul className="day-units">
              {plan.cuts.map((cut) => (
                <li key={cut.target}>
                  <span>{cutInWords(cut)}</span>
                  <button
                    type="button"
                    className="usa-button usa-button--unstyled"
                    onClick={() => tap("cut", cut.target, cut.total)}
                  >
                    {cut.whole ? "Leave out" : "Shorten"}
                    <span className="usa-sr-only"> {cut.title}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          <p className="small">{creditInWords(plan)}</p>
        </>
      ) : null}
    </details>
  );
}

const stateWords: Record<UnitState["state"], string> = {
  done: "Done",
  now: "Now",
  next: "Next",
  later: "",
  unmarked: "Passed, not marked",
};

function Step({ unit, tap, clock }: { unit: UnitState; tap: Tap; clock: Clock }) {
  const { id, title, step, minutes, cut, state } = unit;
  const isPast = state === "done" || state === "unmarked";
  const words = [
    stateWords[state],
    cut >= minutes ? "Left out" : cut > 0 ? `${inMinutes(cut)} shorter` : "",
    step?.guard ? guardWords[step.guard] : "",
  ].filter(Boolean);
  return (
    <li>
      <span>
        {clock(unit.beginsAt)} {title} <span className="quiet small">{inMinutes(minutes)}</span>
        {words.length > 0 ? <span className="quiet small"> {words.join(" · ")}</span> : null}
      </span>
      <span className="row no-print">
        {cut > 0 && !isPast ? (
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => tap("keep", id)}>
            Keep it after all<span className="usa-sr-only">: {title}</span>
          </button>
        ) : step && mayCut(step) && cut === 0 && (state === "next" || state === "later") ? (
          <button
            type="button"
            className="usa-button usa-button--unstyled"
            onClick={() => tap("cut", id, minutes)}
          >
            Leave out<span className="usa-sr-only"> {title}</span>
          </button>
        ) : null}
        {state === "now" ? null : (
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => tap("start", id)}>
            Go here<span className="usa-sr-only">: {title}</span>
          </button>
        )}
      </span>
    </li>
  );
}
