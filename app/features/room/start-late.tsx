import { Form, Link } from "@remix-run/react";
import { Submit } from "#app/ui/form.tsx";
import { inMinutes, lateStart, type RunDay, type RunEvent } from "./run-plan.ts";

/** For a day that began after its plan: one tap counts it from when it really began. */
export function StartLate({
  run,
  events,
  time,
}: {
  run: RunDay;
  events: readonly RunEvent[];
  time: (at: number) => string;
}) {
  const began = lateStart(run, events);
  if (began === null) return null;
  const late = Math.round((began - run.startsAt) / 60_000);
  return (
    <Form method="post" className="run-start-late no-print" preventScrollReset>
      <p>
        <strong>The day began {inMinutes(late)} after its plan.</strong> Contact time still counts from{" "}
        {time(run.startsAt)}, when nobody was taught. Counted from {time(began)}, attendance, credit and the
        times below are true. The plan and this change stay on record.
      </p>
      <Submit name="kind" value="count" look="outline">
        Count from {time(began)}
      </Submit>
    </Form>
  );
}

/** After it was counted from the real start: what stands now, and where to change it. */
export function StartCounted({ to, startsAt }: { to: string; startsAt: string }) {
  return (
    <>
      The day counts from {startsAt} now. <Link to={to}>Change its start again</Link>
    </>
  );
}
