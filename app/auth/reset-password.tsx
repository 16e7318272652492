import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { PasswordField } from "./password-field.tsx";
import { isResetOpen, resetPassword } from "./reset.server.ts";

export const loader = ({ params }: LoaderFunctionArgs) => ({ open: isResetOpen(params.token ?? "") });

export async function action({ request, params }: ActionFunctionArgs) {
  const form = await request.formData();
  const answer = await resetPassword(params.token ?? "", String(form.get("password") ?? ""));
  if (answer === "done") return redirect("/sign-in?done=password");
  if (answer === "over") return redirect(`/reset/${params.token}`);
  return reject({ password: answer.problem }, form);
}

export default function ResetPassword() {
  const { open } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  if (!open)
    return (
      <div className="wrap narrow sign-in">
        <h1>This link does not work any more</h1>
        <p className="lede">
          A reset link works once, for one hour, and only the newest one counts. Your password is as it was.
        </p>
        <p>
          <Link to="/forgot-password" className="usa-button">
            Get a new link
          </Link>
        </p>
      </div>
    );
  return (
    <div className="wrap narrow sign-in">
      <h1>Choose a new password</h1>
      <p className="lede">When you save it, you are signed out on every other device.</p>
      <Form method="post" reloadDocument noValidate>
        <ErrorSummary errors={rejected?.errors} />
        <PasswordField
          label="New password"
          autoComplete="new-password"
          hint="At least 12 characters. Three or four unrelated words are easy to remember."
          error={rejected?.errors.password}
        />
        <div className="row actions">
          <Submit>Save the new password</Submit>
        </div>
      </Form>
    </div>
  );
}
