import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { canSomewhere, roleNames } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames } from "#app/content/discipline.ts";
import { textOf } from "#app/lib/text-file.ts";
import { ErrorSummary, SelectField, Submit, TableFile, TextArea } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { confirmImport, type DryRun, dryRun, importPlaces, recentImports } from "./import.server.ts";
import { outcomeNames, type PlannedRow } from "./import.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const cohortId = new URL(request.url).searchParams.get("cohort");
  return {
    places: importPlaces(user, cohortId),
    cohortId,
    recent: cohortId ? [] : recentImports(user),
    seesList: canSomewhere(user, "see-people"),
  };
}

type Answer = {
  text: string;
  site: string;
  dry: DryRun | null;
  errors?: Record<string, string>;
  missing: number[];
  decisions: Record<string, string>;
};

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = new URL(request.url).searchParams.get("cohort");
  const site = String(form.get("site") ?? "");
  const decisions: Record<string, string> = {};
  for (const [key, value] of form) if (key.startsWith("decision-")) decisions[key.slice(9)] = String(value);
  const read = await textOf(form);
  const answer = (status: number, more: Partial<Answer>) =>
    data<Answer>({ text: read.text, site, dry: null, missing: [], decisions, ...more }, { status });
  if (read.problem) return answer(422, { errors: { text: read.problem } });

  if (form.get("do") === "confirm") {
    const done = confirmImport(user, site, cohortId, read.text, String(form.get("seen") ?? ""), decisions);
    if (done.id) return redirect(`/people/imports/${done.id}`);
    if (done.dry?.problem) return answer(422, { errors: { text: done.dry.problem } });
    return answer(422, {
      dry: done.dry ?? null,
      missing: done.missing ?? [],
      errors: { form: done.sentence ?? "" },
    });
  }
  const dry = dryRun(user, site, cohortId, read.text);
  return dry.problem ? answer(422, { errors: { text: dry.problem } }) : answer(200, { dry });
}

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function ImportPeople() {
  const { places, cohortId, recent, seesList } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() as Answer | undefined;
  const here = cohortId ? `/people/import?cohort=${cohortId}` : "/people/import";
  const cohort = cohortId ? places[0] : undefined;
  const crumbs = cohort
    ? [{ to: `/cohorts/${cohortId}`, label: cohort.cohortName ?? "" }]
    : seesList
      ? [{ to: "/people", label: "People" }]
      : [{ to: "/people/invitations", label: "Invitations" }];
  const site = places.find(({ siteId }) => siteId === answer?.site) ?? places[0];
  return (
    <div className="wrap">
      <Crumbs path={crumbs} />
      <h1>Invite from a list</h1>
      <p className="lede">
        {cohort ? `For ${cohort.cohortName} in ${cohort.siteName}. ` : ""}
        First you see what each row would do. Nothing happens until you confirm.
      </p>
      {answer?.dry && site ? (
        <Plan answer={answer} dry={answer.dry} here={here} siteName={site.siteName} />
      ) : null}
      <section aria-labelledby="list-heading">
        {answer?.dry ? <h2 id="list-heading">Change the list</h2> : <h2 id="list-heading">The list</h2>}
        <Form method="post" action={here} encType="multipart/form-data" reloadDocument noValidate>
          <ErrorSummary errors={answer?.dry ? undefined : answer?.errors} />
          {places.length > 1 ? (
            <SelectField
              label="Site"
              name="site"
              options={places.map(({ siteId, siteName }) => ({ value: siteId, label: siteName }))}
              defaultValue={answer?.site}
            />
          ) : (
            <input type="hidden" name="site" value={places[0]?.siteId} />
          )}
          <TextArea
            label="Paste the list"
            name="text"
            rows={10}
            className="usa-textarea list"
            spellCheck={false}
            defaultValue={answer?.text}
            error={answer?.dry ? undefined : answer?.errors?.text}
            hint="The first row names the columns: name, email, and if you like discipline, agency, role. Copy it from a spreadsheet, or type commas or semicolons between the columns."
          />
          <TableFile
            label="Or choose a file"
            hint="A CSV file up to one megabyte. It is read in place of the field above."
          />
          <div className="row actions">
            <Submit name="do" value="look">
              {answer?.dry ? "Look again" : "See what would happen"}
            </Submit>
          </div>
        </Form>
        {answer?.dry ? null : (
          <details className="confirm">
            <summary>An example</summary>
            <pre className="scroll example">
              {
                "name,email,discipline,agency\nAlex Morgan,alex.morgan@example.org,human services,County family services\nSam Reyes,sam.reyes@example.org,law enforcement,Metro Police"
              }
            </pre>
          </details>
        )}
      </section>
      {recent.length > 0 && !answer ? (
        <section aria-labelledby="recent-heading">
          <h2 id="recent-heading">Lists from before</h2>
          <ul>
            {recent.map((one) => (
              <li key={one.id}>
                <Link to={`/people/imports/${one.id}`}>
                  {one.siteName}, {one.at}
                </Link>
                : {one.people === 1 ? "1 person" : `${one.people} people`}
                {one.undone ? ", undone" : ""}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function Plan({
  answer,
  dry,
  here,
  siteName,
}: {
  answer: Answer;
  dry: DryRun;
  here: string;
  siteName: string;
}) {
  const count = (act: PlannedRow["act"]) => dry.rows.filter((row) => row.act === act).length;
  const people = (n: number) => (n === 1 ? "1 person" : `${n} people`);
  const asks = count("ask");
  const acts = count("invite") + count("enrol") + asks;
  return (
    <section aria-labelledby="plan-heading" className="plan">
      <h2 id="plan-heading">What would happen in {siteName}</h2>
      <Form method="post" action={here} encType="multipart/form-data" reloadDocument noValidate>
        <ErrorSummary errors={answer.errors} />
        <ul className="meta" aria-label="In short">
          <li>{people(count("invite"))} invited</li>
          {count("enrol") > 0 ? <li>{people(count("enrol"))} added to the cohort</li> : null}
          {asks > 0 ? (
            <li>
              <strong>{people(asks)} to decide</strong>
            </li>
          ) : null}
          <li>{people(count("nothing"))} left as they are</li>
        </ul>
        {dry.seatsMissing > 0 ? (
          <Alert kind="warning">
            <p>
              {dry.seatsMissing === 1 ? "One seat is" : `${dry.seatsMissing} seats are`} too few for everybody
              in this list. If you confirm, the seats that are missing are added.
            </p>
          </Alert>
        ) : null}
        <input type="hidden" name="site" value={answer.site} />
        <input type="hidden" name="seen" value={dry.seen} />
        <textarea name="text" hidden readOnly value={answer.text} />
        <ol className="items">
          {dry.rows.map((row) => (
            <PlanRow key={row.line} row={row} answer={answer} />
          ))}
        </ol>
        {acts > 0 ? (
          <div className="row actions">
            <Submit name="do" value="confirm">
              Confirm
            </Submit>
            <span className="quiet">You can undo it afterwards.</span>
          </div>
        ) : (
          <Alert>
            <p>There is nothing to do for this list. Change it below, or go back.</p>
          </Alert>
        )}
      </Form>
    </section>
  );
}

const looks: Record<PlannedRow["outcome"], string> = {
  new: "tag good",
  here: "tag",
  elsewhere: "tag good",
  invited: "tag",
  duplicate: "tag warn",
  maybe: "tag warn",
  problem: "tag bad",
};

function PlanRow({ row, answer }: { row: PlannedRow; answer: Answer }) {
  const missing = answer.missing.includes(row.line);
  const id = `row-${row.line}`;
  const details = [
    row.role === "trainee" ? null : roleNames[row.role],
    row.discipline ? disciplineNames[row.discipline] : null,
    row.agency,
  ].filter(Boolean);
  const head = (
    <>
      <strong>{row.name || "(no name)"}</strong>{" "}
      <span className={looks[row.outcome]}>{outcomeNames[row.outcome]}</span>
      <span className="sub">
        Row {row.line}: {[row.email || "(no address)", ...details].join(" · ")}
      </span>
    </>
  );
  if (row.act !== "ask")
    return (
      <li>
        {head}
        <span className="sub">{row.why}</span>
      </li>
    );
  return (
    <li>
      <fieldset className={missing ? "usa-fieldset usa-form-group--error" : "usa-fieldset"}>
        <legend>{head}</legend>
        <p>{row.why}</p>
        {missing ? (
          <div className="usa-error-message" id={`${id}-error`}>
            Please decide about {row.name}.
          </div>
        ) : null}
        {row.choices.map(({ value, label }) => (
          <div className="usa-radio" key={value}>
            <input
              className="usa-radio__input"
              type="radio"
              name={`decision-${row.line}`}
              id={`${id}-${value}`}
              value={value}
              defaultChecked={answer.decisions[row.line] === value}
              aria-invalid={missing || undefined}
              aria-describedby={missing ? `${id}-error` : undefined}
            />
            <label className="usa-radio__label" htmlFor={`${id}-${value}`}>
              {label}
            </label>
          </div>
        ))}
      </fieldset>
    </li>
  );
}
