import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { can } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { moment, shortDay, todayIn } from "#app/lib/dates.ts";
import { reject } from "#app/lib/forms.ts";
import { Checkbox, ErrorSummary, SelectField, Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { Search } from "#app/ui/search.tsx";
import { isWithdrawalReason, withdrawalReasons } from "./cohort.ts";
import { cohortFor } from "./cohorts.server.ts";
import { disciplineWords } from "./matrix.ts";
import { mayManage, trainersAt } from "./plan-cohort.server.ts";
import {
  addWithinSeats,
  bringBack,
  openInvitations,
  peopleToAdd,
  type RosterRow,
  rosterOf,
  withdraw,
} from "./roster.server.ts";
import { addSupervision, removeSupervision, supervisionsIn } from "./supervision.server.ts";

const longestList = 30;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const cohort = cohortFor(user, params.cohort as string);
  const { enrolled, left } = rosterOf(user, cohort.id);
  const manage = mayManage(user, cohort.siteId) && !cohort.archivedAt;
  const q = (search.get("q") ?? "").trim().slice(0, 80);
  const candidates = manage ? peopleToAdd(user, cohort.id, q) : [];
  const personId = search.get("person");
  const day = (at: Date) => shortDay(todayIn(cohort.timeZone, at));
  const roster = (row: RosterRow) => ({
    ...row,
    addedAt: day(row.addedAt),
    withdrawnAt: row.withdrawnAt ? day(row.withdrawnAt) : null,
    withdrawnReason: isWithdrawalReason(row.withdrawnReason) ? withdrawalReasons[row.withdrawnReason] : null,
  });
  return {
    cohort,
    manage,
    supervisions: mayManage(user, cohort.siteId) ? supervisionsIn(user, cohort.id) : null,
    trainers: mayManage(user, cohort.siteId) ? trainersAt(user, cohort.siteId, cohort.id) : [],
    mayInvite: manage && can(user, "invite-trainee", cohort.siteId),
    q,
    candidates: candidates.slice(0, longestList),
    moreCandidates: Math.max(0, candidates.length - longestList),
    enrolled: enrolled.map(roster),
    left: left.map(roster),
    invited: openInvitations(user, cohort.id).map(({ id, name, expiresAt }) => ({
      id,
      name,
      expires: moment(expiresAt, cohort.timeZone),
    })),
    done: doneWords(
      search.get("done"),
      Number(search.get("count")),
      [...enrolled, ...left].find((row) => row.personId === personId)?.name ?? null,
    ),
    undo:
      search.get("done") === "withdrawn" && left.some((row) => row.personId === personId) ? personId : null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  const personId = String(form.get("person") ?? "");
  const to = (done: string) => redirect(`/cohorts/${cohortId}/people?${done}`);
  const intent = form.get("intent");
  if (intent === "withdraw") {
    const reason = form.get("reason");
    withdraw(user, cohortId, personId, isWithdrawalReason(reason) ? reason : null);
    return to(`done=withdrawn&person=${encodeURIComponent(personId)}`);
  }
  if (intent === "remove-supervision") {
    removeSupervision(user, cohortId, String(form.get("supervision") ?? ""));
    return to("done=apart");
  }
  if (intent === "add-supervision") {
    const supervisorId = String(form.get("supervisor") ?? "");
    const refused = addSupervision(user, cohortId, supervisorId, String(form.get("report") ?? ""));
    return refused ? reject(refused.errors, form) : to("done=supervision");
  }
  if (intent === "bring-back") {
    bringBack(user, cohortId, personId);
    return to(`done=back&person=${encodeURIComponent(personId)}`);
  }
  const chosen = form.getAll("add").map(String);
  if (chosen.length === 0) return reject({ form: "Choose at least one person to add." }, form);
  const { added, missing } = addWithinSeats(user, cohortId, chosen, form.has("extra"));
  if (missing > 0) {
    form.set("chosen", chosen.join(" "));
    const seats = missing === 1 ? "One seat is" : `${missing} seats are`;
    return reject(
      {
        extra: `${seats} too few for everybody who is marked. Nobody was added yet. Tick below to add the seats, or mark fewer people.`,
      },
      form,
    );
  }
  return to(`done=added&count=${added}`);
}

function doneWords(done: string | null, count: number, name: string | null): string | null {
  if (done === "added")
    return count === 1
      ? "One person was added."
      : count > 1
        ? `${count} people were added.`
        : "They were already in.";
  if (done === "withdrawn" && name)
    return `${name} was withdrawn. What they did so far is kept, and they can go on reading.`;
  if (done === "supervision") return "Noted. They will not share a table.";
  if (done === "apart") return "Taken away.";
  if (done === "back" && name) return `${name} is back in this cohort.`;
  return null;
}

export default function CohortPeople() {
  const page = useLoaderData<typeof loader>();
  const { cohort, manage, enrolled, left, invited, done, undo } = page;
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
        ]}
      />
      <h1>People in {cohort.name}</h1>
      {done ? (
        <Alert kind="success">
          <p>{done}</p>
          {undo ? (
            <Form method="post">
              <input type="hidden" name="person" value={undo} />
              <Submit name="intent" value="bring-back" look="outline">
                Undo
              </Submit>
            </Form>
          ) : null}
        </Alert>
      ) : null}
      {manage ? <AddPeople /> : null}

      <h2>Enrolled ({enrolled.length})</h2>
      {enrolled.length === 0 ? (
        <Empty title="Nobody is enrolled yet">
          {manage
            ? "Add trainees of this site above, or invite new ones."
            : "People appear here once they are added."}
        </Empty>
      ) : (
        <ul className="roster">
          {enrolled.map((row) => (
            <li key={row.personId}>
              <Who row={row} base={base} />
              {manage ? <Withdraw row={row} /> : null}
            </li>
          ))}
        </ul>
      )}

      {enrolled.length > 1 ? <Supervisors /> : null}

      {invited.length > 0 ? (
        <>
          <h2>Invited, not here yet ({invited.length})</h2>
          <ul className="roster">
            {invited.map(({ id, name, expires }) => (
              <li key={id}>
                <div>
                  <p className="name">{name}</p>
                  <p className="small quiet">The invitation works until {expires}</p>
                </div>
              </li>
            ))}
          </ul>
        </>
      ) : null}

      {left.length > 0 ? (
        <>
          <h2>Withdrawn ({left.length})</h2>
          <ul className="roster">
            {left.map((row) => (
              <li key={row.personId}>
                <Who row={row} base={base} />
                {manage ? (
                  <Form method="post">
                    <input type="hidden" name="person" value={row.personId} />
                    <Submit name="intent" value="bring-back" look="unstyled">
                      Bring back<span className="usa-sr-only"> {row.name}</span>
                    </Submit>
                  </Form>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

function Supervisors() {
  const { enrolled, supervisions, trainers, manage } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  if (!supervisions) return null;
  const errors: Record<string, string> = rejected?.errors ?? {};
  const values: Record<string, string> = rejected?.values ?? {};
  const options = [
    { value: "", label: "Choose" },
    ...enrolled.map(({ personId, name }) => ({ value: personId, label: name })),
  ];
  return (
    <section aria-labelledby="supervisors">
      <h2 id="supervisors">Who supervises whom</h2>
      <p className="quiet">
        So that nobody shares a table with their supervisor or is assessed by them. Only those who manage the
        cohort see this.
      </p>
      {supervisions.length > 0 ? (
        <ul className="roster">
          {supervisions.map(({ id, supervisor, person }) => (
            <li key={id}>
              <p>
                <b>{supervisor.name}</b> supervises <b>{person.name}</b>
              </p>
              {manage ? (
                <Form method="post">
                  <input type="hidden" name="supervision" value={id} />
                  <Submit name="intent" value="remove-supervision" look="unstyled">
                    Take away
                    <span className="usa-sr-only">
                      : {supervisor.name} supervises {person.name}
                    </span>
                  </Submit>
                </Form>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {manage ? (
        <details className="confirm no-print" open={errors.supervision ? true : undefined}>
          <summary>Note a supervisor</summary>
          <Form method="post" className="find">
            <SelectField
              label="Supervisor"
              name="supervisor"
              options={[
                ...options,
                ...trainers.map(({ id, name }) => ({ value: id, label: `${name}, trainer` })),
              ]}
              defaultValue={values.supervisor}
              error={errors.supervision}
            />
            <SelectField label="Supervises" name="report" options={options} defaultValue={values.report} />
            <Submit name="intent" value="add-supervision" look="outline">
              Note it
            </Submit>
          </Form>
        </details>
      ) : null}
    </section>
  );
}

function AddPeople() {
  const { cohort, q, candidates, moreCandidates, mayInvite } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const marked = (rejected?.values.chosen ?? "").split(" ");
  const extra = rejected?.errors.extra;
  return (
    <section className="card no-print" aria-labelledby="add-heading">
      <h2 id="add-heading">Add people</h2>
      <Form method="get" role="search">
        <Search label="Find a trainee of this site" hint="By name or agency" value={q} />
      </Form>
      {candidates.length === 0 ? (
        <p className="quiet">
          {q
            ? `No trainee at ${cohort.siteName} who is not in this cohort goes by “${q}”.`
            : `Every trainee at ${cohort.siteName} is in this cohort.`}
          {mayInvite ? " You can invite somebody new." : ""}
        </p>
      ) : (
        <Form method="post">
          <ErrorSummary errors={rejected?.errors.form || extra ? rejected.errors : undefined} />
          <fieldset className="usa-fieldset pick">
            <legend className="usa-legend">Who joins?</legend>
            {candidates.map(({ id, name, discipline, agency }) => (
              <Checkbox
                key={id}
                name="add"
                value={id}
                defaultChecked={marked.includes(id)}
                label={
                  <>
                    {name}{" "}
                    <span className="small quiet">
                      {[disciplineWords(discipline), agency].filter(Boolean).join(" · ")}
                    </span>
                  </>
                }
              />
            ))}
          </fieldset>
          {moreCandidates > 0 ? (
            <p className="small quiet">{moreCandidates} more. Type a few letters to find them.</p>
          ) : null}
          {extra ? (
            <div className="usa-form-group usa-form-group--error">
              <p className="usa-error-message" id="extra-error">
                {extra}
              </p>
              <Checkbox
                label="Add the seats that are missing"
                name="extra"
                aria-describedby="extra-error"
                aria-invalid
              />
            </div>
          ) : null}
          <p>
            <Submit name="intent" value="add" busy="Adding…">
              Add to this cohort
            </Submit>
          </p>
        </Form>
      )}
      {mayInvite ? (
        <p className="row">
          <Link to={`/people/invite?cohort=${cohort.id}`}>Invite somebody new</Link>
          <Link to={`/people/import?cohort=${cohort.id}`}>Add many from a CSV file</Link>
        </p>
      ) : null}
    </section>
  );
}

type Row = Omit<RosterRow, "addedAt" | "withdrawnAt"> & { addedAt: string; withdrawnAt: string | null };

function Who({ row, base }: { row: Row; base: string }) {
  return (
    <div>
      <p className="name">
        <Link to={`${base}/people/${row.personId}`}>{row.name}</Link>
      </p>
      <p className="small quiet">
        {[disciplineWords(row.discipline), row.agency].filter(Boolean).join(" · ")}
        {row.withdrawnAt
          ? ` · withdrawn ${row.withdrawnAt}${row.withdrawnReason ? `: ${row.withdrawnReason}` : ""}`
          : ` · since ${row.addedAt}`}
      </p>
    </div>
  );
}

function Withdraw({ row }: { row: Row }) {
  return (
    <Confirm
      label={
        <>
          Withdraw<span className="usa-sr-only"> {row.name}</span>
        </>
      }
    >
      <p>
        {row.name} leaves the list of this cohort. What they did is kept, their account stays, and you can
        bring them back.
      </p>
      <Form method="post">
        <input type="hidden" name="person" value={row.personId} />
        <SelectField
          label="Reason (optional)"
          name="reason"
          options={[
            { value: "", label: "Rather not say" },
            ...Object.entries(withdrawalReasons).map(([value, label]) => ({ value, label })),
          ]}
        />
        <p>
          <Submit name="intent" value="withdraw" look="secondary">
            Withdraw
          </Submit>
        </p>
      </Form>
    </Confirm>
  );
}
