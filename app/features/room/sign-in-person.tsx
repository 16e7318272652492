import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { Choice, ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { correctAtDesk, personDay } from "./desk.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const page = personDay(user, params.cohort as string, params.position as string, params.person as string);
  return {
    ...page,
    entries: page.entries.map((entry) => ({ ...entry, formId: newId() })),
    formId: newId(),
    saved: new URL(request.url).searchParams.has("saved"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const errors = correctAtDesk(
    user,
    params.cohort as string,
    params.position as string,
    params.person as string,
    {
      id: text("id"),
      presenceId: text("entry") || null,
      kind: text("kind"),
      time: text("time"),
      reason: text("reason"),
      out: text("intent") === "take-out",
    },
  );
  return errors ? reject(errors, form) : redirect("?saved=1");
}

export default function SignInPerson() {
  const { cohort, day, who, mayRecord, words, segments, problems, entries, formId, saved } =
    useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const desk = `/cohorts/${cohort.id}/days/${day.position}/sign-in`;
  const added = back && !back.values.entry ? back : undefined;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
          { to: desk, label: `Sign-in, Day ${day.position}` },
        ]}
      />
      <h1>{who.name}</h1>
      <p className="lede">
        Day {day.position}, {day.on}. {words}.
      </p>
      {saved ? <Alert kind="success">Saved. What stood there before is kept below.</Alert> : null}
      {problems.length > 0 ? (
        <Alert kind="warning" title="This does not fit together">
          {problems.join(" ")} It does not count until it is corrected.
        </Alert>
      ) : null}
      <h2>What counts</h2>
      {segments.length > 0 ? (
        <ul>
          {segments.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      ) : (
        <p>Nothing yet. Time counts from a sign-in to its sign-out.</p>
      )}
      <h2>Everything that was recorded</h2>
      {entries.length === 0 ? <p>Nothing.</p> : null}
      <ol className="history">
        {entries.map((entry) => (
          <li key={entry.id} className={entry.taken ? "taken" : undefined}>
            <p>
              <strong>
                {entry.kind === "in" ? "Sign-in" : "Sign-out"} at {entry.at}
              </strong>
              {entry.taken ? <span className="tag">Taken out</span> : null}
            </p>
            <p className="small quiet">
              By {entry.by} ({entry.way}), written down {entry.recorded}
              {entry.reason ? `. Reason: ${entry.reason}` : ""}
            </p>
            {entry.taken ? (
              <p className="small quiet">
                Taken out by {entry.taken.by}, {entry.taken.at}.
                {entry.taken.reason ? ` Reason: ${entry.taken.reason}` : ""}
              </p>
            ) : mayRecord ? (
              <Correct entry={entry} back={back?.values.entry === entry.id ? back : undefined} />
            ) : null}
          </li>
        ))}
      </ol>
      {mayRecord && day.when !== "ahead" ? (
        <section className="card" aria-labelledby="add-heading">
          <h2 id="add-heading">Add what was forgotten</h2>
          <Form method="post" noValidate>
            <ErrorSummary errors={added?.errors} />
            <input type="hidden" name="id" value={added?.values.id ?? formId} />
            <Choice
              label="What happened?"
              name="kind"
              defaultValue={added?.values.kind ?? (entries.length === 0 ? "in" : "out")}
              error={added?.errors.kind}
              options={[
                { value: "in", label: "Sign-in" },
                { value: "out", label: "Sign-out" },
              ]}
            />
            <TimeAndReason back={added} time="" />
            <p className="row">
              <Submit busy="Saving…">Add</Submit>
              <Link to={desk}>Back to the desk</Link>
            </p>
          </Form>
        </section>
      ) : (
        <p>
          <Link to={desk}>Back to the desk</Link>
        </p>
      )}
    </div>
  );
}

type Back = { errors: Record<string, string>; values: Record<string, string> } | undefined;
type Entry = ReturnType<typeof useLoaderData<typeof loader>>["entries"][number];

function Correct({ entry, back }: { entry: Entry; back: Back }) {
  const form = (
    <Form method="post" noValidate>
      <ErrorSummary errors={back?.errors} />
      <input type="hidden" name="id" value={back?.values.id ?? entry.formId} />
      <input type="hidden" name="entry" value={entry.id} />
      <input type="hidden" name="kind" value={entry.kind} />
      <TimeAndReason back={back} time={entry.at} />
      <p className="row">
        <Submit name="intent" value="correct" busy="Saving…">
          Correct the time
        </Submit>
        <Submit name="intent" value="take-out" look="outline">
          Take it out
        </Submit>
      </p>
    </Form>
  );
  const label = (
    <>
      Correct
      <span className="usa-sr-only">
        {" "}
        the {entry.kind === "in" ? "sign-in" : "sign-out"} at {entry.at}
      </span>
    </>
  );
  return back ? form : <Confirm label={label}>{form}</Confirm>;
}

function TimeAndReason({ back, time }: { back: Back; time: string }) {
  return (
    <>
      <TextField
        label="Time"
        name="time"
        hint="Such as 8:30, 830 or 4:45p"
        defaultValue={back?.values.time ?? time}
        error={back?.errors.time}
        autoComplete="off"
      />
      <TextField
        label="Reason"
        name="reason"
        hint="About the time only, such as “read the clock wrong”. Nothing about health or anybody’s story."
        defaultValue={back?.values.reason ?? ""}
        error={back?.errors.reason}
        maxLength={300}
        autoComplete="off"
      />
    </>
  );
}
