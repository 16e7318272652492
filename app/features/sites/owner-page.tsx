import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { reject, typed } from "#app/lib/forms.ts";
import { discreetPage } from "#app/ui/document.ts";
import { ErrorSummary, type Rejected, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Confirm } from "#app/ui/page.tsx";
import { answerAsOwner, ownerPage } from "./overlay-links.server.ts";

export const handle = discreetPage;

export async function loader({ request, params }: LoaderFunctionArgs) {
  if (new URL(request.url).searchParams.has("thanks")) return null;
  return ownerPage(params.token as string);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const form = await request.formData();
  const errors = answerAsOwner(params.token as string, typed(form));
  if (errors) return reject(errors, form);
  return new Response(null, { status: 303, headers: { Location: `/local-entry/${params.token}?thanks` } });
}

export default function OwnerPage() {
  const page = useLoaderData<typeof loader>();
  const back = useActionData<Rejected>();
  if (!page)
    return (
      <div className="wrap narrow">
        <h1>Thank you</h1>
        <p className="lede">
          Your answer is in. If you wrote a correction, the site’s coordinator looks at it before anybody sees
          it.
        </p>
        <p>The link has done its work. You can close this page.</p>
      </div>
    );
  const { site, title, asks, fields, value, until } = page;
  const name = (
    <>
      <input type="hidden" name="number" value={page.number} />
      <TextField
        label="Your name or role"
        name="name"
        defaultValue={back?.values.name ?? page.recipient}
        error={back?.errors.name}
        maxLength={120}
      />
    </>
  );
  const correction = (
    <Form method="post" noValidate>
      {back?.values.intent === "correct" ? <ErrorSummary errors={back.errors} /> : null}
      <TextArea
        label="What is right"
        name="text"
        rows={4}
        hint="About your office only: never about a child, a family or a case."
        defaultValue={back?.values.text ?? value?.text}
        error={back?.errors.text}
        maxLength={3000}
      />
      {fields.map((one) => (
        <TextField
          key={one.id}
          label={one.label}
          name={`field-${one.id}`}
          defaultValue={back?.values[`field-${one.id}`] ?? value?.fields[one.id]}
          error={back?.errors[`field-${one.id}`]}
          maxLength={300}
          autoComplete="off"
        />
      ))}
      {name}
      <Submit name="intent" value="correct" look={value ? "outline" : ""}>
        Send it to the coordinator
      </Submit>
    </Form>
  );
  return (
    <div className="wrap narrow overlay">
      <h1>
        <span className="over">{site}</span>
        {title}
      </h1>
      <p className="lede">
        People who are trained in {site} read this about your office. {value ? "Is it still right?" : asks}
      </p>
      {value ? (
        <>
          <div className="card">
            {value.text ? <p className="version-text">{value.text}</p> : null}
            <ul>
              {fields.flatMap((one) =>
                value.fields[one.id] ? (
                  <li key={one.id}>
                    <b>{one.label}:</b> {value.fields[one.id]}
                  </li>
                ) : (
                  []
                ),
              )}
            </ul>
          </div>
          <Form method="post" noValidate>
            {back?.values.intent === "confirm" ? <ErrorSummary errors={back.errors} /> : null}
            {name}
            <Submit name="intent" value="confirm">
              Yes, this is right today
            </Submit>
          </Form>
          {back?.values.intent === "correct" ? (
            <section aria-labelledby="correct-heading">
              <h2 id="correct-heading">Something is not right</h2>
              {correction}
            </section>
          ) : (
            <Confirm label="Something is not right">{correction}</Confirm>
          )}
        </>
      ) : (
        correction
      )}
      <p className="quiet">This link works once, until {until}. You see this entry and nothing else.</p>
    </div>
  );
}
