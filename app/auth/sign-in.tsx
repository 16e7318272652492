import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { type Rejection, reject, typed } from "#app/lib/forms.ts";
import { safePath } from "#app/lib/origin.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { PasskeySignIn } from "./passkey-sign-in.tsx";
import { relyingParty } from "./passkeys.server.ts";
import { PasswordField } from "./password-field.tsx";
import { waitSentence } from "./rate-limit.server.ts";
import { secondStepCookie, signedIn, startSession } from "./session.server.ts";
import { type DemoSite, demoChoices, demoPerson, signInWithPassword } from "./sign-in.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const to = safePath(asked.get("to"));
  if (await signedIn(request)) throw redirect(to);
  return {
    to,
    expired: asked.get("expired"),
    cookieLost: asked.has("check"),
    fresh: asked.get("done"),
    passkeys: relyingParty(request) !== null,
    demo: demoChoices(),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const to = safePath(new URL(request.url).searchParams.get("to"));
  const form = await request.formData();
  const key = form.get("member");
  if (typeof key === "string") return enter(demoPerson(key), to, request, false);
  const answer = await signInWithPassword(
    String(form.get("email") ?? ""),
    String(form.get("password") ?? ""),
    context.address,
  );
  switch (answer.kind) {
    case "in":
      return enter(answer.personId, to, request, false);
    case "second-step":
      return redirect(`/sign-in/code?to=${encodeURIComponent(to)}`, {
        headers: { "Set-Cookie": secondStepCookie(answer.token) },
      });
    case "wait":
      return data<Rejection>(
        { errors: { form: waitSentence(answer.seconds) }, values: typed(form) },
        { status: 429, headers: { "Retry-After": String(answer.seconds) } },
      );
    case "wrong":
      return reject({ form: "The e-mail address and the password do not match. Please check both." }, form);
  }
}

/** Signs in and comes back once with `check`, to see whether the browser kept the cookie. */
async function enter(personId: string, to: string, request: Request, strong: boolean) {
  return redirect(`/sign-in?check=1&to=${encodeURIComponent(to)}`, {
    headers: { "Set-Cookie": await startSession(personId, request, strong) },
  });
}

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function SignIn() {
  const { to, expired, cookieLost, fresh, passkeys, demo } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const here = `/sign-in?to=${encodeURIComponent(to)}`;
  return (
    <div className={demo ? "wrap sign-in with-demo" : "wrap narrow sign-in"}>
      <div>
        <h1>Sign in</h1>
        {rejected ? null : cookieLost ? (
          <Alert kind="warning" title="Your browser did not keep the sign-in cookie">
            <p>
              Without it, the next page does not know you. Allow cookies for this site, or leave private
              browsing, then sign in again.
            </p>
          </Alert>
        ) : expired ? (
          <Alert>
            <p>
              {expired === "kept"
                ? "You were signed out before this could be saved. What you typed is kept for an hour: sign in again, and it stands there as you left it."
                : "You were signed out. What you saved is kept. Sign in again to go on where you were."}
            </p>
          </Alert>
        ) : fresh === "password" ? (
          <Alert kind="success">
            <p>Your new password is set, and all other sign-ins have ended. Sign in with it now.</p>
          </Alert>
        ) : fresh === "erased" ? (
          <Alert kind="success">
            <p>Your account is erased and you are signed out. Thank you for the time you gave.</p>
          </Alert>
        ) : null}
        <Form method="post" action={here} reloadDocument noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <TextField
            label="E-mail address"
            name="email"
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={rejected?.values.email}
            required
          />
          <PasswordField autoComplete="current-password" />
          <div className="row actions">
            <Submit>Sign in</Submit>
            <Link to="/forgot-password">Forgot your password?</Link>
          </div>
        </Form>
        {passkeys ? <PasskeySignIn to={to} /> : null}
        <p className="quiet small">
          Accounts are made by invitation. If you expected one, ask the trainer or coordinator of your site.
        </p>
      </div>
      {demo ? <DemoCast sites={demo} action={here} /> : null}
    </div>
  );
}

function DemoCast({ sites, action }: { sites: DemoSite[]; action: string }) {
  return (
    <section className="card demo" aria-labelledby="demo-heading">
      <h2 id="demo-heading">This is a demo</h2>
      <p>Everyone here is made up. Choose somebody to look around as them; no password is needed.</p>
      {sites.map((site) => (
        <Form method="post" action={action} reloadDocument key={site.name} aria-label={site.name}>
          <h3>{site.name}</h3>
          <ul className="choices">
            {site.people.map((one) => (
              <li key={one.key}>
                <button type="submit" name="member" value={one.key}>
                  <span>{one.name}</span> <span className="quiet">{one.role}</span>
                </button>
              </li>
            ))}
          </ul>
        </Form>
      ))}
    </section>
  );
}
