import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { assessmentGrid, recordAssessments, removeAssessment } from "./assessments.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { cohort, form, today, likelyOn, rows } = assessmentGrid(user, params.cohort as string);
  const search = new URL(request.url).searchParams;
  return {
    cohort: { id: cohort.id, name: cohort.name, startsOn: cohort.startsOn },
    form: { ...form, needed: Math.ceil((form.outOf * form.percent) / 100) },
    today,
    likelyOn,
    rows: rows.map((row) => ({
      ...row,
      taken: row.taken.map((one) => ({ ...one, on: shortDay(one.on) })),
    })),
    open: cohort.startsOn <= today,
    id: newId(),
    saved: search.get("saved"),
    removed: search.has("removed"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  const text = (name: string) => String(form.get(name) ?? "");
  if (form.has("remove")) {
    removeAssessment(user, cohortId, text("remove"));
    return redirect("?removed=1");
  }
  const { errors, saved } = recordAssessments(user, cohortId, text("id"), (personId) => ({
    right: text(`${personId} right`),
    on: text(`${personId} on`),
    afterCoaching: form.has(`${personId} coach`),
  }));
  return Object.keys(errors).length > 0 ? reject(errors, form) : redirect(`?saved=${saved}`);
}

export default function Assessments() {
  const { cohort, form, today, likelyOn, rows, open, id, saved, removed } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const base = `/cohorts/${cohort.id}`;
  const errorOf = (key: string) => back?.errors[key];
  const passed = rows.filter((row) => row.passed).length;
  return (
    <div className="wrap wide">
      <Crumbs
        path={[
          { to: base, label: cohort.name },
          { to: `${base}/credit`, label: "Credit" },
        ]}
      />
      <h1>Post-assessment</h1>
      <p className="lede">
        Form B, “{form.title}”, is answered here (
        <Link to={`${base}/before-and-after`}>Before and after</Link>), and then stands below by itself, or on
        paper. Of paper forms that are not keyed in there, type how many of the {form.outOf} answers were
        right: {form.needed} or more pass. Two sittings count, with a review of what was missed between them.
        Another one counts after time with a coach.
      </p>
      {saved && !back ? (
        <Alert kind="success">
          {saved === "0"
            ? "Nothing new was typed."
            : `${saved === "1" ? "One result is" : `${saved} results are`} recorded.`}
        </Alert>
      ) : null}
      {removed ? <Alert kind="success">The result is taken off.</Alert> : null}
      {open ? null : <Alert>The course has not begun. Results can be entered from its first day on.</Alert>}
      {rows.length === 0 ? (
        <Empty title="Nobody is enrolled yet">Add people to the cohort first.</Empty>
      ) : (
        <>
          <p>
            {passed} of {rows.length} passed. No score is printed on a certificate; it says yes or no.
          </p>
          <Form method="post" noValidate>
            <ErrorSummary errors={back?.errors} />
            <input type="hidden" name="id" value={back?.values.id ?? id} />
            <Scroll label="Results by person">
              <table className="usa-table usa-table--borderless sheet-grid" key={saved ?? "new"}>
                <caption className="usa-sr-only">Results by person</caption>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col">Recorded already</th>
                    {open ? (
                      <>
                        <th scope="col">Right of {form.outOf}</th>
                        <th scope="col">Taken on</th>
                        <th scope="col">After a coach</th>
                      </>
                    ) : null}
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ personId, name, taken, passed: isPassed, needsCoach }) => (
                    <tr key={personId}>
                      <th scope="row">{name}</th>
                      <td>
                        {isPassed === null ? (
                          <span className="quiet">Nothing</span>
                        ) : (
                          <strong>{isPassed ? "Passed" : "Not yet"}</strong>
                        )}
                        {taken.map((one) => (
                          <span key={one.id} className="small quiet below">
                            {one.right} of {one.outOf} on {one.on}
                            {one.afterCoaching ? ", after a coach" : ""}
                          </span>
                        ))}
                      </td>
                      {open ? (
                        <>
                          <Cell
                            name={`${personId} right`}
                            label={`Right answers, ${name}`}
                            error={errorOf(`${personId} right`)}
                            defaultValue={back?.values[`${personId} right`] ?? ""}
                            inputMode="numeric"
                            maxLength={3}
                          />
                          <Cell
                            name={`${personId} on`}
                            label={`Taken on, ${name}`}
                            error={errorOf(`${personId} on`)}
                            defaultValue={back?.values[`${personId} on`] ?? likelyOn}
                            type="date"
                            min={cohort.startsOn}
                            max={today}
                          />
                          <td>
                            {needsCoach ? (
                              <Tick
                                name={`${personId} coach`}
                                label={`After time with a coach, ${name}`}
                                error={errorOf(`${personId} coach`)}
                                defaultChecked={back?.values[`${personId} coach`] !== undefined}
                              />
                            ) : (
                              <span className="small quiet">Not needed yet</span>
                            )}
                          </td>
                        </>
                      ) : null}
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
            {open ? (
              <p className="row after-grid">
                <Submit busy="Saving…">Record these results</Submit>
                <Link to={`${base}/credit`}>Back to credit</Link>
              </p>
            ) : null}
          </Form>
          {rows.some(({ taken }) => taken.length > 0) ? (
            <section className="after" aria-labelledby="wrong-heading">
              <h2 id="wrong-heading">Typed something wrong?</h2>
              <p>Take the result off, then type it again. What was taken off stays on record.</p>
              <Confirm label="Take a result off">
                <ul className="roster">
                  {rows.flatMap(({ name, taken }) =>
                    taken.map((one) => (
                      <li key={one.id}>
                        <p>
                          {name}: {one.right} of {one.outOf} on {one.on}
                        </p>
                        <Form method="post">
                          <Submit look="outline" name="remove" value={one.id} busy="One moment…">
                            Take off
                            <span className="usa-sr-only">
                              {" "}
                              {one.right} of {one.outOf} of {name}
                            </span>
                          </Submit>
                        </Form>
                      </li>
                    )),
                  )}
                </ul>
              </Confirm>
            </section>
          ) : null}
        </>
      )}
    </div>
  );
}

function Cell({
  name,
  label,
  error,
  ...rest
}: { name: string; label: string; error: string | undefined } & React.ComponentPropsWithoutRef<"input">) {
  const errorId = `${name.replaceAll(/[^\w-]/g, "-")}-error`;
  return (
    <td>
      <input
        className="usa-input"
        autoComplete="off"
        {...rest}
        name={name}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? errorId : undefined}
      />
      {error ? (
        <span className="small wrong" id={errorId}>
          {error}
        </span>
      ) : null}
    </td>
  );
}

function Tick({
  name,
  label,
  error,
  defaultChecked,
}: {
  name: string;
  label: string;
  error: string | undefined;
  defaultChecked: boolean;
}) {
  const id = name.replaceAll(/[^\w-]/g, "-");
  return (
    <div className="usa-checkbox">
      <input
        className="usa-checkbox__input"
        type="checkbox"
        id={id}
        name={name}
        defaultChecked={defaultChecked}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      <label className="usa-checkbox__label" htmlFor={id}>
        <span className="usa-sr-only">{label}</span>
      </label>
      {error ? (
        <span className="small wrong" id={`${id}-error`}>
          {error}
        </span>
      ) : null}
    </div>
  );
}
