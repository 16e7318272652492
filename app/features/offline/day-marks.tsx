import { markNames, type StepMark } from "#app/features/room/marks.ts";
import { newDeviceId } from "#app/lib/device-id.ts";
import { SelectField } from "#app/ui/form.tsx";
import type { DayEvent } from "./day-events.ts";

type Reason = { id: string; label: string };
type Said = keyof typeof markNames;

/** What was done with each step, tapped on a device: the same three words as with a connection. */
export function MarksPart({
  steps,
  reasons,
  record,
}: {
  steps: StepMark[];
  reasons: Reason[];
  record: (event: DayEvent) => void;
}) {
  const due = steps.filter((step) => step.due || step.state !== null);
  const open = due.filter(({ state }) => state === null).length;
  return (
    <section aria-labelledby="marks-title" className="card">
      <h2 id="marks-title">How it went</h2>
      {due.length === 0 ? (
        <p className="quiet">As soon as steps are done, say here which were covered, adapted or skipped.</p>
      ) : (
        <>
          <p aria-live="polite">{open === 0 ? "Every step so far is marked." : `${open} to mark`}</p>
          <details className="confirm">
            <summary>Mark the steps so far</summary>
            <ol className="day-units">
              {due.map((step) => (
                <Step key={step.id} step={step} reasons={reasons} record={record} />
              ))}
            </ol>
          </details>
        </>
      )}
    </section>
  );
}

function Step({
  step,
  reasons,
  record,
}: {
  step: StepMark;
  reasons: Reason[];
  record: (event: DayEvent) => void;
}) {
  const { id, title, core, state, reason, from } = step;
  const say = (mark: Said | "none", why: string | null = null) =>
    record({ type: "mark", id: newDeviceId(), target: id, mark, reason: why, minutes: null, at: Date.now() });
  const asks = from === "tap" && (state === "adapted" || state === "skipped");
  return (
    <li>
      <span>
        {title}
        {core ? <span className="quiet small"> core</span> : null}
        {from === "cut" ? <span className="quiet small"> from the run-of-show</span> : null}
      </span>
      <span className="row no-print">
        {(Object.keys(markNames) as Said[]).map((mark) => (
          <button
            key={mark}
            type="button"
            aria-pressed={state === mark}
            className={state === mark ? "usa-button" : "usa-button usa-button--outline"}
            onClick={() => (state === mark && from === "tap" ? say("none") : say(mark))}
          >
            {markNames[mark]}
            <span className="usa-sr-only">: {title}</span>
          </button>
        ))}
      </span>
      {asks ? (
        <SelectField
          label={`Why (${title})`}
          name={`why-${id}`}
          value={reason ?? ""}
          onChange={(event) => say(state, event.currentTarget.value || null)}
          options={[
            { value: "", label: "Choose a reason" },
            ...reasons.map((one) => ({ value: one.id, label: one.label })),
          ]}
        />
      ) : null}
    </li>
  );
}
