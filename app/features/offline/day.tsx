import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useMemo, useState } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { clockTime, longDay } from "#app/lib/dates.ts";
import { newDeviceId } from "#app/lib/device-id.ts";
import { fold } from "#app/lib/fold.ts";
import { Choice, TextField } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { dayForDevice } from "./day.server.ts";
import { Correct } from "./day-correct.tsx";
import { type DayEvent, type Discipline, eventWords, type Row } from "./day-events.ts";
import { MarksPart } from "./day-marks.tsx";
import { RunPart } from "./day-run.tsx";
import { DaySync, TakeDay } from "./day-sync.tsx";
import { useDay } from "./use-day.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return { ...dayForDevice(user, params.cohort as string, params.position as string), viewer: user.id };
}

export default function DayOnDevice() {
  const { cohort, day, run, snapshot, pages, viewer, notices, reasons } = useLoaderData<typeof loader>();
  const key = `${cohort.id}/${day.position}`;
  const room = useDay(viewer, key, run, snapshot);
  const clock = (at: number) => clockTime(new Date(at), day.timeZone);
  const names = useMemo(
    () => new Map(room.state.rows.map(({ personId, name }) => [personId, name])),
    [room.state],
  );
  const words = (event: DayEvent) => eventWords(event, (id) => names.get(id) ?? "Somebody", clock);
  const base = `/cohorts/${cohort.id}/days/${day.position}`;
  return (
    <div className="wrap day-device">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
        ]}
      />
      <h1>
        <span className="over">Day {day.position} · works without a connection</span>
        {day.title}
      </h1>
      <p className="quiet">{longDay(day.on)}</p>
      <TakeDay
        day={key}
        title={`Day ${day.position}, ${cohort.name}`}
        addresses={[`${base}/offline`, ...pages]}
      />
      <DaySync room={room} words={words} />
      {room.ready ? (
        <>
          <RunPart run={room.state.run} record={room.record} clock={clock} notices={notices} />
          <MarksPart steps={room.steps} reasons={reasons} record={room.record} />
          <Roster rows={room.state.rows} record={room.record} clock={clock} day={day} />
          <WalkIn record={room.record} />
        </>
      ) : (
        <noscript>
          <p>Keeping a day on this device needs JavaScript. The other pages of this day work without it.</p>
        </noscript>
      )}
    </div>
  );
}

type Clock = (at: number) => string;

type Record = (event: DayEvent) => void;
type Day = { on: string; timeZone: string };

function Roster({ rows, record, clock, day }: { rows: Row[]; record: Record; clock: Clock; day: Day }) {
  const [query, setQuery] = useState("");
  const shown = rows.filter(({ name }) => fold(name).includes(fold(query)));
  const count = (state: string) => rows.filter(({ presence }) => presence.state === state).length;
  return (
    <section aria-labelledby="roster-title">
      <h2 id="roster-title">Signing in</h2>
      <p aria-live="polite">
        {count("in")} present, {count("unknown")} unknown, {count("left")} left
      </p>
      <TextField
        label="Find somebody"
        name="find"
        type="search"
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <ul className="day-roster">
        {shown.map((row) => (
          <Person key={row.personId} row={row} record={record} clock={clock} day={day} />
        ))}
      </ul>
      {shown.length === 0 ? <p>Nobody has that name. A walk-in can be written down below.</p> : null}
    </section>
  );
}

function Person({ row, record, clock, day }: { row: Row; record: Record; clock: Clock; day: Day }) {
  const { personId, name, isWalkIn, presence } = row;
  const isIn = presence.state === "in";
  const last = presence.open ?? lastOut(presence.segments);
  const sign = () => {
    const at = Date.now();
    record({ type: "presence", id: newDeviceId(), personId, kind: isIn ? "out" : "in", at, recordedAt: at });
  };
  const undo = (presenceId: string) =>
    record({
      type: "void",
      id: newDeviceId(),
      presenceId,
      reason: "Taken back at once",
      recordedAt: Date.now(),
    });
  return (
    <li>
      <span>
        <strong>{name}</strong>
        {isWalkIn ? <span className="tag">Walk-in</span> : null}
        <br />
        <span className="quiet">
          {isIn && presence.open
            ? `In since ${clock(presence.open.at)}`
            : last
              ? `Out at ${clock(last.at)}`
              : "Unknown"}
          {presence.problems.length > 0 ? ". Something does not fit together; correct it below." : ""}
        </span>
      </span>
      <span className="row no-print">
        {last ? (
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => undo(last.id)}>
            Undo<span className="usa-sr-only"> the last entry of {name}</span>
          </button>
        ) : null}
        <button
          type="button"
          className={isIn ? "usa-button usa-button--outline" : "usa-button"}
          onClick={sign}
        >
          Sign {isIn ? "out" : "in"} <span className="usa-sr-only">{name}</span>
        </button>
      </span>
      <Correct row={row} day={day} record={record} clock={clock} />
    </li>
  );
}

const lastOut = (segments: Row["presence"]["segments"]) => {
  const last = segments.at(-1);
  return last ? { id: last.outId, at: last.to } : null;
};

const disciplines = [
  { value: "human-services", label: "Human services" },
  { value: "law-enforcement", label: "Law enforcement" },
  { value: "child-advocacy", label: "Child advocacy" },
];

function WalkIn({ record }: { record: Record }) {
  const [problem, setProblem] = useState<string>();
  return (
    <section aria-labelledby="walk-in-title" className="card no-print">
      <h2 id="walk-in-title">Somebody who is not on the list</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const name = String(form.get("name") ?? "").trim();
          const discipline = String(form.get("discipline") ?? "") as Discipline;
          if (!name || !discipline) {
            setProblem(name ? "Choose the field this person works in." : "Type the name.");
            return;
          }
          setProblem(undefined);
          const at = Date.now();
          const id = newDeviceId();
          record({ type: "walk-in", id, name, discipline, at });
          record({ type: "presence", id: newDeviceId(), personId: id, kind: "in", at, recordedAt: at });
          event.currentTarget.reset();
        }}
      >
        <TextField label="Name" name="name" error={problem} autoComplete="off" />
        <Choice label="Field" name="discipline" options={disciplines} />
        <p>
          <button type="submit" className="usa-button usa-button--outline">
            Write down and sign in
          </button>
        </p>
      </form>
    </section>
  );
}
