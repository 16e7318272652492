import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { Checkbox, Choice, ErrorSummary, type Rejected, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { longestWords } from "./observation.ts";
import { handInObservation, observePage } from "./observations.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return observePage(await requireUser(request), params.cohort as string);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const under = (prefix: string) =>
    Object.fromEntries(
      [...form].flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), String(value)]] : [],
      ),
    );
  const done = handInObservation(user, params.cohort as string, text("id"), {
    trainerIds: form.getAll("trainer").map(String),
    answers: under("a-"),
    missing: under("m-"),
    strengths: [text("strength1"), text("strength2")],
    nextStep: text("nextStep"),
  });
  return done.errors ? reject(done.errors, form) : redirect(`/observations/${done.id}`);
}

export default function Observe() {
  const page = useLoaderData<typeof loader>();
  const rejected = useActionData<Rejected>();
  const { cohort, checklist } = page;
  const base = `/cohorts/${cohort.id}`;
  const values = rejected?.values ?? {};
  const errors = rejected?.errors ?? {};
  const words = { maxLength: longestWords, rows: 2 };
  return (
    <div className="wrap narrow observe">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
          { to: `${base}/observers`, label: "Observation" },
        ]}
      />
      <h1>
        <span className="over">{page.own ? "Looking at your own training" : "Observer’s checklist"}</span>
        {cohort.name}
      </h1>
      {page.handedIn ? (
        <Alert>
          You have handed in your checklist. It stays as it is.{" "}
          <Link to={`/observations/${page.handedIn}`}>Read it</Link>
        </Alert>
      ) : page.begun ? (
        <Form method="post" noValidate>
          <p>{checklist.purpose}</p>
          <p>
            {checklist.items.length} items. The standard is {checklist.pass.percent} percent, and no critical
            item (★) answered no. Children’s and learners’ safety comes first: if somebody may be in danger,
            follow the reporting route before you fill this in.
          </p>
          <ErrorSummary errors={rejected?.errors} />
          <input type="hidden" name="id" value={values.id ?? page.form} />
          {page.own ? null : (
            <fieldset className={errors.trainer ? "usa-fieldset usa-form-group--error" : "usa-fieldset"}>
              <legend className="usa-legend">Whom did you observe?</legend>
              {errors.trainer ? <div className="usa-error-message">{errors.trainer}</div> : null}
              {page.trainers.map(({ id, name }) => (
                <Checkbox
                  key={id}
                  name="trainer"
                  value={id}
                  label={name}
                  defaultChecked
                  aria-invalid={errors.trainer ? true : undefined}
                />
              ))}
            </fieldset>
          )}
          {checklist.items.map((item, index) => (
            <section key={item.id} className="observe-item" aria-labelledby={`item-${item.id}`}>
              <h2 id={`item-${item.id}`}>
                <span className="quiet">{index + 1}</span> {item.text}
                {item.critical ? <span className="tag warn">★ Critical</span> : null}
              </h2>
              <p className="small quiet">{item.how_to_see}</p>
              <Choice
                label={`Your answer to ${index + 1}`}
                name={`a-${item.id}`}
                error={errors[`a-${item.id}`]}
                defaultValue={values[`a-${item.id}`] ?? ""}
                options={checklist.answers.map(({ id, label }) => ({ value: id, label }))}
              />
              {item.critical ? (
                <TextField
                  label={`If partly or does not apply (${index + 1}): what was missing, or why`}
                  name={`m-${item.id}`}
                  error={errors[`m-${item.id}`]}
                  defaultValue={values[`m-${item.id}`] ?? ""}
                  maxLength={longestWords}
                  autoComplete="off"
                />
              ) : null}
            </section>
          ))}
          <h2>To talk about the same day</h2>
          <p className="small quiet">
            About what the trainers did. No names of trainees, and nothing about any case.
          </p>
          <TextArea
            label="First strength"
            name="strength1"
            error={errors.strength1}
            defaultValue={values.strength1 ?? ""}
            {...words}
          />
          <TextArea
            label="Second strength"
            name="strength2"
            error={errors.strength2}
            defaultValue={values.strength2 ?? ""}
            {...words}
          />
          <TextArea
            label="One next step"
            name="nextStep"
            error={errors.nextStep}
            defaultValue={values.nextStep ?? ""}
            {...words}
          />
          <p>What you hand in can be read by the trainers and the coordinator, and is never changed.</p>
          <p>
            <Submit>Hand in</Submit>
          </p>
        </Form>
      ) : (
        <Alert>This has not begun yet. You can fill in the checklist from the first day on.</Alert>
      )}
    </div>
  );
}
