import { useState } from "react";
import { clockOf, parseClock } from "#app/lib/clock.ts";
import { instantIn } from "#app/lib/dates.ts";
import { newDeviceId } from "#app/lib/device-id.ts";
import { SelectField, TextField } from "#app/ui/form.tsx";
import type { DayEvent, Row } from "./day-events.ts";

type Props = {
  row: Row;
  day: { on: string; timeZone: string };
  record: (event: DayEvent) => void;
  clock: (at: number) => string;
};

const forgotten = { in: "add-in", out: "add-out" } as const;

/** Puts a sign-in or sign-out right, with a reason; what stood there before stays on record. */
export function Correct({ row: { personId, name, entries }, day, record, clock }: Props) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [isDone, setIsDone] = useState(false);
  const options = [
    ...entries.map(({ id, kind, at }) => ({ value: id, label: `Signed ${kind} at ${clock(at)}` })),
    { value: forgotten.in, label: "A sign-in that was forgotten" },
    { value: forgotten.out, label: "A sign-out that was forgotten" },
  ];
  return (
    <details className="confirm no-print">
      <summary>
        Correct<span className="usa-sr-only"> the times of {name}</span>
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const [which, typed, reason] = ["which", "time", "reason"].map((field) =>
            String(form.get(field) ?? "").trim(),
          ) as [string, string, string];
          const known = entries.find(({ id }) => id === which);
          const minutes = parseClock(typed);
          const at = minutes === null ? null : instantIn(day.timeZone, day.on, clockOf(minutes)).getTime();
          const wrong: Record<string, string> = {};
          if (typed !== "" && at === null) wrong.time = "Type a time, such as 8:30 or 4:45p.";
          else if (at !== null && at > Date.now()) wrong.time = "This time is still to come.";
          else if (at === null && !known) wrong.time = "Type when it was.";
          if (reason === "") wrong.reason = "Say why, in a few words about the time only.";
          setErrors(wrong);
          setIsDone(Object.keys(wrong).length === 0);
          if (Object.keys(wrong).length > 0) return;
          const recordedAt = Date.now();
          if (known) record({ type: "void", id: newDeviceId(), presenceId: known.id, reason, recordedAt });
          const kind = known?.kind ?? (which === forgotten.out ? "out" : "in");
          if (at !== null)
            record({ type: "presence", id: newDeviceId(), personId, kind, at, recordedAt, reason });
          event.currentTarget.reset();
        }}
      >
        <SelectField label="What is wrong?" name="which" options={options} />
        <TextField
          label="When it really was"
          name="time"
          hint="8:30, 830 and 4:45p are all understood. Empty takes the entry out."
          autoComplete="off"
          maxLength={12}
          error={errors.time}
        />
        <TextField
          label="Why?"
          name="reason"
          hint="About the time only. It stays on record."
          autoComplete="off"
          maxLength={300}
          error={errors.reason}
        />
        <p>
          <button type="submit" className="usa-button usa-button--outline">
            Correct<span className="usa-sr-only"> {name}</span>
          </button>{" "}
          <span role="status">{isDone ? "Corrected." : ""}</span>
        </p>
      </form>
    </details>
  );
}
