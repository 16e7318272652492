import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { canSomewhere, roleNames } from "#app/auth/can.ts";
import {
  inviteChoices,
  renewInvitation,
  revokeInvitation,
  waitingInvitations,
} from "#app/auth/invitations.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { mailIsOn } from "#app/lib/mail.server.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { forbidden, notFound } from "#app/lib/refuse.ts";
import { Checkbox, Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { Qr } from "#app/ui/qr.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  if (inviteChoices(user).roles.length === 0) throw forbidden();
  const asked = new URL(request.url).searchParams;
  const cohortId = asked.get("cohort");
  const all = waitingInvitations(user);
  return {
    invitations: cohortId ? all.filter((one) => one.cohortId === cohortId) : all,
    cohort: cohortId ? (all.find((one) => one.cohortId === cohortId)?.cohortName ?? null) : null,
    filtered: cohortId !== null,
    revoked: asked.get("done") === "revoked",
    mail: mailIsOn(),
    seesList: canSomewhere(user, "see-people"),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const [intent, id = ""] = String(form.get("do") ?? "").split(":");
  if (intent === "revoke") {
    revokeInvitation(user, id);
    return redirect("/people/invitations?done=revoked");
  }
  if (intent !== "renew") throw notFound();
  const name = waitingInvitations(user).find((one) => one.id === id)?.name ?? "";
  const { link } = renewInvitation(user, id);
  return data({ name, link, qr: qrCode(link), mailed: mailIsOn() });
}

const states = {
  open: { label: "Waiting", look: "tag" },
  expired: { label: "Run out", look: "tag warn" },
  "not delivered": { label: "Letter not delivered", look: "tag bad" },
};

export default function Invitations() {
  const { invitations, cohort, filtered, revoked, mail, seesList } = useLoaderData<typeof loader>();
  const fresh = useActionData<typeof action>();
  return (
    <div className="wrap">
      {seesList ? <Crumbs path={[{ to: "/people", label: "People" }]} /> : null}
      <div className="row between">
        <h1>{cohort ? `Invitations to ${cohort}` : "Invitations"}</h1>
        <Link to="/people/invite" className="usa-button">
          Invite a person
        </Link>
      </div>
      {fresh ? (
        <Alert kind="success" title={`A new link for ${fresh.name}`}>
          <div className="link-card">
            <div>
              <p>
                {fresh.mailed ? "It is on its way by mail. " : "It is shown only now. "}
                The old link has stopped working; this one works once, for seven days.
              </p>
              <p className="slip-link">{fresh.link}</p>
            </div>
            <Qr {...fresh.qr} label={`QR code with the link for ${fresh.name}`} />
          </div>
        </Alert>
      ) : revoked ? (
        <Alert kind="success">
          <p>The invitation is taken back. Its link has stopped working.</p>
        </Alert>
      ) : null}
      {invitations.length === 0 ? (
        <Empty
          title="No open invitations"
          action={filtered ? <Link to="/people/invitations">Show all</Link> : null}
        >
          Everybody you invited has answered. Whom would you like to bring in next?
        </Empty>
      ) : (
        <Form method="post" action="/people/slips" reloadDocument aria-label="Open invitations">
          <div className="card slip-card">
            <h2>Slips to hand out</h2>
            <p>
              One slip per person with a QR code. Printing makes new links: slips and letters from before stop
              working.
            </p>
            <div className="row">
              <Submit name="which" value="chosen">
                Print slips for the chosen people
              </Submit>
              <Submit name="which" value="all" look="outline">
                Print slips for everybody below
              </Submit>
            </div>
          </div>
          <ul className="items">
            {invitations.map((one) => (
              <li key={one.id}>
                <input type="hidden" name="all" value={one.id} />
                <Checkbox name="invitation" value={one.id} label={one.name} />
                <p className="meta">
                  <span className={states[one.state].look}>{states[one.state].label}</span>
                  <span>{one.email}</span>
                  <span>
                    {roleNames[one.role]}, {one.siteName ?? "whole program"}
                    {one.cohortName ? `, ${one.cohortName}` : ""}
                  </span>
                  <span>
                    {one.state === "expired" ? "Ran out" : "Until"} {one.expires}
                  </span>
                  {one.invitedBy ? <span>By {one.invitedBy}</span> : null}
                </p>
                <div className="row">
                  <button
                    type="submit"
                    className="usa-button usa-button--outline"
                    formAction="/people/invitations"
                    name="do"
                    value={`renew:${one.id}`}
                    aria-label={`${mail ? "Send again" : "Make a new link"} for ${one.name}`}
                  >
                    {mail ? "Send again" : "Make a new link"}
                  </button>
                  <Confirm label={`Take back the invitation of ${one.name}`}>
                    <p>The link stops working at once. You can invite {one.name} again later.</p>
                    <button
                      type="submit"
                      className="usa-button usa-button--secondary"
                      formAction="/people/invitations"
                      name="do"
                      value={`revoke:${one.id}`}
                    >
                      Take it back
                    </button>
                  </Confirm>
                </div>
              </li>
            ))}
          </ul>
        </Form>
      )}
    </div>
  );
}
