import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { reject } from "#app/lib/forms.ts";
import { Checkbox, ErrorSummary, type Rejected, Submit, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { marksIn } from "./follow-up-questions.ts";
import { Touchpoint } from "./touchpoint-form.tsx";
import {
  answerTouchpoint,
  setSponsorLetters,
  signSponsorForm,
  sponsorPage,
  sponsorStatements,
} from "./touchpoints.server.ts";

export async function loader({ params }: LoaderFunctionArgs) {
  return { ...sponsorPage(params.token as string), statements: sponsorStatements };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const token = params.token as string;
  if (new URL(request.url).searchParams.has("stop")) {
    setSponsorLetters(token, true);
    return new Response(null, { status: 204 });
  }
  const form = await request.formData();
  const here = `/sponsor/${token}`;
  const intent = String(form.get("intent") ?? "");
  if (intent === "sign") {
    const agreed = sponsorStatements.map(({ id }) => id).filter((id) => form.has(`agree-${id}`));
    const errors = signSponsorForm(token, agreed, String(form.get("signature") ?? ""));
    return errors ? reject(errors, form) : redirect(`${here}#sign`);
  }
  if (intent === "answer") {
    const id = String(form.get("touchpoint") ?? "");
    const errors = answerTouchpoint(token, "supervisor", id, marksIn(form));
    return errors ? reject(errors, form) : redirect(`${here}#${id}`);
  }
  setSponsorLetters(token, intent === "stop");
  return redirect(`${here}#stop`);
}

export default function SponsorPage() {
  const { name, text, parts, touchpoints, neverAsked, stopped, stoppedByLearner } =
    useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow follow-up">
      <h1>
        <span className="over">CCIP Training</span>
        You are {name}’s sponsor
      </h1>
      <p className="lede">{text}</p>
      <ul>
        {parts.map((part) => (
          <li key={part.id}>
            <b>{part.title}.</b> {part.text}
          </li>
        ))}
      </ul>
      <SignForm />
      {touchpoints.map((one) => (
        <Touchpoint key={one.id} card={one} />
      ))}
      <p className="quiet">{neverAsked}</p>
      <section aria-labelledby="stop">
        <h2 id="stop">The letters</h2>
        {stopped || stoppedByLearner ? (
          <Alert kind="success">
            No more letters come to you.{" "}
            {stopped ? "You can still sign and answer here." : `${name} stopped them for both of you.`}
          </Alert>
        ) : (
          <p>You get two letters and one reminder at most. You can stop them now. Nobody asks why.</p>
        )}
        {stoppedByLearner ? null : (
          <Form method="post">
            <Submit name="intent" value={stopped ? "resume" : "stop"} look="outline">
              {stopped ? "Let the letters come again" : "Stop the letters"}
            </Submit>
          </Form>
        )}
      </section>
    </div>
  );
}

function SignForm() {
  const { signed, statements, name, sponsor } = useLoaderData<typeof loader>();
  const back = useActionData<Rejected>();
  const rejected = back?.values.intent === "sign" ? back : undefined;
  return (
    <section aria-labelledby="sign" className="card">
      <h2 id="sign">The sponsor form</h2>
      {signed ? (
        <p role="status">
          <span className="tag good">Signed</span> {sponsor}, {signed}. Thank you. {name} can see that it is
          signed.
        </p>
      ) : (
        <Form method="post" noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <p>It is needed if {name} goes on to train others. You may also sign it later, with this link.</p>
          <fieldset className="usa-fieldset">
            <legend className="usa-legend">If {name} trains others:</legend>
            {statements.map(({ id, text }) => (
              <div key={id} className={rejected?.errors[id] ? "usa-form-group--error" : undefined}>
                {rejected?.errors[id] ? (
                  <div className="usa-error-message" id={`${id}-error`}>
                    {rejected.errors[id]}
                  </div>
                ) : null}
                <Checkbox
                  label={text}
                  name={`agree-${id}`}
                  defaultChecked={rejected?.values[`agree-${id}`] !== undefined}
                  aria-invalid={rejected?.errors[id] ? true : undefined}
                  aria-describedby={rejected?.errors[id] ? `${id}-error` : undefined}
                />
              </div>
            ))}
          </fieldset>
          <TextField
            label="Your name, as a signature"
            name="signature"
            autoComplete="name"
            maxLength={120}
            defaultValue={rejected?.values.signature ?? sponsor}
            error={rejected?.errors.signature}
          />
          <Submit name="intent" value="sign">
            Sign
          </Submit>
        </Form>
      )}
    </section>
  );
}
