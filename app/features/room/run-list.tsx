import { Form, Link } from "@remix-run/react";
import { Submit } from "#app/ui/form.tsx";
import { MarkStep, MarkWords } from "./mark-step.tsx";
import type { StepMark } from "./marks.ts";
import { guardWords, inMinutes, mayCut, type RunState, type UnitState } from "./run-plan.ts";

type Props = {
  state: RunState;
  time: (at: number) => string;
  form: string;
  mayRun: boolean;
  steps: StepMark[];
  reasons: { id: string; label: string }[];
};

/** The day as a timed list, block by block, as it was planned and as it goes. */
export function RunList({ state, time, form, mayRun, steps, reasons }: Props) {
  const blocks = [...new Set(state.units.map(({ block }) => block))];
  return (
    <ol className="run-list">
      {blocks.map((block) => {
        const units = state.units.filter((unit) => unit.block === block);
        const first = units[0] as UnitState;
        const isPause = first.step === null;
        return (
          <li key={block.id} className={isPause ? "run-block run-pause" : "run-block"}>
            <div className="run-block-head">
              <h3>{block.title}</h3>
              <p className="quiet small">
                {time(first.plannedAt)}, {inMinutes(block.minutes)}
              </p>
            </div>
            <ol>
              {units.map((unit) => (
                <Row
                  key={unit.id}
                  {...{ unit, time, form, mayRun, reasons }}
                  mark={steps.find(({ id }) => id === unit.id)}
                  phase={state.phase}
                />
              ))}
            </ol>
          </li>
        );
      })}
    </ol>
  );
}

const stateWords: Record<UnitState["state"], string> = {
  done: "Done",
  now: "Now",
  next: "Next",
  later: "",
  unmarked: "Passed, not marked",
};

function Row({
  unit,
  phase,
  time,
  form,
  mayRun,
  mark,
  reasons,
}: Omit<Props, "state" | "steps"> & {
  unit: UnitState;
  phase: RunState["phase"];
  mark: StepMark | undefined;
}) {
  const gone = unit.cut >= unit.minutes;
  const moved = Math.abs(unit.beginsAt - unit.plannedAt) >= 60_000;
  const isPast = unit.state === "done" || unit.state === "unmarked";
  return (
    <li id={`step-${unit.id}`} className={`run-step run-${unit.state}${gone ? " run-gone" : ""}`}>
      <p className="run-step-time">
        <span className="usa-sr-only">Planned </span>
        {time(unit.plannedAt)}
        {moved && !gone && unit.state !== "unmarked" && phase !== "before" ? (
          <span className="run-step-real">
            {isPast || unit.state === "now" ? "was " : "about "}
            {time(unit.beginsAt)}
          </span>
        ) : null}
      </p>
      <div className="run-step-what">
        <p>
          {unit.step ? <Link to={`?step=${unit.id}#notes-heading`}>{unit.title}</Link> : unit.title}{" "}
          <span className="quiet small">{inMinutes(unit.minutes)}</span>
        </p>
        <p className="small quiet">
          {[stateWords[unit.state], cutWords(unit), unit.step ? markWords(unit) : ""]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {mayRun ? (
        <Form method="post" className="no-print" preventScrollReset>
          <input type="hidden" name="id" value={`${form}-${unit.id}`} />
          <input type="hidden" name="target" value={unit.id} />
          {unit.cut > 0 && !isPast ? (
            <Submit name="kind" value="keep" look="unstyled" aria-label={`Keep ${unit.title} after all`}>
              Keep it after all
            </Submit>
          ) : null}
          {unit.state === "now" || unit.state === "next" ? null : (
            <Submit name="kind" value="start" look="unstyled" aria-label={`Go to ${unit.title}`}>
              Go here
            </Submit>
          )}
        </Form>
      ) : null}
      {mark && (mark.due || mark.state) && unit.state !== "now" ? (
        <div className="run-mark">
          <MarkWords step={mark} reasons={reasons} />
          {mayRun ? <MarkStep step={mark} form={form} reasons={reasons} /> : null}
        </div>
      ) : null}
    </li>
  );
}

function cutWords({ cut, minutes }: UnitState): string {
  if (cut === 0) return "";
  return cut >= minutes ? "Left out" : `${inMinutes(cut)} shorter`;
}

function markWords({ step }: UnitState): string {
  if (!step) return "";
  if (mayCut(step)) return "May be cut";
  return step.guard ? guardWords[step.guard] : "Core";
}
