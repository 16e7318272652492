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
import { waitSentence } from "./rate-limit.server.ts";
import { isSecondStepOpen, passSecondStep } from "./second-step.server.ts";
import { readSecondStep, secondStepCookie, signedIn, startSession } from "./session.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const to = safePath(new URL(request.url).searchParams.get("to"));
  if (await signedIn(request)) throw redirect(to);
  const token = readSecondStep(request);
  if (!token || !isSecondStepOpen(token)) throw redirect(`/sign-in?to=${encodeURIComponent(to)}`);
  return { to };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const to = safePath(new URL(request.url).searchParams.get("to"));
  const form = await request.formData();
  const answer = passSecondStep(
    readSecondStep(request) ?? "",
    String(form.get("code") ?? ""),
    context.address,
  );
  switch (answer.kind) {
    case "in": {
      const headers = new Headers({ "Set-Cookie": secondStepCookie("") });
      headers.append("Set-Cookie", await startSession(answer.personId, request, true));
      const next = answer.codesLeft === null ? to : "/account/second-step?used=1";
      return redirect(`/sign-in?check=1&to=${encodeURIComponent(next)}`, { headers });
    }
    case "over":
      return redirect(`/sign-in?expired=1&to=${encodeURIComponent(to)}`);
    case "wait":
      return data<Rejection>(
        { errors: { form: waitSentence(answer.seconds) }, values: typed(form) },
        { status: 429, headers: { "Retry-After": String(answer.seconds) } },
      );
    case "wrong":
      return reject(
        { code: "This code is not right, or it was used before. Wait for the next one, then try again." },
        form,
      );
  }
}

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function SignInCode() {
  const { to } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  return (
    <div className="wrap narrow sign-in">
      <h1>One more step</h1>
      <p className="lede">Type the six numbers that your authenticator app shows now.</p>
      <Form
        method="post"
        action={`/sign-in/code?to=${encodeURIComponent(to)}`}
        reloadDocument
        noValidate
        className="stack"
      >
        <ErrorSummary errors={rejected?.errors} />
        <TextField
          label="Code"
          name="code"
          hint="No phone at hand? Type one of your recovery codes instead, such as abcde-23456."
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          error={rejected?.errors.code}
          required
        />
        <Submit>Go on</Submit>
      </Form>
      <p>
        <Link to="/sign-in">Start again</Link>
      </p>
      <p className="quiet">
        Lost the phone and the codes? Your site coordinator or the administrator can turn the second step off
        for you.
      </p>
    </div>
  );
}
