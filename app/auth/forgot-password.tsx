import { type ActionFunctionArgs, data, type HeadersFunction } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { mailIsOn } from "#app/lib/mail.server.ts";
import { tooMany } from "#app/lib/refuse.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { waitSentence } from "./rate-limit.server.ts";
import { askReset } from "./reset.server.ts";

export const loader = () => ({ mail: mailIsOn() });

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const email = String(form.get("email") ?? "").trim();
  if (!/^\S+@\S+$/.test(email))
    return data(
      { email, sent: false, errors: { email: "Type the e-mail address of your account." } },
      { status: 422 },
    );
  const seconds = askReset(email, context.address);
  if (seconds > 0) throw tooMany(waitSentence(seconds), seconds);
  return data({ email, sent: true, errors: undefined });
}

export const headers: HeadersFunction = ({ actionHeaders, errorHeaders }) => errorHeaders ?? actionHeaders;

export default function ForgotPassword() {
  const { mail } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="wrap narrow sign-in">
      <h1>Forgot your password?</h1>
      {!mail ? (
        <>
          <p className="lede">Your trainer or site coordinator can help you back in, today.</p>
          <p>
            Ask them for a reset link. They make it on your page under “People” or in the cohort and hand it
            to you as a slip with a QR code. It works once, for one hour.
          </p>
          <p>If you have a passkey, you can sign in with it and choose a new password under “Account”.</p>
        </>
      ) : answer?.sent ? (
        <>
          <p className="lede" role="status">
            If there is an account for {answer.email}, a link is on its way.
          </p>
          <p>
            It works once, for one hour. Nothing after ten minutes? Look in the spam folder, check the
            address, or ask your trainer or site coordinator for a reset link.
          </p>
        </>
      ) : (
        <>
          <p className="lede">We will send you a link to choose a new one.</p>
          <Form method="post" reloadDocument noValidate>
            <ErrorSummary errors={answer?.errors} />
            <TextField
              label="E-mail address"
              name="email"
              type="email"
              autoComplete="username"
              autoCapitalize="none"
              defaultValue={answer?.email}
              error={answer?.errors?.email}
              required
            />
            <div className="row actions">
              <Submit>Send the link</Submit>
            </div>
          </Form>
        </>
      )}
      <p>
        <Link to="/sign-in">Back to sign in</Link>
      </p>
    </div>
  );
}
