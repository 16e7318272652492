import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { reject } from "#app/lib/forms.ts";
import { discreetPage } from "#app/ui/document.ts";
import { Checkbox, ErrorSummary, type Rejected, SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { stateList } from "./overlay.ts";
import { counselPage, type LawEntry, signLaw } from "./overlay-links.server.ts";

export const handle = discreetPage;

export async function loader({ params }: LoaderFunctionArgs) {
  return { ...counselPage(params.token as string), states: stateList };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const form = await request.formData();
  const of = (name: string) => String(form.get(name) ?? "");
  const hashes = [...form.keys()].filter((key) => key.startsWith("sign-")).map((key) => key.slice(5));
  const sent = { name: of("name"), barState: of("barState"), hashes };
  const errors = signLaw(params.token as string, sent);
  return errors ? reject(errors, form) : redirect(`/counsel/${params.token}`);
}

export default function CounselPage() {
  const { site, state, recipient, today, until, entries, states } = useLoaderData<typeof loader>();
  const back = useActionData<Rejected>();
  const open = entries.filter(({ signed }) => !signed);
  const signed = entries.filter(({ signed }) => signed);
  return (
    <div className="wrap narrow overlay">
      <h1>
        <span className="over">{site}</span>
        What our pages say about the law
      </h1>
      <p className="lede">
        Nobody in {site} is shown these entries until counsel admitted in {state || "the state"} has signed
        them. Read each one. Sign what is right, and leave out what is not: tell the coordinator what should
        change.
      </p>
      {open.length === 0 ? (
        <Alert kind="success">
          {entries.length === 0
            ? "No law entry is filled in yet."
            : "Everything is signed. Thank you. When an entry is changed, it waits for a new signature."}
        </Alert>
      ) : (
        <Form method="post" noValidate>
          <ErrorSummary errors={back?.errors} />
          <fieldset
            className={back?.errors.entries ? "usa-fieldset usa-form-group--error" : "usa-fieldset"}
            aria-describedby={back?.errors.entries ? "entries-error" : undefined}
          >
            <legend className="usa-legend">Waiting for a signature</legend>
            {back?.errors.entries ? (
              <div className="usa-error-message" id="entries-error">
                {back.errors.entries}
              </div>
            ) : null}
            {open.map((one) => (
              <div key={one.slot} className="card">
                <LawText of={one} as="h2" />
                <Checkbox
                  label={`I have read “${one.title}”, and it states the law of ${state} correctly today`}
                  name={`sign-${one.hash}`}
                  defaultChecked={back?.values[`sign-${one.hash}`] !== undefined}
                />
              </div>
            ))}
          </fieldset>
          <TextField
            label="Your name, as a signature"
            name="name"
            autoComplete="name"
            maxLength={120}
            defaultValue={back?.values.name ?? recipient}
            error={back?.errors.name}
          />
          <SelectField
            label="Admitted to the bar of"
            name="barState"
            defaultValue={back?.values.barState ?? ""}
            error={back?.errors.barState}
            options={[{ value: "", label: "Choose…" }, ...states.map((value) => ({ value, label: value }))]}
          />
          <p>
            Signed on {today}. Your name, your state and this date stand under each entry, on screen and in
            print.
          </p>
          <Submit busy="Signing…">Sign the entries I chose</Submit>
        </Form>
      )}
      {signed.length > 0 ? (
        <section aria-labelledby="signed-heading">
          <h2 id="signed-heading">Signed</h2>
          {signed.map((one) => (
            <div key={one.slot} className="card">
              <LawText of={one} as="h3" />
              <p>
                <span className="tag good">Signed</span> {one.signed?.name}, {one.signed?.on}
              </p>
            </div>
          ))}
        </section>
      ) : null}
      <p className="quiet">
        This link works until {until}. You see the law entries of {site} and nothing else.
      </p>
    </div>
  );
}

function LawText({ of: { title, value }, as: Title }: { of: LawEntry; as: "h2" | "h3" }) {
  return (
    <>
      <Title>{title}</Title>
      {value.text ? <p className="version-text">{value.text}</p> : null}
      <ul>
        {value.fields.map(({ label, value }) => (
          <li key={label}>
            <b>{label}:</b> {value}
          </li>
        ))}
      </ul>
      {value.source ? <p className="small quiet">Source: {value.source}</p> : null}
    </>
  );
}
