import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { PasswordField } from "#app/auth/password-field.tsx";
import { confirmPassword } from "#app/auth/passwords.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { type Rejection, reject } from "#app/lib/forms.ts";
import { mailIsOn } from "#app/lib/mail.server.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { askEmailChange } from "./account.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return { email: user.email, mail: mailIsOn() };
}

type Answer = { sent: string; errors?: undefined; values?: undefined } | (Rejection & { sent?: undefined });

export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const wrong = await confirmPassword(user, String(form.get("password") ?? ""), context.address);
  if (wrong) return reject({ password: wrong.sentence }, form, wrong.status);
  const email = String(form.get("email") ?? "");
  const problem = askEmailChange(user, email);
  return problem ? reject({ email: problem }, form) : data<Answer>({ sent: email.trim() });
}

export default function AccountEmail() {
  const { email, mail } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() as Answer | undefined;
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/account", label: "Account" }]} />
      <h1>E-mail address</h1>
      <p className="lede">Now it is {email}. You sign in with it.</p>
      {!mail ? (
        <p>
          This site sends no letters, so nobody could check a new address. Ask your site coordinator: they
          change it on your page under “People”.
        </p>
      ) : answer?.sent ? (
        <p role="status">
          A letter to {answer.sent} is on its way. Open the link in it within one day; until then, nothing
          changes. If nothing comes, the address may be misspelled or in use.
        </p>
      ) : (
        <Form method="post" noValidate>
          <ErrorSummary errors={answer?.errors} />
          <TextField
            label="New e-mail address"
            name="email"
            type="email"
            autoComplete="email"
            defaultValue={answer?.values?.email}
            error={answer?.errors?.email}
            required
          />
          <PasswordField
            label="Current password"
            autoComplete="current-password"
            error={answer?.errors?.password}
          />
          <div className="row actions">
            <Submit>Send a link to the new address</Submit>
          </div>
        </Form>
      )}
    </div>
  );
}
