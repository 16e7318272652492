import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import type { User } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { clockOfMinutes } from "#app/lib/dates.ts";
import { typed } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, SelectField, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { AgreementWords } from "./agreement-words.tsx";
import { agreementIn, repeatDue, statesOf } from "./teach-back.server.ts";
import {
  allowToPlan,
  giveSlot,
  type Preview,
  previewTeachBacks,
  saveTeachBacks,
  teachBackPlanPage,
  undoTeachBacks,
  whenOf,
} from "./teach-backs.server.ts";

const doneWords: Record<string, string> = {
  planned: "The slots are kept. Each person sees theirs and can choose what to teach.",
  undone: "The slots are taken back. What people chose to teach is kept for the next plan.",
  given: "The slot is kept. The person sees it under “My teach-back”.",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const page = teachBackPlanPage(await requireUser(request), params.cohort as string);
  const { slots, cohort, ...rest } = page;
  const done = new URL(request.url).searchParams.get("done") ?? "";
  const states = statesOf(slots);
  const newest = new Map(
    [...slots].sort((a, b) => a.round - b.round).map(({ personId, name, id }) => [personId, { name, id }]),
  );
  const again = [...newest].flatMap(([id, one]) =>
    states.get(one.id)?.outcome === "not-yet" ? [{ id, name: `${one.name}, repeat` }] : [],
  );
  return {
    ...rest,
    cohort,
    form: newId(),
    again: page.mayPlan ? again : [],
    agreement: agreementIn(slots),
    done: doneWords[done] ?? null,
    groups: groupsOf(
      slots.map((slot) => ({
        id: slot.id,
        name: slot.name,
        group: slot.groupNumber,
        room: slot.room,
        round: slot.round,
        slice: slot.slice?.title ?? null,
        outcome: states.get(slot.id)?.outcome ?? ("waiting" as const),
        handedIn: states.get(slot.id)?.handedIn ?? 0,
        assessors: slot.assessors.map(({ name }) => name),
        ...whenOf(slot, cohort.timeZone),
      })),
    ),
  };
}

type Line = {
  id: string;
  name: string;
  group: number;
  room: string;
  round: number;
  slice: string | null;
  outcome: "waiting" | "pass" | "not-yet";
  handedIn: number;
  assessors: string[];
  day: string;
  from: string;
  to: string;
  zone: string;
};

function groupsOf(lines: Line[]): { number: number; lines: Line[] }[] {
  const numbers = [...new Set(lines.map(({ group }) => group))];
  return numbers.map((number) => ({ number, lines: lines.filter(({ group }) => group === number) }));
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  const to = (done: string) => redirect(`/cohorts/${cohortId}/teach-backs?done=${done}`);
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const none: Record<string, string> = {};
  const values = typed(form);
  const assessorIds = form.getAll("assessor").map(String);
  const answer = (status: number, errors: Record<string, string>, preview: Preview | null, changed = false) =>
    data({ errors, values, assessorIds, preview, changed }, { status });
  const intent = text("intent");
  if (intent === "undo") {
    undoTeachBacks(user, cohortId);
    return to("undone");
  }
  if (intent === "give") {
    const input = {
      personId: text("person"),
      on: text("on"),
      at: text("at"),
      room: text("room"),
      assessorIds: [text("first"), text("second")],
    };
    const errors = giveSlot(
      user,
      cohortId,
      text("id") || newId(),
      input,
      due(user, cohortId, input.personId),
    );
    return errors ? answer(422, errors, null) : to("given");
  }
  const rooms = text("rooms")
    .split("\n")
    .map((room) => room.trim())
    .filter(Boolean);
  const input = { on: text("on"), at: text("at"), rooms, assessorIds };
  if (intent === "save") {
    const changed = saveTeachBacks(user, cohortId, text("id") || newId(), input, text("seen"));
    return changed ? answer(409, none, changed, true) : to("planned");
  }
  const { preview, errors } = previewTeachBacks(user, cohortId, input);
  return errors ? answer(422, errors, null) : answer(200, none, preview);
}

/** Asks who may plan before it says anything about the person. */
function due(user: User, cohortId: string, personId: string) {
  allowToPlan(user, cohortId);
  return repeatDue(cohortId, personId);
}

export default function TeachBacks() {
  const { cohort, done, groups, without, again, mayPlan, mayUndo, uncalibrated, enrolled } =
    useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const base = `/cohorts/${cohort.id}`;
  const preview = back?.preview ?? null;
  return (
    <div className="wrap narrow teach-backs">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
        ]}
      />
      <h1>Teach-backs</h1>
      <p className="lede">
        Each person teaches eight minutes of the course to a small group. Two assessors score it, and nobody
        is scored by their supervisor. No recording, and no real case.
      </p>
      {done ? <Alert kind="success">{done}</Alert> : null}
      {uncalibrated.length > 0 && groups.length > 0 ? (
        <Alert kind="warning" title="Calibrate before you score">
          Not calibrated yet: {uncalibrated.map(({ name }) => name).join(", ")}.{" "}
          <Link to="/calibration">Score the written samples</Link> first.
        </Alert>
      ) : null}
      {preview ? <PreviewPlan preview={preview} /> : null}
      {groups.length === 0 && !preview ? (
        <Empty title="No slots yet">
          {enrolled === 0
            ? "As soon as people are enrolled, you can make a slot for each of them here."
            : mayPlan
              ? "Say when and where, and who assesses. You see the plan before it is kept."
              : "As soon as the slots are made, they stand here."}
        </Empty>
      ) : null}
      {groups.map(({ number, lines }) => (
        <Group key={number} number={number} lines={lines} />
      ))}
      <Agreement />
      {mayPlan && without.length > 0 && groups.length === 0 ? <PlanForm /> : null}
      {mayPlan && groups.length > 0 && without.length + again.length > 0 ? <GiveSlot /> : null}
      {mayPlan && mayUndo ? (
        <div className="no-print">
          <Confirm label="Take all slots back and plan anew">
            <p>Nothing has been scored yet. What people chose to teach is kept for the next plan.</p>
            <Form method="post">
              <Submit name="intent" value="undo" look="outline">
                Take the slots back
              </Submit>
            </Form>
          </Confirm>
        </div>
      ) : null}
    </div>
  );
}

const stateWords = ({ outcome, handedIn }: Line): string => {
  if (outcome === "pass") return "Pass";
  if (outcome === "not-yet") return "Not yet";
  return handedIn === 0 ? "Not scored" : `${handedIn} ${handedIn === 1 ? "form" : "forms"} in`;
};

function Agreement() {
  const { agreement } = useLoaderData<typeof loader>();
  if (agreement.scores === 0) return null;
  return (
    <section aria-labelledby="agreement">
      <h2 id="agreement">How alike the assessors score</h2>
      <AgreementWords agreement={agreement} />
    </section>
  );
}

function Group({ number, lines }: { number: number; lines: Line[] }) {
  const first = lines[0] as Line;
  return (
    <section className="room-day" aria-labelledby={`group-${number}`}>
      <h2 id={`group-${number}`}>
        Group {number} · {first.room}
      </h2>
      <p className="when-where">{first.day}</p>
      <table className="timetable">
        <thead>
          <tr>
            <th scope="col" className="clock">
              Time, {first.zone}
            </th>
            <th scope="col">Who teaches</th>
            <th scope="col">Assessors</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((one) => (
            <tr key={one.id}>
              <td className="clock">
                {one.from} to {one.to}
              </td>
              <th scope="row">
                <Link to={`/teach-backs/${one.id}`}>{one.name}</Link>
                {one.round > 1 ? <span className="tag">Repeat</span> : null}
                <span className={one.outcome === "pass" ? "tag good" : "tag"}>{stateWords(one)}</span>
                <span className="variant-note">{one.slice ?? "No slice chosen yet"}</span>
              </th>
              <td>{one.assessors.join(" and ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PreviewPlan({ preview }: { preview: Preview }) {
  const { form } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  if (!back) return null;
  const { values, assessorIds, changed } = back;
  const name = (id: string) => preview.names[id] ?? id;
  return (
    <section className="card preview" aria-labelledby="preview">
      <h2 id="preview">The plan, not kept yet</h2>
      {changed ? (
        <Alert kind="error" title="The roster has changed since you looked">
          This is the new plan. Look at it once more, then keep it.
        </Alert>
      ) : null}
      {preview.problems.length > 0 ? (
        <Alert kind="error" title="This cannot be kept yet">
          <ul>
            {preview.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Alert>
      ) : null}
      {preview.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {preview.groups.map(({ room, startsAt, slots }, index) => (
        <section key={`${room}-${startsAt}`}>
          <h3>
            Group {index + 1} · {room}, from {clockOfMinutes(startsAt)}
          </h3>
          <ol className="preview-slots">
            {slots.map((slot) => (
              <li key={slot.presenter}>
                <b>{clockOfMinutes(slot.startsAt)}</b> {name(slot.presenter)}{" "}
                <span className="quiet">
                  {slot.assessors.length > 0
                    ? `scored by ${slot.assessors.map(name).join(" and ")}`
                    : "no assessors"}
                </span>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {preview.problems.length === 0 && preview.groups.length > 0 ? (
        <Form method="post">
          <input type="hidden" name="id" value={form} />
          <input type="hidden" name="seen" value={preview.seen} />
          {["on", "at", "rooms"].map((field) => (
            <input key={field} type="hidden" name={field} value={values[field] ?? ""} />
          ))}
          {assessorIds.map((id) => (
            <input key={id} type="hidden" name="assessor" value={id} />
          ))}
          <Submit name="intent" value="save">
            Keep these slots
          </Submit>
        </Form>
      ) : null}
      <p className="quiet">To change something, change it below and look at the plan again.</p>
    </section>
  );
}

function PlanForm() {
  const { usual, assessors } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const { errors, values } = back ?? {
    errors: {} as Record<string, string>,
    values: {} as Record<string, string>,
  };
  const chosen = back?.assessorIds ?? assessors.filter(({ mine }) => mine).map(({ id }) => id);
  return (
    <section className="no-print" aria-labelledby="plan">
      <h2 id="plan">Make the slots</h2>
      <Form method="post" noValidate>
        <ErrorSummary errors={Object.keys(errors).length > 0 ? errors : undefined} />
        <TextField
          label="Day"
          name="on"
          type="date"
          defaultValue={values.on ?? usual.on}
          error={errors.on}
          required
        />
        <TextField
          label="The first group begins at"
          name="at"
          type="time"
          defaultValue={values.at ?? usual.at}
          error={errors.at}
          hint="With 12 minutes to set up; then 8 minutes of teaching and 6 of feedback for each person."
          required
        />
        <TextArea
          label="Rooms"
          name="rooms"
          rows={3}
          hint="One on each line. Each room needs two assessors at a time."
          defaultValue={values.rooms ?? usual.rooms}
          error={errors.rooms}
        />
        <fieldset className={errors.assessor ? "usa-fieldset usa-form-group--error" : "usa-fieldset"}>
          <legend className="usa-legend">Assessors</legend>
          {errors.assessor ? <div className="usa-error-message">{errors.assessor}</div> : null}
          {assessors.map(({ id, name, calibrated }) => (
            <div className="usa-checkbox" key={id}>
              <input
                className="usa-checkbox__input"
                type="checkbox"
                name="assessor"
                value={id}
                id={`assessor-${id}`}
                defaultChecked={chosen.includes(id)}
                aria-invalid={errors.assessor ? true : undefined}
              />
              <label className="usa-checkbox__label" htmlFor={`assessor-${id}`}>
                {name} <span className="quiet">{calibrated ? "calibrated" : "not calibrated yet"}</span>
              </label>
            </div>
          ))}
        </fieldset>
        <p className="quiet">Who supervises whom is noted on the page People of this cohort.</p>
        <Submit name="intent" value="preview">
          Show me the plan
        </Submit>
      </Form>
    </section>
  );
}

function GiveSlot() {
  const { without, again, assessors, usual, form } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const mine = back?.values.intent === "give" ? back : undefined;
  const values: Record<string, string> = mine?.values ?? {};
  const errors: Record<string, string> = mine?.errors ?? {};
  const choose = { value: "", label: "Choose" };
  const people = [choose, ...[...without, ...again].map(({ id, name }) => ({ value: id, label: name }))];
  const options = [choose, ...assessors.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <section className="card no-print" aria-labelledby="give">
      <h2 id="give">Give one person a slot</h2>
      <Form method="post" noValidate>
        <ErrorSummary errors={mine?.errors} />
        <input type="hidden" name="id" value={values.id ?? form} />
        <SelectField
          label="Person"
          name="person"
          options={people}
          defaultValue={values.person ?? people[1]?.value}
        />
        <TextField label="Day" name="on" type="date" defaultValue={values.on ?? usual.on} error={errors.on} />
        <TextField
          label="Begins at"
          name="at"
          type="time"
          defaultValue={values.at ?? usual.at}
          error={errors.at}
        />
        <TextField
          label="Room"
          name="room"
          maxLength={80}
          defaultValue={values.room ?? usual.rooms}
          error={errors.room}
        />
        <SelectField
          label="First assessor"
          name="first"
          options={options}
          defaultValue={values.first}
          error={errors.assessor}
        />
        <SelectField label="Second assessor" name="second" options={options} defaultValue={values.second} />
        <Submit name="intent" value="give">
          Give this slot
        </Submit>
      </Form>
    </section>
  );
}
