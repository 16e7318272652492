import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { canSomewhere, roleNames } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames } from "#app/content/discipline.ts";
import { reject } from "#app/lib/forms.ts";
import { notFound } from "#app/lib/refuse.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { changeEmailFor, endRole, personPage, turnOffSecondStep } from "./people.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return {
    person: personPage(user, params.personId ?? ""),
    done: new URL(request.url).searchParams.get("done"),
    seesList: canSomewhere(user, "see-people"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const personId = params.personId ?? "";
  const form = await request.formData();
  const here = (done: string) => redirect(`/people/${personId}?done=${done}`);
  switch (form.get("intent")) {
    case "end-role": {
      endRole(user, String(form.get("grant")));
      return form.get("mine") ? redirect("/") : here("role");
    }
    case "second-step":
      turnOffSecondStep(user, personId);
      return here("second-step");
    case "email": {
      const problem = changeEmailFor(user, personId, String(form.get("email") ?? ""));
      return problem ? reject({ email: problem }, form) : here("email");
    }
    default:
      throw notFound();
  }
}

const doneSentences: Record<string, string> = {
  role: "The role has ended.",
  "second-step": "The second step is off. They sign in with the password alone until they set it up again.",
  email: "The e-mail address is changed.",
};

export default function Person() {
  const { person, done, seesList } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  return (
    <div className="wrap narrow">
      {seesList ? <Crumbs path={[{ to: "/people", label: "People" }]} /> : null}
      <h1>{person.name}</h1>
      {done && doneSentences[done] && !rejected ? (
        <Alert kind="success">
          <p>{doneSentences[done]}</p>
        </Alert>
      ) : null}
      <dl className="facts">
        <div>
          <dt>E-mail address</dt>
          <dd>{person.email}</dd>
        </div>
        <div>
          <dt>Discipline</dt>
          <dd>{person.discipline ? disciplineNames[person.discipline] : "Not given"}</dd>
        </div>
        <div>
          <dt>Agency</dt>
          <dd>{person.agency ?? "Not given"}</dd>
        </div>
        <div>
          <dt>Here since</dt>
          <dd>{person.joined}</dd>
        </div>
        <div>
          <dt>Last seen</dt>
          <dd>{person.seen ?? "Not yet"}</dd>
        </div>
      </dl>

      <h2>Roles</h2>
      <ul className="items">
        {person.grants.map((grant) => {
          const what = `${roleNames[grant.role]}, ${grant.siteName ?? "whole program"}`;
          return (
            <li key={grant.id}>
              <strong>{what}</strong>
              <span className="sub">
                Since {grant.since}
                {grant.ended ? `, ended ${grant.ended}` : ""}
              </span>
              {grant.mayEnd ? (
                <Confirm label={`End “${what}”`}>
                  <Form method="post">
                    <p>
                      {person.isMe ? "You lose" : `${person.name} loses`} this role at once. What was done
                      with it stays on record. To give it back later, send a new invitation.
                    </p>
                    <input type="hidden" name="intent" value="end-role" />
                    {person.isMe ? <input type="hidden" name="mine" value="1" /> : null}
                    <Submit look="secondary" name="grant" value={grant.id}>
                      End the role
                    </Submit>
                  </Form>
                </Confirm>
              ) : null}
            </li>
          );
        })}
      </ul>

      {person.cohorts.length > 0 ? (
        <>
          <h2>Cohorts</h2>
          <ul>
            {person.cohorts.map((one) => (
              <li key={`${one.id}-${one.current}`}>
                <Link to={`/cohorts/${one.id}`}>{one.name}</Link>
                {one.current ? "" : " (left)"}
              </li>
            ))}
          </ul>
        </>
      ) : null}

      <h2>Help with signing in</h2>
      {person.isMe ? (
        <p>
          This is you. Look after your own sign-in under <Link to="/account">Account</Link>.
        </p>
      ) : person.mayHelp ? (
        <>
          <Confirm label="Make a reset link">
            <Form method="post" action={`/people/${person.id}/reset`} reloadDocument>
              <p>
                The link lets {person.name} choose a new password. It works once, for one hour. Hand it over
                in person, after you made sure who is asking.
              </p>
              <Submit>Make the link</Submit>
            </Form>
          </Confirm>
          {person.secondStep ? (
            <Confirm label="Turn off the second step">
              <Form method="post">
                <p>For a lost phone. Make sure who is asking before you do it.</p>
                <Submit look="secondary" name="intent" value="second-step">
                  Turn it off
                </Submit>
              </Form>
            </Confirm>
          ) : null}
          <details className="confirm" open={rejected ? true : undefined}>
            <summary>Change the e-mail address</summary>
            <Form method="post" noValidate>
              <ErrorSummary errors={rejected?.errors} />
              <TextField
                label="New e-mail address"
                name="email"
                type="email"
                autoComplete="off"
                defaultValue={rejected?.values.email}
                error={rejected?.errors.email}
              />
              <p className="row actions">
                <Submit name="intent" value="email">
                  Save the address
                </Submit>
              </p>
            </Form>
          </details>
        </>
      ) : (
        <p>
          {person.name} also holds a role that you cannot give, so an administrator has to help with this.
        </p>
      )}
    </div>
  );
}
