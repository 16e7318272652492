import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { type Discipline, disciplineNames } from "#app/content/discipline.ts";
import { typed } from "#app/lib/forms.ts";
import { ErrorSummary, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { Qr } from "#app/ui/qr.tsx";
import { joinLink, setJoinLink } from "./registration.server.ts";
import { readSeats } from "./registration.ts";
import {
  approve,
  type DeskRow,
  decline,
  reconsider,
  registrationDesk,
  setSeats,
} from "./registration-desk.server.ts";

const doneWords: Record<string, string> = {
  seats: "The seats are saved.",
  open: "Registration is open. Pass the link on, or print the notice.",
  closed: "The link is closed. Requests that came before stay.",
  seated: "They have a seat.",
  waiting: "All seats that they can have are taken, so they are on the wait-list. It moves by itself.",
  declined: "The request is declined.",
  reconsidered: "The request is open again.",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const desk = registrationDesk(user, params.cohort as string);
  const done = new URL(request.url).searchParams.get("done") ?? "";
  const { id, name } = desk.cohort;
  return { ...desk, cohort: { id, name }, join: joinLink(user, id), done: doneWords[done] ?? null };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const cohortId = params.cohort as string;
  registrationDesk(user, cohortId);
  const form = await request.formData();
  const to = (done: string) => redirect(`/cohorts/${cohortId}/registration?done=${done}`);
  const id = String(form.get("request") ?? "");
  const intent = form.get("intent");
  if (intent === "open" || intent === "close") {
    setJoinLink(user, cohortId, intent === "open");
    return to(intent === "open" ? "open" : "closed");
  }
  if (intent === "approve") return to(approve(user, cohortId, id));
  if (intent === "reconsider") {
    reconsider(user, cohortId, id);
    return to("reconsidered");
  }
  const back = (errors: Record<string, string>, token: string | null, status = 422) =>
    data({ errors, values: typed(form), token }, { status });
  if (intent === "decline") {
    const reason = String(form.get("reason") ?? "").trim();
    if (reason.length < 3 || reason.length > 500)
      return back(
        { reason: "Give a reason in a sentence, within 500 characters. The person reads it." },
        null,
      );
    decline(user, cohortId, id, reason);
    return to("declined");
  }
  const { values, errors } = readSeats(form);
  if (!values) return back(errors, null);
  const refused = setSeats(user, cohortId, String(form.get("token") ?? ""), values);
  return refused ? back(refused.errors, refused.token) : to("seats");
}

export default function RegistrationPage() {
  const page = useLoaderData<typeof loader>();
  const { cohort, open, done, rows, isTrainer, withNeeds } = page;
  const base = `/cohorts/${cohort.id}`;
  const of = (...states: DeskRow["state"][]) => rows.filter(({ state }) => states.includes(state));
  const needs = rows.filter((row) => row.needs && row.state !== "declined" && row.state !== "withdrawn");
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
        ]}
      />
      <h1>Seats and registration</h1>
      {done ? <Alert kind="success">{done}</Alert> : null}
      <SeatsNow />

      <h2>To decide ({of("asked").length})</h2>
      {of("asked").length === 0 ? (
        <Empty title="No request waits for you">
          {page.join
            ? "People who use the link appear here."
            : "Open the registration below, and pass its link on."}
        </Empty>
      ) : (
        <Requests rows={of("asked")}>{(row) => (open ? <Decide row={row} /> : null)}</Requests>
      )}

      {of("waiting").length > 0 ? (
        <>
          <h2>On the wait-list ({of("waiting").length})</h2>
          <p className="quiet">
            It moves by itself: a free seat goes first to a field of work for which seats are kept, then to
            who waits longest.
          </p>
          <Requests rows={of("waiting")}>{(row) => (open ? <Decline row={row} /> : null)}</Requests>
        </>
      ) : null}

      {of("seated").length > 0 ? (
        <>
          <h2>Have a seat, no account yet ({of("seated").length})</h2>
          <p className="quiet">
            Their invitation is under <Link to="/people/invitations">Invitations</Link>, where you can send it
            again or print a slip.
          </p>
          <Requests rows={of("seated")}>{(row) => (open ? <Decline row={row} /> : null)}</Requests>
        </>
      ) : null}

      {withNeeds > 0 ? (
        <section aria-labelledby="needs">
          <h2 id="needs">What people need to take part</h2>
          {isTrainer ? (
            <>
              <p className="quiet">
                Only the trainers of this cohort see this. It is erased 30 days after the last day.
              </p>
              <ul className="plain-list needs">
                {needs.map(({ id, name, needs }) => (
                  <li key={id}>
                    <b>{name}</b>
                    {needs?.accommodations ? <p>{needs.accommodations}</p> : null}
                    {needs?.language ? <p>Language: {needs.language}</p> : null}
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <p>
              {withNeeds === 1 ? "One person has" : `${withNeeds} people have`} told the trainers of this
              cohort what they need. Only those trainers can read it.
            </p>
          )}
        </section>
      ) : null}

      {of("declined", "withdrawn").length > 0 ? (
        <details className="archived">
          <summary>
            <h2>Declined or taken back ({of("declined", "withdrawn").length})</h2>
          </summary>
          <Requests rows={of("declined", "withdrawn")}>
            {(row) => (open && row.state === "declined" ? <TakeBack row={row} /> : null)}
          </Requests>
        </details>
      ) : null}
      <JoinLink />
      <ChangeSeats />
    </div>
  );
}

function SeatsNow() {
  const { cohort, seats, taken: all, bars, unknown, open } = useLoaderData<typeof loader>();
  return (
    <section aria-label="Seats">
      <p className="lede">
        {seats.seats === null
          ? `${all} ${all === 1 ? "person has" : "people have"} a seat. There is no limit.`
          : `${all} of ${seats.seats} seats are taken.`}
      </p>
      <ul className="seat-bars">
        {bars.map(({ discipline, taken, kept, stillKept }) => (
          <li key={discipline}>
            <span className="row between">
              <b>{disciplineNames[discipline]}</b>
              <span className="figures">
                {kept > 0 ? `${taken} with a seat, ${kept} kept` : `${taken} with a seat`}
                {stillKept > 0 ? `, ${stillKept} still open for them` : ""}
              </span>
            </span>
            <span className="bar-track" aria-hidden="true">
              <span className={`bar-fill w-${share(taken, kept || seats.seats || Math.max(all, 1))}`} />
            </span>
          </li>
        ))}
      </ul>
      {unknown > 0 ? <p className="small quiet">{unknown} more did not say their field of work.</p> : null}
      {open ? (
        <p className="row no-print">
          <Link to={`/cohorts/${cohort.id}/walk-in`} className="usa-button usa-button--outline">
            Somebody at the door
          </Link>
          <Link to={`/cohorts/${cohort.id}/people`}>People in this cohort</Link>
        </p>
      ) : null}
    </section>
  );
}

/** In steps of five percent, as the classes of the bars are. */
const share = (part: number, whole: number): number => Math.min(100, Math.round((part / whole) * 20) * 5);

/** People who asked, each with what can be done about their request. */
function Requests({ rows, children }: { rows: DeskRow[]; children: (row: DeskRow) => React.ReactNode }) {
  return (
    <ul className="roster requests">
      {rows.map((row) => (
        <li key={row.id}>
          <div>
            <p className="name">{row.name}</p>
            <p className="small quiet">
              {[disciplineNames[row.discipline as Discipline], row.agency, row.email, `asked ${row.asked}`]
                .filter(Boolean)
                .join(" · ")}
            </p>
            {row.reason ? <p className="small">Reason given: {row.reason}</p> : null}
            {row.state === "withdrawn" ? <p className="small">Taken back</p> : null}
          </div>
          {children(row)}
        </li>
      ))}
    </ul>
  );
}

function TakeBack({ row }: { row: DeskRow }) {
  return (
    <Form method="post">
      <input type="hidden" name="request" value={row.id} />
      <Submit name="intent" value="reconsider" look="unstyled">
        Take the no back<span className="usa-sr-only"> for {row.name}</span>
      </Submit>
    </Form>
  );
}

function Decide({ row }: { row: DeskRow }) {
  const { bars } = useLoaderData<typeof loader>();
  const now = bars.find(({ discipline }) => discipline === row.discipline)?.mayComeNow;
  return (
    <>
      <Form method="post">
        <input type="hidden" name="request" value={row.id} />
        <Submit name="intent" value="approve" busy="One moment…">
          {now ? "Give a seat" : "Put on the wait-list"}
          <span className="usa-sr-only"> to {row.name}</span>
        </Submit>
      </Form>
      <Decline row={row} />
    </>
  );
}

function Decline({ row }: { row: DeskRow }) {
  const rejected = useActionData<typeof action>();
  const mine = rejected?.values.request === row.id ? rejected : undefined;
  const errors: Record<string, string> = mine?.errors ?? {};
  return (
    <details className="confirm" open={mine ? true : undefined}>
      <summary>
        Decline<span className="usa-sr-only"> {row.name}</span>
      </summary>
      <Form method="post" noValidate>
        <ErrorSummary errors={mine?.errors} />
        <input type="hidden" name="request" value={row.id} />
        <TextArea
          label="Reason"
          name="reason"
          hint="The person reads it. Nothing about health or anybody’s past."
          rows={2}
          defaultValue={mine?.values.reason}
          error={errors.reason}
          maxLength={500}
          required
        />
        <p>
          <Submit name="intent" value="decline" look="secondary">
            Decline
          </Submit>
        </p>
      </Form>
    </details>
  );
}

function JoinLink() {
  const { cohort, join, open } = useLoaderData<typeof loader>();
  return (
    <section className="no-print" aria-labelledby="join">
      <h2 id="join">The link to register</h2>
      {join ? (
        <>
          <p>
            Whoever has it can ask for a place, without an account. You decide about each request. The page
            names the site and the days, and not the topic.
          </p>
          <div className="join-link">
            <Qr {...join.qr} label="QR code with the link to register" />
            <div>
              <p className="address">
                <code>{join.link}</code>
              </p>
              <p>
                <Link to={`/cohorts/${cohort.id}/notice`}>Print a notice with the code</Link>
              </p>
              <Confirm label="Close it, or make a new link">
                <p>The link above stops working at once. Requests that came before stay.</p>
                <Form method="post" className="row">
                  <Submit name="intent" value="close" look="outline">
                    Close registration
                  </Submit>
                  <Submit name="intent" value="open" look="outline">
                    Make a new link
                  </Submit>
                </Form>
              </Confirm>
            </div>
          </div>
        </>
      ) : (
        <>
          <p>Nobody can register now. With a link, people ask for a place and you decide.</p>
          {open ? (
            <Form method="post">
              <Submit name="intent" value="open">
                Open registration
              </Submit>
            </Form>
          ) : null}
        </>
      )}
    </section>
  );
}

function ChangeSeats() {
  const { seats, seatsToken, open } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const mine = rejected?.values.intent === "seats" ? rejected : undefined;
  const values = mine?.values ?? {};
  const errors: Record<string, string> = mine?.errors ?? {};
  if (!open) return null;
  return (
    <section className="no-print" aria-labelledby="change-seats">
      <h2 id="change-seats">How many seats</h2>
      <p>
        Mixed rooms learn more. Seats that you keep for a field of work go to nobody else until you say so.
      </p>
      <Form method="post" noValidate>
        <ErrorSummary errors={mine?.errors} />
        <input type="hidden" name="token" value={mine?.token ?? values.token ?? seatsToken} />
        <input type="hidden" name="intent" value="seats" />
        <TextField
          label="Seats in all"
          name="seats"
          inputMode="numeric"
          hint="Leave it empty to set no limit."
          defaultValue={values.seats ?? seats.seats ?? ""}
          error={errors.seats}
          className="usa-input short"
        />
        <fieldset className="usa-fieldset kept">
          <legend className="usa-legend">Kept for</legend>
          {(["human-services", "law-enforcement", "child-advocacy"] as const).map((one) => (
            <TextField
              key={one}
              label={disciplineNames[one]}
              name={one}
              inputMode="numeric"
              defaultValue={values[one] ?? (seats.kept[one] || "")}
              error={errors[one]}
              className="usa-input short"
            />
          ))}
        </fieldset>
        <p>
          <Submit busy="Saving…" look="outline">
            Save the seats
          </Submit>
        </p>
      </Form>
    </section>
  );
}
