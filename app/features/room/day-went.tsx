import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { longDay } from "#app/lib/dates.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, type Rejected, Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { MarkStep, MarkWords } from "./mark-step.tsx";
import { dayWentPage, recordMarks } from "./marks.server.ts";
import type { StepMark } from "./marks.ts";
import { readTap } from "./marks-form.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return dayWentPage(user, params.cohort as string, params.position as string);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const here = new URL(request.url).pathname;
  if (form.get("intent") === "rest") {
    const taps = form.getAll("step").map((target) => ({ target: String(target), mark: "covered" as const }));
    const id = `${form.get("id")}-rest`;
    recordMarks(user, params.cohort as string, params.position as string, id, taps);
    return redirect(here);
  }
  const { id, tap } = readTap(form);
  const errors = recordMarks(user, params.cohort as string, params.position as string, id, [tap]);
  return errors ? reject(errors, form) : redirect(`${here}#step-${tap.target}`);
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

export default function DayWent() {
  const page = useLoaderData<typeof loader>();
  const { cohort, day, steps, totals } = page;
  const base = `/cohorts/${cohort.id}`;
  const open = steps.filter(({ due, state }) => due && state === null);
  const whyless = steps.filter(({ needsWhy }) => needsWhy);
  const core = steps.filter(({ coreSkipped }) => coreSkipped);
  const said = steps.filter((step) => step.state !== null && !step.needsWhy);
  return (
    <div className="wrap day-went">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
          { to: `${base}/days/${day.position}/run`, label: `Run-of-show, Day ${day.position}` },
        ]}
      />
      <h1>
        <span className="over">How the day went · Day {day.position}</span>
        {day.title}
      </h1>
      <p className="quiet">
        {longDay(day.on)}
        {cohort.host ? ` · Delivery for ${cohort.host}` : ""}
      </p>
      {day.stopped ? <Alert kind="warning">{day.stopped}</Alert> : null}
      {day.when === "ahead" ? (
        <Alert>This day is still ahead. Come back when it has begun.</Alert>
      ) : (
        <>
          <dl className="tiles mark-totals">
            <Tile label="Covered" value={totals.covered} />
            <Tile label="Adapted" value={totals.adapted} />
            <Tile label="Skipped" value={totals.skipped} />
            <Tile label="Not said yet" value={totals.open} />
          </dl>
          {totals.taken > 0 ? (
            <p>
              The steps that were timed took {totals.taken} minutes. {totals.planned} were planned for them.
            </p>
          ) : null}
          {core.length > 0 ? (
            <Alert
              kind="warning"
              title={core.length === 1 ? "A core step was skipped" : "Core steps were skipped"}
            >
              <p>
                The core of the course is never changed. Plan when the people who were here get this:{" "}
                {core.map(({ title, block }) => `“${title}” (${block.title})`).join(", ")}.
              </p>
            </Alert>
          ) : null}
          <Group title="Say why" steps={whyless} page={page}>
            <p>These were adapted or skipped, and nobody said why yet.</p>
          </Group>
          <Group title="Not said yet" steps={open} page={page}>
            {open.length > 1 && !day.stopped ? (
              <Form method="post" className="no-print">
                <input type="hidden" name="id" value={page.form} />
                {open.map(({ id }) => (
                  <input key={id} type="hidden" name="step" value={id} />
                ))}
                <p>Mark what was different first. Then:</p>
                <Submit name="intent" value="rest">
                  {`The other ${open.length} went as planned`}
                </Submit>
              </Form>
            ) : null}
          </Group>
          {open.length + whyless.length === 0 && said.length > 0 ? (
            <Alert kind="success">Everything is said about this day. Thank you.</Alert>
          ) : null}
          <Group title="What was said" steps={said} page={page} />
          {said.length + open.length + whyless.length === 0 ? (
            <p>Nothing has taken place yet. As the day goes, its steps appear here.</p>
          ) : null}
        </>
      )}
      <p className="no-print">
        <Link to={`${base}/days/${day.position}/run`}>Back to the run-of-show</Link>
      </p>
    </div>
  );
}

function Tile({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Group({
  title,
  steps,
  page,
  children,
}: {
  title: string;
  steps: StepMark[];
  page: Page;
  children?: React.ReactNode;
}) {
  const rejected = useActionData<Rejected>();
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby={`group-${title}`}>
      <h2 id={`group-${title}`}>{title}</h2>
      {children}
      <ul className="went-list">
        {steps.map((step) => {
          const mine = rejected?.values.target === step.id ? rejected : undefined;
          return (
            <li key={step.id} id={`step-${step.id}`}>
              <p>
                <b>{step.title}</b>{" "}
                <span className="quiet small">
                  {step.block.title}, {step.planned} minutes{step.core ? ", core" : ""}
                </span>
              </p>
              {mine ? <ErrorSummary errors={mine.errors} /> : null}
              <div className="run-mark">
                <MarkWords step={step} reasons={page.reasons} />
                {page.day.stopped ? null : (
                  <MarkStep
                    step={step}
                    form={page.form}
                    reasons={page.reasons}
                    withMinutes
                    errors={mine?.errors}
                    values={mine?.values}
                  />
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
