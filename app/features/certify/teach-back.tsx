import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, type Rejected, Submit, TextArea } from "#app/ui/form.tsx";
import { Alert, Crumbs, Scroll } from "#app/ui/page.tsx";
import { AgreementWords } from "./agreement-words.tsx";
import { levelName, RubricFields } from "./rubric-fields.tsx";
import { readScores } from "./scores-form.ts";
import { handInForm, teachBackPage } from "./teach-back.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return { ...teachBackPage(await requireUser(request), params.slot as string), form: newId() };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const places = (name: string) =>
    [...form.keys()].flatMap((key) =>
      key.startsWith(`${name}-`) ? [Number(key.slice(name.length + 1))] : [],
    );
  const errors = handInForm(user, params.slot as string, text("id") || newId(), {
    scores: readScores(form),
    heard: { say: places("say"), notSay: places("not") },
    strengths: [text("strength1"), text("strength2")],
    nextStep: text("nextStep"),
  });
  return errors ? reject(errors, form) : redirect(`/teach-backs/${params.slot}`);
}

const partWords = {
  self: "The presenter’s own note",
  peer: "A peer",
  assessor: "Assessor",
};

export default function TeachBack() {
  const page = useLoaderData<typeof loader>();
  const { slot, part, seesCohort, handedIn, waitingFor, result, forms } = page;
  return (
    <div className="wrap narrow teach-back">
      <Crumbs
        path={
          seesCohort
            ? [{ to: `/cohorts/${slot.cohortId}/teach-backs`, label: "Teach-backs" }]
            : [{ to: "/my-teach-back", label: "My teach-back" }]
        }
      />
      <h1>
        <span className="over">{slot.round > 1 ? "Teach-back, repeat" : "Teach-back"}</span>
        {slot.isMine ? "Your teach-back" : slot.name}
      </h1>
      <p>
        {slot.slice ? <b>{slot.slice.title}</b> : "No slice chosen yet"}
        {slot.slice ? `, from module ${slot.slice.modules.join(" and ")}` : ""}
        <br />
        {slot.day}, {slot.from} to {slot.to} {slot.zone}, {slot.room}
        <br />
        Assessors: {slot.assessors.map(({ name }) => name).join(" and ")}
      </p>
      {handedIn && !result ? (
        <Alert kind="success" title="Your form is in">
          {part === "peer"
            ? `${slot.name} reads your words once both assessors are in.`
            : `Everything is shown together once both assessors are in. Still waiting for: ${waitingFor.join(" and ")}.`}
        </Alert>
      ) : null}
      {!handedIn && !result && !part ? (
        <Alert>
          Nothing is shown before both assessors are in. Still waiting for: {waitingFor.join(" and ")}.
        </Alert>
      ) : null}
      {result ? <Outcome /> : null}
      {forms.length > 0 ? (
        <section aria-labelledby="forms">
          <h2 id="forms">{result ? "What everybody wrote" : "What you wrote"}</h2>
          {forms.map((one) => (
            <article key={one.id} className="card written">
              <h3>
                {partWords[one.part]}: {one.isMine ? "you" : one.by}
              </h3>
              {one.strengths.length > 0 ? (
                <ul>
                  {[...new Set(one.strengths)].map((text) => (
                    <li key={text}>{text}</li>
                  ))}
                </ul>
              ) : null}
              {one.nextStep ? (
                <p>
                  <b>Next step:</b> {one.nextStep}
                </p>
              ) : null}
              <Heard points={one.points} />
              <p className="quiet">
                Levels:{" "}
                {Object.entries(one.scores)
                  .map(([id, level]) => `${id} ${level}`)
                  .join(", ")}
              </p>
            </article>
          ))}
        </section>
      ) : null}
      {part && !handedIn ? <MyForm /> : null}
    </div>
  );
}

/** After the result one's own form is still taken, and stands folded below what matters now. */
function MyForm() {
  const { isOpen, result } = useLoaderData<typeof loader>();
  const rejected = useActionData<Rejected>();
  if (!isOpen) return <Alert>You can score from the day of the teach-back on.</Alert>;
  if (!result) return <Score />;
  return (
    <details className="confirm no-print" open={rejected !== undefined}>
      <summary>Hand in your own form as well</summary>
      <Score />
    </details>
  );
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;

function Heard({ points }: { points: Loaded["forms"][number]["points"] }) {
  const missed = points.say.filter(({ heard }) => !heard);
  const said = points.notSay.filter(({ heard }) => heard);
  if (points.say.length === 0) return null;
  return (
    <>
      <p>
        Heard {points.say.length - missed.length} of {points.say.length} must-say points
        {said.length > 0 ? `, and ${said.length} that must not be said` : ""}.
      </p>
      {said.length > 0 ? (
        <ul>
          {said.map(({ text }) => (
            <li key={text}>Must not be said: {text}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function Outcome() {
  const { result, rubric, slot, repeatBy, agreement } = useLoaderData<typeof loader>();
  if (!result) return null;
  const { pass } = rubric;
  return (
    <section aria-labelledby="result">
      <h2 id="result">{result.outcome === "pass" ? "Pass" : "Not yet: change this"}</h2>
      <p>
        The rule: no criterion below {pass.none_below}, at least {pass.proficient_count} of{" "}
        {rubric.criteria.length} at {pass.proficient} or higher, and each safety criterion at{" "}
        {pass.safety_at_least} or higher. Where two assessors differ, the lower level stands.
      </p>
      {result.reasons.length > 0 ? (
        <ul>
          {result.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : null}
      {result.changes.length > 0 ? (
        <>
          <h3>Repeat: change this</h3>
          <ul>
            {result.changes.map(({ criterion, title, from, to, look }) => (
              <li key={criterion}>
                <b>
                  {criterion} {title}
                </b>
                , from {from} to {to}: {look}
              </li>
            ))}
          </ul>
          <p>
            {slot.isMine ? "You teach" : `${slot.name} teaches`} again by {repeatBy}, with coaching before.
            Not yet is no exclusion.
          </p>
        </>
      ) : null}
      <Scroll label="Levels by criterion">
        <table className="usa-table">
          <thead>
            <tr>
              <th scope="col">Criterion</th>
              {slot.assessors.map(({ id, name }) => (
                <th scope="col" key={id}>
                  {name}
                </th>
              ))}
              <th scope="col">Stands at</th>
            </tr>
          </thead>
          <tbody>
            {result.criteria.map(({ id, given, score, apart }) => (
              <tr key={id}>
                <th scope="row">
                  {id} {rubric.criteria.find((one) => one.id === id)?.title}
                  {apart ? <span className="tag bad">Talk about it: more than a level apart</span> : null}
                </th>
                {given.map((level, place) => (
                  <td key={slot.assessors[place]?.id}>{level}</td>
                ))}
                <td>{levelName(rubric, score)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {agreement && agreement.scores > 0 ? (
        <>
          <h3>How alike the two scored</h3>
          <AgreementWords agreement={agreement} />
        </>
      ) : null}
    </section>
  );
}

const noCase = "No names of young people, no case details. A behavior, and what it did.";

function Score() {
  const { part, rubric, points, slot, form, calibrated } = useLoaderData<typeof loader>();
  const rejected = useActionData<Rejected>();
  const { errors, values } = rejected ?? { errors: undefined, values: undefined };
  return (
    <section aria-labelledby="score">
      <h2 id="score">
        {part === "self" ? "Your own note" : part === "peer" ? "Your feedback" : "Your scores"}
      </h2>
      {calibrated ? null : (
        <Alert kind="warning" title="You are not calibrated yet">
          <Link to="/calibration">Score the written samples</Link> before you score people.
        </Alert>
      )}
      <p>
        {part === "assessor"
          ? "Score every criterion by what you saw and heard. Accent, grammar, nerves and notes are not scored."
          : "Score the criterion you watched, or more. Your levels are for learning and do not decide."}{" "}
        A form that is handed in cannot be changed.
      </p>
      <Form method="post" noValidate>
        <ErrorSummary errors={errors} />
        <input type="hidden" name="id" value={values?.id ?? form} />
        {points.say.length > 0 ? (
          <>
            <Points name="say" legend="Must-say points that you heard" list={points.say} values={values} />
            <Points
              name="not"
              legend="Tick what was said and must not be"
              list={points.notSay}
              values={values}
            />
          </>
        ) : (
          <p className="quiet">There is no slice, so there are no must-say points to listen for.</p>
        )}
        <RubricFields rubric={rubric} values={values} errors={errors} />
        <TextArea
          label={slot.isMine ? "One thing that worked" : "First strength"}
          name="strength1"
          rows={2}
          maxLength={400}
          hint={noCase}
          defaultValue={values?.strength1}
          error={errors?.strength1}
        />
        <TextArea
          label={slot.isMine ? "Another thing that worked" : "Second strength"}
          name="strength2"
          rows={2}
          maxLength={400}
          hint={noCase}
          defaultValue={values?.strength2}
          error={errors?.strength2}
        />
        <TextArea
          label="One next step"
          name="nextStep"
          rows={2}
          maxLength={400}
          hint={`An act for next time. ${noCase}`}
          defaultValue={values?.nextStep}
          error={errors?.nextStep}
        />
        <Submit>Hand in</Submit>
      </Form>
    </section>
  );
}

function Points({
  name,
  legend,
  list,
  values,
}: {
  name: string;
  legend: string;
  list: string[];
  values: Record<string, string> | undefined;
}) {
  return (
    <fieldset className="usa-fieldset">
      <legend className="usa-legend">{legend}</legend>
      {list.map((text, place) => (
        <div className="usa-checkbox" key={text}>
          <input
            className="usa-checkbox__input"
            type="checkbox"
            name={`${name}-${place}`}
            id={`${name}-${place}`}
            defaultChecked={values?.[`${name}-${place}`] !== undefined}
          />
          <label className="usa-checkbox__label" htmlFor={`${name}-${place}`}>
            {text}
          </label>
        </div>
      ))}
    </fieldset>
  );
}
