import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { keyPaper, paperGrid, takeOffPaper } from "./desk.server.ts";
import { isMoment, momentWords } from "./moments.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  if (!isMoment(params.moment)) throw notFound();
  const { cohort, ...grid } = paperGrid(user, params.cohort as string, params.moment);
  const search = new URL(request.url).searchParams;
  return {
    ...grid,
    cohort: { id: cohort.id, name: cohort.name, startsOn: cohort.startsOn },
    id: newId(),
    saved: search.get("saved"),
    off: search.has("off"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  if (!isMoment(params.moment)) throw notFound();
  const form = await request.formData();
  const cohortId = params.cohort as string;
  const text = (name: string) => String(form.get(name) ?? "");
  if (form.has("off")) {
    takeOffPaper(user, cohortId, text("off"));
    return redirect("?off=1");
  }
  const { errors, saved } = keyPaper(user, cohortId, params.moment, {
    id: text("id"),
    on: text("on"),
    cell: text,
  });
  return Object.keys(errors).length > 0 ? reject(errors, form) : redirect(`?saved=${saved}`);
}

export default function PaperForms() {
  const page = useLoaderData<typeof loader>();
  const { cohort, moment, title, questions, rows, isClosed, hasBegun, today, likelyOn, id, saved, off } =
    page;
  const back = useActionData<typeof action>();
  const base = `/cohorts/${cohort.id}`;
  const paper = rows.filter(({ sittingId }) => sittingId !== null);
  const isOpen = !isClosed && hasBegun;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: base, label: cohort.name },
          { to: `${base}/before-and-after`, label: "Before and after" },
        ]}
      />
      <h1>
        <span className="over">{momentWords[moment].title}</span>
        Paper forms
      </h1>
      <p className="lede">
        “{title}” is printed from the facilitator manual. Type the {questions} letters of a form in a row,
        with a dash for a question without an answer: <span className="code">bacd – abdc…</span> If only the
        number of right answers is known, type that number; the form then counts in the whole and not by
        learning outcome.
      </p>
      {saved && !back ? (
        <Alert kind="success">
          {saved === "0"
            ? "Nothing new was typed."
            : `${saved === "1" ? "One form is" : `${saved} forms are`} keyed in.`}
        </Alert>
      ) : null}
      {off ? <Alert kind="success">The form is taken off.</Alert> : null}
      {isClosed ? <Alert>Before and after of this cohort are closed, so nothing can be added.</Alert> : null}
      {hasBegun ? null : <Alert>The course has not begun, so there are no forms from after it.</Alert>}
      {rows.length === 0 ? (
        <Empty title="Nobody is enrolled yet">Add people to the cohort first.</Empty>
      ) : null}
      {isOpen && rows.length > 0 ? (
        <Form method="post" noValidate key={saved ?? "new"}>
          <ErrorSummary errors={back?.errors} />
          <input type="hidden" name="id" value={back?.values.id ?? id} />
          {moment === "after" ? (
            <TextField
              label="Filled in on"
              name="on"
              type="date"
              min={cohort.startsOn}
              max={today}
              defaultValue={back?.values.on ?? likelyOn}
              error={back?.errors.on}
              hint="Each form counts as one sitting of the post-assessment on this day."
            />
          ) : null}
          {rows.map(({ personId, name, is }) =>
            is ? (
              <p key={personId}>
                <strong>{name}</strong>{" "}
                <span className="quiet">{is === "paper" ? "keyed in" : "handed in on their own device"}</span>
              </p>
            ) : (
              <TextField
                key={personId}
                label={name}
                name={personId}
                defaultValue={back?.values[personId] ?? ""}
                error={back?.errors[personId]}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                className="usa-input letters"
              />
            ),
          )}
          <p className="row">
            <Submit busy="Saving…">Keep these forms</Submit>
            <Link to={`${base}/before-and-after`}>Back</Link>
          </p>
        </Form>
      ) : null}
      {isOpen && paper.length > 0 ? (
        <section className="after" aria-labelledby="wrong-heading">
          <h2 id="wrong-heading">Typed something wrong?</h2>
          <p>Take the form off, then type it again. What was taken off stays on record.</p>
          <Confirm label="Take a form off">
            <ul className="roster">
              {paper.map(({ personId, name, sittingId }) => (
                <li key={personId}>
                  <p>{name}</p>
                  <Form method="post">
                    <Submit look="outline" name="off" value={sittingId ?? ""}>
                      Take off<span className="usa-sr-only"> the form of {name}</span>
                    </Submit>
                  </Form>
                </li>
              ))}
            </ul>
          </Confirm>
        </section>
      ) : null}
    </div>
  );
}
