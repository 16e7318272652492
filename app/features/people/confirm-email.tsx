import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { Submit } from "#app/ui/form.tsx";
import { confirmEmail, emailToConfirm } from "./account.server.ts";

export const loader = ({ params }: LoaderFunctionArgs) => ({ email: emailToConfirm(params.token ?? "") });

// A form, because mail programs open links by themselves to look for harm.
export const action = ({ params }: ActionFunctionArgs) => {
  const done = confirmEmail(params.token ?? "");
  return data({ done }, { status: done ? 200 : 409 });
};

export default function ConfirmEmail() {
  const { email } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="wrap narrow sign-in">
      {answer?.done ? (
        <>
          <h1>Your new address is in place</h1>
          <p className="lede">Use it from now on when you sign in.</p>
          <p>
            <Link to="/" className="usa-button">
              Go to the home page
            </Link>
          </p>
        </>
      ) : email && !answer ? (
        <>
          <h1>Use this address?</h1>
          <p className="lede">{email} becomes the address of your account.</p>
          <Form method="post" reloadDocument>
            <Submit>Use this address</Submit>
          </Form>
        </>
      ) : (
        <>
          <h1>This link does not work any more</h1>
          <p className="lede">
            It works once, for one day, and only the newest one counts. Your address is as it was.
          </p>
          <p>
            <Link to="/account/email" className="usa-button">
              Ask for a new link
            </Link>
          </p>
        </>
      )}
    </div>
  );
}
