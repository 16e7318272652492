import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { mayUseSecondStep } from "#app/auth/can.ts";
import { PasswordField } from "#app/auth/password-field.tsx";
import { confirmPassword } from "#app/auth/passwords.server.ts";
import {
  beginSecondStep,
  confirmSecondStep,
  renewRecoveryCodes,
  secondStepOf,
} from "#app/auth/second-step.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { type Rejection, reject } from "#app/lib/forms.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { forbidden, notFound } from "#app/lib/refuse.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { Qr } from "#app/ui/qr.tsx";
import { turnOffMySecondStep } from "./account.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const step = secondStepOf(user);
  if (!mayUseSecondStep(user) && step.state === "off")
    throw forbidden(
      "A second step is offered to trainers, coordinators and program staff. A passkey protects your account just as well.",
    );
  return {
    step,
    qr: step.setup ? qrCode(step.setup.uri) : null,
    used: new URL(request.url).searchParams.has("used"),
  };
}

type Answer = { codes: string[]; errors?: undefined } | (Rejection & { codes?: undefined });

export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const intent = form.get("intent");
  if (intent === "confirm") {
    const codes = confirmSecondStep(user, String(form.get("code") ?? ""));
    return codes
      ? data<Answer>({ codes })
      : reject(
          {
            code: "This code is not right. Check that the clock of your phone is set by itself, and try the next one.",
          },
          form,
        );
  }
  const wrong = await confirmPassword(user, String(form.get("password") ?? ""), context.address);
  if (wrong) return reject({ [`${intent}-password`]: wrong.sentence }, form, wrong.status);
  switch (intent) {
    case "begin":
      beginSecondStep(user);
      return redirect("/account/second-step");
    case "codes":
      return data<Answer>({ codes: renewRecoveryCodes(user) });
    case "off":
      turnOffMySecondStep(user);
      return redirect("/account/second-step");
    default:
      throw notFound();
  }
}

export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function AccountSecondStep() {
  const { step, qr, used } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() as Answer | undefined;
  const errors = answer?.errors;
  if (answer?.codes) return <Codes codes={answer.codes} />;
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/account", label: "Account" }]} />
      <h1>Second step</h1>
      {step.state === "on" ? (
        <>
          <p className="lede">It is on: after the password, you type a code from your authenticator app.</p>
          {used || step.codesLeft < 3 ? (
            <Alert kind="warning">
              <p>
                {step.codesLeft === 0
                  ? "You have no recovery codes left. Make new ones now."
                  : `You have ${step.codesLeft} recovery ${step.codesLeft === 1 ? "code" : "codes"} left. If your phone is lost, turn the second step off below and set it up anew.`}
              </p>
            </Alert>
          ) : (
            <p>{step.codesLeft} of your recovery codes are unused.</p>
          )}
          <Asked
            label="Make new recovery codes"
            intent="codes"
            sentence="The old codes stop working."
            button="Make new codes"
            errors={errors}
          />
          <Asked
            label="Turn the second step off"
            intent="off"
            sentence="Then your password alone opens your account."
            button="Turn it off"
            errors={errors}
          />
        </>
      ) : step.setup && qr ? (
        <>
          <ol className="steps">
            <li>
              <p>Open an authenticator app on your phone and scan this code.</p>
              <Qr {...qr} label="QR code for your authenticator app" />
              <p>
                Cannot scan? Type this key:{" "}
                <code className="key">{step.setup.secret.match(/.{1,4}/g)?.join(" ")}</code>
              </p>
            </li>
            <li>
              <Form method="post" reloadDocument noValidate>
                <ErrorSummary errors={errors?.code ? errors : undefined} />
                <TextField
                  label="Type the six numbers that the app shows"
                  name="code"
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  error={errors?.code}
                  required
                />
                <p className="row actions">
                  <Submit name="intent" value="confirm">
                    Turn it on
                  </Submit>
                </p>
              </Form>
            </li>
          </ol>
          <Asked
            label="Not now"
            intent="off"
            sentence="The code above stops working. You can set up a new one any time."
            button="Stop setting up"
            errors={errors}
          />
        </>
      ) : (
        <>
          <p className="lede">
            You can see other people’s names and progress, so your account deserves a second lock: after the
            password, a code from your phone.
          </p>
          <p>You need an authenticator app, which also works offline. It takes two minutes.</p>
          <Form method="post" reloadDocument noValidate>
            <ErrorSummary errors={errors} />
            <PasswordField
              label="Current password"
              autoComplete="current-password"
              error={errors?.["begin-password"]}
            />
            <div className="row actions">
              <Submit name="intent" value="begin">
                Set it up
              </Submit>
            </div>
          </Form>
        </>
      )}
    </div>
  );
}

function Asked({
  label,
  intent,
  sentence,
  button,
  errors,
}: {
  label: string;
  intent: string;
  sentence: string;
  button: string;
  errors: Record<string, string> | undefined;
}) {
  const wrong = errors?.[`${intent}-password`];
  const form = (
    <Form method="post" reloadDocument noValidate>
      <ErrorSummary errors={wrong ? errors : undefined} />
      <p>{sentence}</p>
      <PasswordField label="Current password" autoComplete="current-password" error={wrong} />
      <p className="row actions">
        <Submit name="intent" value={intent}>
          {button}
        </Submit>
      </p>
    </Form>
  );
  if (!wrong) return <Confirm label={label}>{form}</Confirm>;
  return (
    <details className="confirm" open>
      <summary>{label}</summary>
      {form}
    </details>
  );
}

function Codes({ codes }: { codes: string[] }) {
  return (
    <div className="wrap narrow">
      <h1>Your recovery codes</h1>
      <p className="lede">
        Each works once in place of the phone. They are shown only now: print this page or write them down,
        and keep them where only you look.
      </p>
      <ol className="card codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p className="no-print">
        <Link to="/account/second-step" reloadDocument className="usa-button">
          I have kept them
        </Link>
      </p>
    </div>
  );
}
