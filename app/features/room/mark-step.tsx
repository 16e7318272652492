import { Form } from "@remix-run/react";
import { type Errors, SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { markNames, minutesInWords, type StepMark } from "./marks.ts";

type Props = {
  step: StepMark;
  form: string;
  reasons: { id: string; label: string }[];
  /** With a field for the minutes that it took. */
  withMinutes?: boolean;
  errors?: Errors | undefined;
  values?: Record<string, string> | undefined;
};

const states = ["covered", "adapted", "skipped"] as const;

/** What became of a step: three taps to choose from, undo, and for what was changed the reason. */
export function MarkStep({ step, form, reasons, withMinutes = false, errors, values }: Props) {
  const id = `${form}-${step.id}`;
  const changed = step.state === "adapted" || step.state === "skipped";
  const taps = (
    <Form method="post" preventScrollReset className="mark-taps">
      <input type="hidden" name="id" value={`${id}-m`} />
      <input type="hidden" name="target" value={step.id} />
      {states.map((state) => (
        <button
          key={state}
          type="submit"
          name="mark"
          value={state}
          className="mark-tap"
          aria-label={`${markNames[state]}: ${step.title}`}
        >
          {markNames[state]}
        </button>
      ))}
    </Form>
  );
  return (
    <div className="mark-step no-print">
      {step.state === null ? taps : null}
      {step.from === "cut" ? (
        <details className="mark-why">
          <summary>
            Change<span className="usa-sr-only">: {step.title}</span>
          </summary>
          {taps}
        </details>
      ) : null}
      {step.from === "tap" ? (
        <Form method="post" preventScrollReset className="mark-taps">
          <input type="hidden" name="id" value={`${id}-m`} />
          <input type="hidden" name="target" value={step.id} />
          <Submit name="mark" value="none" look="unstyled" aria-label={`Undo: ${step.title}`}>
            Undo
          </Submit>
        </Form>
      ) : null}
      {step.from === "tap" && (changed || withMinutes) ? (
        <details className="mark-why" open={step.needsWhy || errors !== undefined}>
          <summary>{changed ? (step.needsWhy ? "Say why" : "Change the reason") : "Minutes"}</summary>
          <Form method="post" preventScrollReset noValidate>
            <input type="hidden" name="id" value={`${id}-w`} />
            <input type="hidden" name="target" value={step.id} />
            {changed ? (
              <>
                <SelectField
                  label="Why"
                  name="reason"
                  defaultValue={values?.reason ?? step.reason ?? ""}
                  error={errors?.reason}
                  options={[
                    { value: "", label: "Choose a reason" },
                    ...reasons.map(({ id, label }) => ({ value: id, label })),
                  ]}
                />
                <TextField
                  label="A few words (optional)"
                  name="why"
                  hint="Nothing about people: no names, no case details."
                  defaultValue={values?.why ?? step.why ?? ""}
                  error={errors?.why}
                  maxLength={120}
                  autoComplete="off"
                />
              </>
            ) : null}
            {step.state === "skipped" || !withMinutes ? null : (
              <TextField
                label="Minutes it took"
                name="minutes"
                inputMode="numeric"
                maxLength={3}
                autoComplete="off"
                hint={`Planned were ${step.planned}.`}
                defaultValue={values?.minutes ?? step.taken ?? ""}
                error={errors?.minutes}
              />
            )}
            <Submit name="mark" value={step.state ?? "covered"} look="outline">
              Save
            </Submit>
          </Form>
        </details>
      ) : null}
    </div>
  );
}

/** What became of a step in words: its state, the minutes, the reason, and a warning when it was core. */
export function MarkWords({ step, reasons }: Pick<Props, "step" | "reasons">) {
  const label = reasons.find(({ id }) => id === step.reason)?.label;
  const parts = [
    step.from === "cut" ? (step.state === "skipped" ? "Left out in the run-of-show" : "Shortened") : "",
    minutesInWords(step),
    label ?? "",
    step.why ?? "",
  ].filter(Boolean);
  if (!step.state && parts.length === 0) return null;
  return (
    <p className="small mark-words">
      {step.state ? <span className={`tag mark-tag-${step.state}`}>{markNames[step.state]}</span> : null}{" "}
      {step.coreSkipped ? <span className="tag bad">Core step skipped</span> : null}{" "}
      <span className="quiet">{parts.join(" · ")}</span>
    </p>
  );
}
