import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import {
  addLine,
  type ChecklistRow,
  checklistOf,
  removeLine,
  setLineDone,
  setLineDue,
} from "./checklist.server.ts";
import { readLine } from "./checklist.ts";

const doneWords: Record<string, string> = {
  done: "Done.",
  undone: "It is open again.",
  dated: "The date is changed.",
  added: "The line is added.",
  removed: "The line is taken off the list.",
  back: "The line is back.",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const page = checklistOf(user, params.cohort as string);
  const done = search.get("done") ?? "";
  const key = search.get("line") ?? "";
  const { id, name } = page.cohort;
  return {
    ...page,
    cohort: { id, name },
    newId: newId(),
    said: doneWords[done] ?? null,
    undo: done === "done" ? { intent: "undo", key } : done === "removed" ? { intent: "put-back", key } : null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const cohortId = params.cohort as string;
  checklistOf(user, cohortId);
  const form = await request.formData();
  const key = String(form.get("line") ?? "");
  const to = (done: string) =>
    redirect(`/cohorts/${cohortId}/checklist?done=${done}&line=${encodeURIComponent(key)}`);
  const intent = form.get("intent");
  if (intent === "do" || intent === "undo") {
    setLineDone(user, cohortId, key, intent === "do");
    return to(intent === "do" ? "done" : "undone");
  }
  if (intent === "remove" || intent === "put-back") {
    removeLine(user, cohortId, key, intent === "remove");
    return to(intent === "remove" ? "removed" : "back");
  }
  if (intent === "date") {
    const dueOn = String(form.get("due") ?? "");
    if (!/^20\d\d-\d\d-\d\d$/.test(dueOn) || Number.isNaN(Date.parse(dueOn)))
      return reject({ due: "Choose the date, such as 2026-11-24." }, form);
    setLineDue(user, cohortId, key, dueOn);
    return to("dated");
  }
  const { values, errors } = readLine(form);
  if (!values) return reject(errors, form);
  addLine(user, cohortId, values);
  return to("added");
}

export default function Checklist() {
  const page = useLoaderData<typeof loader>();
  const { cohort, groups, materials, mayChange, said, undo } = page;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
        ]}
      />
      <h1>What has to be ready</h1>
      <p className="lede">
        {page.done} of {page.total} done{page.late > 0 ? `, ${page.late} past their date` : ""}.
      </p>
      {said ? (
        <Alert kind="success">
          <p>{said}</p>
          {undo && mayChange ? (
            <Form method="post">
              <input type="hidden" name="line" value={undo.key} />
              <Submit name="intent" value={undo.intent} look="outline">
                Undo
              </Submit>
            </Form>
          ) : null}
        </Alert>
      ) : null}
      <PrintButton label="Print the checklist" />
      {groups.map(({ id, title, rows }) => (
        <section key={id} aria-labelledby={`group-${id}`}>
          <h2 id={`group-${id}`}>{title}</h2>
          {rows.length === 0 ? (
            <p className="quiet">None yet.</p>
          ) : (
            <ul className="checklist">
              {rows.map((row) => (
                <Line key={row.key} row={row} />
              ))}
            </ul>
          )}
        </section>
      ))}
      {mayChange ? <AddLine /> : null}
      <section aria-labelledby="materials">
        <h2 id="materials">What the activities need</h2>
        <p className="quiet">From the modules of this cohort’s form of the course.</p>
        <dl className="fact-rows">
          {materials.map(({ moduleId, title, needs }) => (
            <div key={moduleId}>
              <dt>
                <Link to={`/curriculum/${moduleId}/plan`}>
                  {/^\d/.test(moduleId) ? `${moduleId} ${title}` : title}
                </Link>
              </dt>
              <dd>
                {needs.map((need) => (
                  <p key={need}>{need}</p>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

function Line({ row }: { row: ChecklistRow }) {
  const { mayChange } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const mine = rejected?.values.line === row.key ? rejected : undefined;
  const dueError = (mine?.errors as Record<string, string> | undefined)?.due;
  return (
    <li className={row.state === "done" ? "done" : undefined}>
      <div>
        <p className="name">
          <span aria-hidden="true">{row.doneWords ? "☑ " : "☐ "}</span>
          {row.title}
        </p>
        <p className="small">
          {row.doneWords ? (
            <>Done: {row.doneWords}</>
          ) : (
            <>
              By {row.due} {row.state === "late" ? <span className="tag bad">Past its date</span> : null}
              {row.state === "soon" ? <span className="tag warn">Within a week</span> : null}
            </>
          )}
        </p>
        {row.why ? <p className="small quiet">{row.why}</p> : null}
        {mayChange && !row.doneWords ? (
          <details className="confirm no-print" open={dueError ? true : undefined}>
            <summary>
              Change the date<span className="usa-sr-only"> of {row.title}</span>
            </summary>
            <Form method="post" className="find" noValidate>
              <input type="hidden" name="line" value={row.key} />
              <TextField label="Ready by" name="due" type="date" defaultValue={row.dueOn} error={dueError} />
              <Submit name="intent" value="date" look="outline">
                Save
              </Submit>
            </Form>
          </details>
        ) : null}
        {mayChange && row.own ? (
          <Confirm
            label={
              <>
                Take off the list<span className="usa-sr-only"> {row.title}</span>
              </>
            }
          >
            <Form method="post">
              <input type="hidden" name="line" value={row.key} />
              <Submit name="intent" value="remove" look="outline">
                Take it off
              </Submit>
            </Form>
          </Confirm>
        ) : null}
      </div>
      {mayChange ? (
        <Form method="post" className="no-print">
          <input type="hidden" name="line" value={row.key} />
          {row.doneWords ? (
            <Submit name="intent" value="undo" look="unstyled">
              Not done after all<span className="usa-sr-only"> {row.title}</span>
            </Submit>
          ) : (
            <Submit name="intent" value="do" look="outline">
              Done<span className="usa-sr-only"> {row.title}</span>
            </Submit>
          )}
        </Form>
      ) : null}
    </li>
  );
}

function AddLine() {
  const { newId } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const mine = rejected?.values.intent === "add" ? rejected : undefined;
  const values: Record<string, string> = mine?.values ?? {};
  const errors: Record<string, string> = mine?.errors ?? {};
  return (
    <section className="no-print" aria-labelledby="add-line">
      <h2 id="add-line">Add a line of your own</h2>
      <Form method="post" noValidate key={newId}>
        <ErrorSummary errors={mine?.errors} />
        <input type="hidden" name="id" value={values.id ?? newId} />
        <input type="hidden" name="intent" value="add" />
        <TextField
          label="What has to be ready"
          name="title"
          defaultValue={values.title}
          error={errors.title}
          maxLength={200}
          autoComplete="off"
          required
        />
        <TextField
          label="Ready by (optional)"
          name="dueOn"
          type="date"
          hint="Without a date: the first day in the room."
          defaultValue={values.dueOn}
          error={errors.dueOn}
        />
        <p>
          <Submit busy="Adding…" look="outline">
            Add the line
          </Submit>
        </p>
      </Form>
    </section>
  );
}
