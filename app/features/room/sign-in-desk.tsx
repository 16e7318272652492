import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useActionData, useFetcher, useLoaderData, useRevalidator } from "@remix-run/react";
import { type FormEvent, useEffect, useState } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames } from "#app/content/discipline.ts";
import { longDay } from "#app/lib/dates.ts";
import { matches } from "#app/lib/fold.ts";
import { newId } from "#app/lib/ids.ts";
import { Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { Search } from "#app/ui/search.tsx";
import {
  closeDay,
  type Desk,
  type DeskRow,
  deskOf,
  signAtDesk,
  signOutAll,
  signOutPlan,
  undoAtDesk,
} from "./desk.server.ts";

const shows = { all: "Everybody", unknown: "Not here yet", in: "In the room", left: "Left" } as const;
type Show = keyof typeof shows;
const isShow = (value: string | null): value is Show => value !== null && Object.hasOwn(shows, value);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const show = search.get("show");
  const typed = search.get("out");
  const desk = deskOf(user, params.cohort as string, params.position as string);
  const found = typed ? signOutPlan(user, params.cohort as string, params.position as string, typed) : null;
  return {
    desk: { ...desk, rows: desk.rows.map((row) => ({ ...row, entryId: newId() })) },
    q: (search.get("q") ?? "").trim().slice(0, 80),
    show: isShow(show) ? show : ("all" as const),
    out: found?.plan ? { ...found.plan, typed: typed as string, id: newId() } : null,
    outError: found?.error ? { sentence: found.error, typed: typed as string } : null,
  };
}

type Told = { is: "done" | "refused"; sentence: string; personId?: string };

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const [cohortId, position] = [params.cohort as string, params.position as string];
  const intent = text("intent");
  const personId = text("person");
  if (intent === "close-day" || intent === "reopen-day") {
    closeDay(user, cohortId, position, intent === "close-day");
    return tell(intent === "close-day" ? "The day is closed." : "The day is open again.");
  }
  if (intent === "out-all") {
    const { answers, error } = signOutAll(user, cohortId, position, {
      id: text("id"),
      typed: text("out"),
      personIds: form.getAll("who").map(String),
    });
    if (error !== undefined) return refuse(error);
    const no = answers.filter(({ is }) => is === "refused");
    const done = answers.length - no.length;
    const sentence = `${done === 1 ? "One person is" : `${done} people are`} signed out.`;
    return no.length > 0 ? refuse([sentence, ...no.map((one) => one.sentence)].join(" ")) : tell(sentence);
  }
  const answer =
    intent === "undo"
      ? undoAtDesk(user, cohortId, position, text("entry"))
      : signAtDesk(user, cohortId, position, {
          id: text("id"),
          personId,
          kind: intent === "out" ? "out" : "in",
        });
  if (answer.is === "refused") return refuse(answer.sentence ?? "This was refused.", personId);
  return tell(
    `${text("name")}: ${intent === "undo" ? "taken back" : intent === "out" ? "signed out" : "signed in"}.`,
    personId,
  );
}

const tell = (sentence: string, personId?: string) => data<Told>({ is: "done", sentence, personId });
const refuse = (sentence: string, personId?: string) =>
  data<Told>({ is: "refused", sentence, personId }, { status: 422 });

type Row = DeskRow & { entryId: string };

export default function SignInDesk() {
  const { desk, q, show, out, outError } = useLoaderData<typeof loader>();
  const told = useActionData<typeof action>();
  const [typed, setTyped] = useState(q);
  const [said, setSaid] = useState("");
  const { cohort, day, rows, counts, when, mayRecord } = desk;
  useLiveRows(when === "today");
  const found = rows.filter(
    (row) => (show === "all" || row.state === show) && matches(typed, row.name, row.agency),
  );
  const open = mayRecord && when === "today";
  const base = `/cohorts/${cohort.id}`;

  const takeFirst = (event: FormEvent) => {
    const [only, ...others] = found;
    if (!only || others.length > 0 || !open) return;
    event.preventDefault();
    const form = document.getElementById(`tap-${only.personId}`) as HTMLFormElement | null;
    form?.requestSubmit();
    setTyped("");
  };

  return (
    <div className="wrap desk">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
          { to: `${base}/attendance`, label: "Attendance" },
        ]}
      />
      <h1>Sign-in, Day {day.position}</h1>
      <ul className="meta">
        <li>{longDay(day.on)}</li>
        <li>
          {day.startsAt} to {day.endsAt}
        </li>
        {day.venue ? <li>{day.venue}</li> : null}
        {day.closed ? <li>Closed: nothing is left to enter</li> : null}
      </ul>
      {told && !told.personId ? (
        <Alert kind={told.is === "done" ? "success" : "error"}>{told.sentence}</Alert>
      ) : null}
      <NotNow desk={desk} base={base} />
      <CountsLine counts={counts} />
      {open ? (
        <nav className="page-actions no-print" aria-label="Other ways to sign in">
          <Link
            to={`${base}/days/${day.position}/check-in-screen`}
            className="usa-button usa-button--outline"
          >
            Let people check in by phone
          </Link>
          <Link to={`${base}/walk-in`} className="usa-button usa-button--outline">
            Somebody is not on the list
          </Link>
        </nav>
      ) : null}

      <Form method="get" className="find no-print" role="search" onSubmit={takeFirst}>
        {show === "all" ? null : <input type="hidden" name="show" value={show} />}
        <div
          onInput={(event) => setTyped((event.target as HTMLInputElement).value)}
          className="find-as-you-type"
        >
          <Search
            label="Find a person"
            hint={open ? "A few letters; Enter signs the only match in or out" : "By name or agency"}
            value={typed === "" ? "" : q}
          />
        </div>
      </Form>
      <nav className="sort-links no-print" aria-label="Show">
        <span>Show</span>
        <ul>
          {Object.entries(shows).map(([value, label]) => (
            <li key={value}>
              <Link to={value === "all" ? "?" : `?show=${value}`} aria-current={value === show || undefined}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>

      <p className="usa-sr-only" role="status">
        {said}
      </p>
      {found.length === 0 ? (
        <Empty title={rows.length === 0 ? "Nobody is enrolled yet" : "Nobody matches"}>
          {rows.length === 0
            ? "Add people to the cohort first; then they stand here."
            : "Try fewer letters, or show everybody."}
        </Empty>
      ) : (
        <ul className="desk-list">
          {found.map((row) => (
            <PersonRow
              key={row.personId}
              row={row}
              open={open}
              to={`${base}/days/${day.position}/sign-in/${row.personId}`}
              told={told?.personId === row.personId ? told : null}
              say={setSaid}
            />
          ))}
        </ul>
      )}
      {mayRecord && when !== "ahead" ? <EndOfDay desk={desk} out={out} error={outError} /> : null}
    </div>
  );
}

/** What other trainers record shows here without a reload. */
function useLiveRows(on: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && state === "idle") revalidate();
    }, 15_000);
    return () => clearInterval(timer);
  }, [on, revalidate, state]);
}

function NotNow({ desk: { cohort, day, when, mayRecord }, base }: { desk: Desk; base: string }) {
  if (day.canceled)
    return <Alert kind="warning">This day was canceled. Nothing can be recorded for it.</Alert>;
  if (cohort.archived)
    return <Alert kind="warning">This cohort is archived. Bring it back to record anything.</Alert>;
  if (!mayRecord) return null;
  if (when === "ahead")
    return (
      <Alert>
        Sign-in opens on {longDay(day.on)}. Until then you can{" "}
        <a href={`${base}/sign-in-sheets.pdf`}>print the sign-in sheets</a>.
      </Alert>
    );
  if (when === "over")
    return (
      <Alert>
        This day is over.{" "}
        <Link to={`${base}/days/${day.position}/sheet`}>Enter times from the paper sheet</Link>, or open a
        person below to add or correct a time.
      </Alert>
    );
  return null;
}

function CountsLine({ counts }: { counts: Desk["counts"] }) {
  return (
    <dl className="counts" aria-label="Who is here">
      {[
        ["In the room", counts.present],
        ["Not here yet", counts.unknown],
        ["Left", counts.left],
      ].map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

function PersonRow({
  row,
  open,
  to,
  told,
  say,
}: {
  row: Row;
  open: boolean;
  to: string;
  told: Told | null;
  say: (sentence: string) => void;
}) {
  const fetcher = useFetcher<Told>();
  const busy = fetcher.state !== "idle";
  const answer = fetcher.data ?? told;
  useEffect(() => {
    if (fetcher.data) say(fetcher.data.sentence);
  }, [fetcher.data, say]);
  const kind = row.state === "in" ? "out" : "in";
  const verb = row.state === "in" ? "Sign out" : row.state === "left" ? "Back in" : "Sign in";
  const quiet = [
    row.discipline && disciplineNames[row.discipline as keyof typeof disciplineNames],
    row.agency,
  ];
  return (
    <li className={`state-${row.state}`}>
      <div className="who">
        <p className="name">{row.name}</p>
        <p className="small quiet">{quiet.filter(Boolean).join(" · ")}</p>
        {row.problem ? <p className="small wrong">{row.problem}</p> : null}
        {answer?.is === "refused" && !busy ? (
          <p className="small wrong" role="alert">
            {answer.sentence}
          </p>
        ) : null}
      </div>
      <p className="stand">
        <span className={row.state === "in" ? "tag good" : row.state === "left" ? "tag" : "tag none"}>
          {row.words || "Unknown"}
        </span>
        <Link to={to} className="small">
          Times<span className="usa-sr-only"> of {row.name}</span>
        </Link>
      </p>
      {open ? (
        <div className="taps">
          <fetcher.Form
            method="post"
            id={`tap-${row.personId}`}
            onSubmit={(event) => {
              if (busy) event.preventDefault();
            }}
          >
            <input type="hidden" name="id" value={row.entryId} />
            <input type="hidden" name="person" value={row.personId} />
            <input type="hidden" name="name" value={row.name} />
            <input type="hidden" name="intent" value={kind} />
            <button
              type="submit"
              className={kind === "in" ? "usa-button" : "usa-button usa-button--outline"}
              aria-disabled={busy || undefined}
            >
              {verb}
              <span className="usa-sr-only"> {row.name}</span>
            </button>
          </fetcher.Form>
          {row.last ? (
            <fetcher.Form method="post">
              <input type="hidden" name="entry" value={row.last.id} />
              <input type="hidden" name="person" value={row.personId} />
              <input type="hidden" name="name" value={row.name} />
              <input type="hidden" name="intent" value="undo" />
              <button
                type="submit"
                className="usa-button usa-button--unstyled"
                aria-disabled={busy || undefined}
              >
                Undo
                <span className="usa-sr-only">
                  : {row.name} {row.last.words}
                </span>
              </button>
            </fetcher.Form>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

function EndOfDay({ desk, out, error }: { desk: Desk; out: Page["out"]; error: Page["outError"] }) {
  const { counts, day, outAt } = desk;
  return (
    <section className="card after no-print" aria-labelledby="end-heading">
      <h2 id="end-heading">End of the day</h2>
      {out ? (
        <SignOutConfirm out={out} />
      ) : counts.present > 0 ? (
        <Form method="get" action="#end-heading">
          <TextField
            label={`Sign everybody out who is in (${counts.present})`}
            name="out"
            hint="The time that counts for all of them, such as 4:45p. You see who it is before anything is written."
            defaultValue={error?.typed ?? outAt}
            error={error?.sentence}
            autoComplete="off"
          />
          <p>
            <Submit look="outline">Show who</Submit>
          </p>
        </Form>
      ) : (
        <p className="quiet">Nobody is signed in.</p>
      )}
      <Form method="post">
        {day.closed ? (
          <p>
            <Submit name="intent" value="reopen-day" look="unstyled">
              Open the day again
            </Submit>
          </p>
        ) : (
          <Confirm label="Nothing is left to enter for this day">
            <p>
              {counts.unknown > 0
                ? `${counts.unknown === 1 ? "One person" : `${counts.unknown} people`} with nothing recorded will count as not there. `
                : ""}
              {counts.present > 0
                ? `${counts.present === 1 ? "One person" : `${counts.present} people`} without a sign-out get no credit for the time since their sign-in. `
                : ""}
              You can open the day again, and corrections stay possible.
            </p>
            <p>
              <Submit name="intent" value="close-day" look="outline">
                Close the day
              </Submit>
            </p>
          </Confirm>
        )}
      </Form>
    </section>
  );
}

function SignOutConfirm({ out }: { out: NonNullable<Page["out"]> }) {
  return (
    <Form method="post" action="?#end-heading">
      <input type="hidden" name="id" value={out.id} />
      <input type="hidden" name="out" value={out.typed} />
      {out.who.length > 0 ? (
        <>
          <p>
            {out.who.length === 1 ? "This person is" : `These ${out.who.length} people are`} signed out at{" "}
            <strong>{out.typed}</strong>:
          </p>
          <ul className="name-list">
            {out.who.map(({ personId, name }) => (
              <li key={personId}>
                {name}
                <input type="hidden" name="who" value={personId} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>Nobody who is in came before {out.typed}.</p>
      )}
      {out.later.length > 0 ? (
        <p className="small quiet">
          Signed in only after that, and left as they are: {out.later.map(({ name }) => name).join(", ")}.
        </p>
      ) : null}
      <p className="row">
        {out.who.length > 0 ? (
          <Submit name="intent" value="out-all">
            Sign {out.who.length === 1 ? "one person" : `${out.who.length} people`} out
          </Submit>
        ) : null}
        <Link to="?">Cancel</Link>
      </p>
    </Form>
  );
}
