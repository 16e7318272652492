import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { canSomewhere } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { mailIsOn } from "#app/lib/mail.server.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { importPage, undoImport } from "./import.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return {
    done: importPage(user, params.importId ?? ""),
    mail: mailIsOn(),
    seesList: canSomewhere(user, "see-people"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  undoImport(user, params.importId ?? "");
  return redirect(`/people/imports/${params.importId}`);
}

const people = (n: number) => (n === 1 ? "1 person" : `${n} people`);

export default function ImportResult() {
  const { done, mail, seesList } = useLoaderData<typeof loader>();
  const waiting = done.rows.filter(({ state }) => state === "waiting");
  const kept = done.rows.filter(({ state }) => state === "accepted");
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          done.cohortId
            ? { to: `/cohorts/${done.cohortId}`, label: done.cohortName ?? "Cohort" }
            : seesList
              ? { to: "/people", label: "People" }
              : { to: "/people/invitations", label: "Invitations" },
          {
            to: done.cohortId ? `/people/import?cohort=${done.cohortId}` : "/people/import",
            label: "Invite from a list",
          },
        ]}
      />
      <h1>{done.undone ? "The list was undone" : "The list is in"}</h1>
      <p className="lede">
        {done.siteName}
        {done.cohortName ? `, ${done.cohortName}` : ""}. By {done.by}, {done.at}.
      </p>
      {done.undone ? (
        <Alert kind={kept.length > 0 ? "warning" : "success"} title={`Undone ${done.undone}`}>
          {kept.length > 0 ? (
            <p>
              {people(kept.length)} had accepted before, so their account and role stay:{" "}
              {kept.map(({ name }) => name).join(", ")}. To undo this too, end the role on the person’s page
              or withdraw them from the cohort.
            </p>
          ) : (
            <p>Open invitations were taken back, and people added to the cohort were taken out again.</p>
          )}
        </Alert>
      ) : waiting.length > 0 ? (
        <Form method="post" action="/people/slips" reloadDocument className="card">
          <h2>{mail ? "Letters are on their way" : "Hand out the slips"}</h2>
          <p>
            {mail
              ? `${people(waiting.length)} will get a letter. Slips make new links, so print them only in place of the letters.`
              : `${people(waiting.length)} can make their account with a slip. Printing again makes new links; older slips stop working.`}
          </p>
          {waiting.map(({ id }) => (
            <input type="hidden" name="invitation" value={id} key={id} />
          ))}
          <Submit>Print slips</Submit>
        </Form>
      ) : null}
      {done.rows.length === 0 ? (
        <Empty title="Nobody was added">Every row was left as it is.</Empty>
      ) : (
        <>
          <h2>{people(done.rows.length)}</h2>
          <ul className="items">
            {done.rows.map((one) => (
              <li key={one.id}>
                <strong>{one.name}</strong> <span className="tag">{one.state}</span>
                <span className="sub">
                  {one.email} · {one.kind === "invited" ? "Invited" : "Added to the cohort"}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {done.undone || done.rows.length === 0 ? null : (
        <Confirm label="Undo this list">
          <Form method="post">
            <p>
              Open invitations are taken back and their links stop working. People added to the cohort are
              taken out again.{" "}
              {kept.length > 0 ? `${people(kept.length)} accepted already: their account stays.` : ""}
            </p>
            <Submit look="secondary">Undo</Submit>
          </Form>
        </Confirm>
      )}
      <p>
        <Link to="/people/invitations">All open invitations</Link>
      </p>
    </div>
  );
}
