import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames } from "#app/content/discipline.ts";
import { longDay } from "#app/lib/dates.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs, Empty } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import {
  largestTable,
  makeTables,
  moveToTable,
  type Sitting,
  smallestTable,
  tablesOf,
} from "./tables.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const page = tablesOf(user, params.cohort as string, params.position as string);
  const { id, name, archivedAt, canceledAt } = page.cohort;
  return {
    ...page,
    cohort: { id, name },
    when: longDay(page.on),
    mayChange: !archivedAt && !canceledAt,
    cards: search.get("print") === "cards",
    done: search.get("done"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const cohortId = params.cohort as string;
  const position = params.position as string;
  const form = await request.formData();
  const to = (done: string) => redirect(`/cohorts/${cohortId}/days/${position}/tables?done=${done}`);
  if (form.get("intent") === "move") {
    moveToTable(user, cohortId, position, String(form.get("person") ?? ""), Number(form.get("table")));
    return to("moved");
  }
  tablesOf(user, cohortId, position);
  const size = Number(form.get("size"));
  if (!Number.isInteger(size) || size < smallestTable || size > largestTable)
    return reject({ size: `Type a whole number from ${smallestTable} to ${largestTable}.` }, form);
  const made = makeTables(user, cohortId, position, size, String(form.get("token") ?? ""));
  return made
    ? to("made")
    : reject(
        {
          form: "Somebody else changed the tables in the meantime. They are shown below; make them anew if you still want to.",
        },
        form,
        409,
      );
}

const doneWords: Record<string, string> = {
  made: "Everybody has a table.",
  moved: "Moved.",
};

export default function Tables() {
  const page = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const { cohort, position, title, when, tables, notes, unseated, mayChange, done, cards } = page;
  const errors: Record<string, string> = rejected?.errors ?? {};
  const base = `/cohorts/${cohort.id}`;
  const words = doneWords[done ?? ""];
  return (
    <div className={cards ? "wrap as-cards" : "wrap"}>
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
          { to: `${base}/days/${position}`, label: `Day ${position}` },
        ]}
      />
      <h1>Mixed tables, Day {position}</h1>
      <p className="lede">
        {when}. {title}
      </p>
      {words ? <Alert kind="success">{words}</Alert> : null}
      {mayChange ? (
        <Form method="post" className="find no-print" noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <input type="hidden" name="token" value={page.token} />
          <TextField
            label="People at a table"
            name="size"
            inputMode="numeric"
            defaultValue={rejected?.values.size ?? (tables.length > 0 ? page.size : 6)}
            error={errors.size}
            className="usa-input short"
          />
          <Submit busy="Seating…">{tables.length > 0 ? "Make the tables anew" : "Make the tables"}</Submit>
        </Form>
      ) : null}
      {tables.length === 0 ? (
        <Empty title={page.people === 0 ? "Nobody is enrolled yet" : "No tables yet"}>
          {page.people === 0
            ? "As soon as people join, they can be seated."
            : "Each table gets people from all three fields where the numbers allow it, nobody sits with their supervisor, and neighbors change from day to day."}
        </Empty>
      ) : (
        <>
          {notes.length > 0 ? (
            <section className="card notes no-print" aria-labelledby="notes">
              <h2 id="notes" className="small-title">
                What could not be had
              </h2>
              <ul>
                {notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            </section>
          ) : (
            <p className="no-print">
              Each table has all three fields, nobody sits with their supervisor, and no pair meets again.
            </p>
          )}
          {unseated.length > 0 ? (
            <section aria-labelledby="unseated" className="no-print">
              <h2 id="unseated">Not seated yet ({unseated.length})</h2>
              <ul className="roster">
                {unseated.map((one) => (
                  <Seat key={one.id} one={one} at={null} />
                ))}
              </ul>
            </section>
          ) : null}
          <div className="row no-print">
            <PrintButton label={cards ? "Print the place cards" : "Print the lists"} />
            <Link to={cards ? "?" : "?print=cards"}>{cards ? "Show table lists" : "Show place cards"}</Link>
          </div>
          <div className="tables">
            {tables.map((table, i) => (
              <section
                // biome-ignore lint/suspicious/noArrayIndexKey: a table is its number
                key={i}
                className="card"
                aria-labelledby={`table-${i + 1}`}
              >
                <h2 id={`table-${i + 1}`}>Table {i + 1}</h2>
                <ul className="roster">
                  {table.map((one) => (
                    <Seat key={one.id} one={one} at={i + 1} />
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </>
      )}
      <p className="no-print">
        Who supervises whom is noted under <Link to={`${base}/people`}>People</Link>, and only those who
        manage the cohort see it.
      </p>
    </div>
  );
}

function Seat({ one, at }: { one: Sitting; at: number | null }) {
  const { tables, mayChange } = useLoaderData<typeof loader>();
  return (
    <li>
      <div>
        <p className="name">{one.name}</p>
        <p className="small quiet">
          {[one.discipline ? disciplineNames[one.discipline] : "Field not said", one.agency]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {mayChange ? (
        <details className="confirm no-print">
          <summary>
            {at ? "Move" : "Seat"}
            <span className="usa-sr-only"> {one.name}</span>
          </summary>
          <Form method="post">
            <input type="hidden" name="person" value={one.id} />
            <SelectField
              label="To which table?"
              name="table"
              options={[...tables.map((_, i) => i + 1), tables.length + 1]
                .filter((number) => number !== at)
                .map((number) => ({
                  value: String(number),
                  label: number > tables.length ? `Table ${number}, a new one` : `Table ${number}`,
                }))}
            />
            <p>
              <Submit name="intent" value="move" look="outline">
                {at ? "Move" : "Seat"} {one.name}
              </Submit>
            </p>
          </Form>
        </details>
      ) : null}
    </li>
  );
}
