import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { PasswordField } from "#app/auth/password-field.tsx";
import { signedIn, startSession } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { acceptAs, acceptAsNewPerson, invitationPage } from "./accept-invitation.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const found = await signedIn(request);
  return {
    token: params.token ?? "",
    invitation: invitationPage(params.token ?? ""),
    viewer: found ? { name: found.user.name, email: found.user.email } : null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const token = params.token ?? "";
  const found = await signedIn(request);
  const form = await request.formData();
  if (form.get("as") === "me") {
    if (!found) return redirect(`/sign-in?expired=1&to=${encodeURIComponent(`/invitation/${token}`)}`);
    return redirect(acceptAs(found.user, token) ? "/" : `/invitation/${token}`);
  }
  const answer = await acceptAsNewPerson(token, {
    name: String(form.get("name") ?? ""),
    email: String(form.get("email") ?? ""),
    password: String(form.get("password") ?? ""),
  });
  if (answer.over) return redirect(`/invitation/${token}`);
  if (answer.errors) return reject(answer.errors, form);
  return redirect("/sign-in?check=1&to=/", {
    headers: { "Set-Cookie": await startSession(answer.personId as string, request, false) },
  });
}

const endings = {
  accepted: {
    title: "This invitation was used",
    sentence: "An invitation works once. If you used it, sign in with your e-mail address and password.",
  },
  revoked: {
    title: "This invitation was taken back",
    sentence: "The person who invited you changed it or sent a newer one.",
  },
  expired: {
    title: "This invitation has run out",
    sentence: "An invitation works for seven days. A new one takes a minute to make.",
  },
  unknown: {
    title: "This link does not work",
    sentence: "Parts of it may be missing, or a newer link or slip has taken its place.",
  },
};

export default function AcceptInvitation() {
  const { token, invitation, viewer } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  if (invitation.state !== "open") {
    const { title, sentence } = endings[invitation.state];
    return (
      <div className="wrap narrow sign-in">
        <h1>{title}</h1>
        <p className="lede">{sentence}</p>
        <p>
          {invitation.inviter
            ? `Ask ${invitation.inviter} for a new invitation.`
            : "Ask the person who invited you for a new one."}
        </p>
        <p>
          <Link to="/sign-in" className="usa-button">
            Go to sign in
          </Link>
        </p>
      </div>
    );
  }
  const here = `/invitation/${token}`;
  return (
    <div className="wrap narrow sign-in">
      <h1>{invitation.name ? `Welcome, ${invitation.name}` : "Welcome"}</h1>
      <p className="lede">
        {invitation.first
          ? "This link makes the first account of this site."
          : `${invitation.inviter ?? "The program"} invites you to the training course.`}
      </p>
      <dl className="facts">
        <div>
          <dt>Your role</dt>
          <dd>{invitation.role}</dd>
        </div>
        <div>
          <dt>Where</dt>
          <dd>{invitation.siteName ?? "The whole program"}</dd>
        </div>
        {invitation.cohortName ? (
          <div>
            <dt>Cohort</dt>
            <dd>{invitation.cohortName}</dd>
          </div>
        ) : null}
        {invitation.email ? (
          <div>
            <dt>E-mail address</dt>
            <dd>{invitation.email}</dd>
          </div>
        ) : null}
        <div>
          <dt>Works until</dt>
          <dd>{invitation.expires}</dd>
        </div>
      </dl>
      {viewer ? (
        <Form method="post" action={here} reloadDocument>
          {viewer.email !== invitation.email && invitation.email ? (
            <p>
              You are signed in as {viewer.name} ({viewer.email}), and this invitation was made for{" "}
              {invitation.email}. If both are you, accept it here. If not, <Link to="/account">sign out</Link>{" "}
              first.
            </p>
          ) : (
            <p>You are signed in as {viewer.name}. Accepting adds this to your account.</p>
          )}
          <input type="hidden" name="as" value="me" />
          <Submit>Accept the invitation</Submit>
        </Form>
      ) : invitation.known ? (
        <>
          <p>There is an account with this address. Sign in, and you come back here to accept.</p>
          <p>
            <Link to={`/sign-in?to=${encodeURIComponent(here)}`} className="usa-button">
              Sign in to accept
            </Link>
          </p>
        </>
      ) : (
        <Form method="post" action={here} reloadDocument noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <TextField
            label="Your name"
            name="name"
            hint="As your trainers and the certificate should say it."
            autoComplete="name"
            defaultValue={rejected?.values.name ?? invitation.name}
            error={rejected?.errors.name}
            required
          />
          {invitation.email ? null : (
            <TextField
              label="Your e-mail address"
              name="email"
              type="email"
              autoComplete="username"
              defaultValue={rejected?.values.email}
              error={rejected?.errors.email}
              required
            />
          )}
          <PasswordField
            label="Choose a password"
            shows="password"
            autoComplete="new-password"
            hint="At least 12 characters. Three or four unrelated words are easy to remember."
            error={rejected?.errors.password}
          />
          <p className="quiet small">
            Before you type: <Link to="/privacy">what is kept, and who sees it</Link> ·{" "}
            <Link to="/safety">staying safe on this device</Link>
          </p>
          <Submit>Make my account</Submit>
        </Form>
      )}
    </div>
  );
}
