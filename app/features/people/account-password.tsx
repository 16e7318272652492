import {
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { PasswordField } from "#app/auth/password-field.tsx";
import { confirmPassword } from "#app/auth/passwords.server.ts";
import { requireUser, signedIn } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { changePassword } from "./account.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return { email: (await requireUser(request)).email };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const me = await signedIn(request);
  const form = await request.formData();
  const wrong = await confirmPassword(user, String(form.get("password") ?? ""), context.address);
  if (wrong) return reject({ password: wrong.sentence }, form, wrong.status);
  const problem = me ? await changePassword(me, String(form.get("newPassword") ?? "")) : null;
  return problem ? reject({ newPassword: problem }, form) : redirect("/account?done=password");
}

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function AccountPassword() {
  const { email } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/account", label: "Account" }]} />
      <h1>Choose a new password</h1>
      <p className="lede">When you save it, you are signed out on every other device.</p>
      <Form method="post" reloadDocument noValidate>
        <ErrorSummary errors={rejected?.errors} />
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordField
          label="Current password"
          autoComplete="current-password"
          error={rejected?.errors.password}
        />
        <PasswordField
          label="New password"
          name="newPassword"
          autoComplete="new-password"
          hint="At least 12 characters. Three or four unrelated words are easy to remember."
          error={rejected?.errors.newPassword}
        />
        <div className="row actions">
          <Submit>Save the new password</Submit>
        </div>
      </Form>
    </div>
  );
}
