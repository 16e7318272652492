import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { waitSentence } from "#app/auth/rate-limit.server.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { Choice, ErrorSummary, SelectField, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { readShelfRequest, trap } from "./request.ts";
import { askOnShelf } from "./requests.server.ts";
import { kindChoices, stateChoices, wishes, wishNames } from "./words.ts";

export function loader({ request }: LoaderFunctionArgs) {
  const search = new URL(request.url).searchParams;
  const wants = wishes.find((one) => one === search.get("wants"));
  return data(
    { id: newId(), wants: wants ?? wishes[0], sent: search.get("done") === "sent" },
    { headers: { "Cache-Control": "no-store" } },
  );
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const { values, errors, isTrapped } = readShelfRequest(form);
  if (isTrapped) return redirect("/shelf/request?done=sent");
  if (!values) return reject(errors ?? {}, form);
  const wait = askOnShelf(values, context.address as string);
  if (wait > 0)
    return reject(
      { form: waitSentence(wait).replace(" A passkey works in the meantime, if you have one.", "") },
      form,
      429,
    );
  return redirect("/shelf/request?done=sent");
}

export default function Ask() {
  const { id, wants, sent } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const { values = {}, errors = {} } = rejected ?? {};
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/shelf", label: "Manuals for other cities" }]} />
      <h1>Ask for a manual</h1>
      {sent ? (
        <Alert kind="success" title="Thank you. Your request is in">
          <p>
            A person of the national program office reads it and answers by e-mail, yes or no.{" "}
            <Link to="/shelf">Back to the manuals</Link>
          </p>
        </Alert>
      ) : (
        <>
          <p className="lede">
            A person of the national program office reads this and answers by e-mail. You need no account.
          </p>
          <Form method="post" noValidate>
            <ErrorSummary errors={rejected?.errors} />
            <input type="hidden" name="id" value={values.id ?? id} />
            <div className="not-for-people" aria-hidden="true">
              <label htmlFor="shelf-website">Leave this empty</label>
              <input id="shelf-website" name={trap} type="text" tabIndex={-1} autoComplete="off" />
            </div>
            <Choice
              label="What would you like?"
              name="wants"
              defaultValue={values.wants ?? wants}
              error={errors.wants}
              options={wishes.map((value) => ({ value, label: wishNames[value] }))}
            />
            <TextField
              label="Your name"
              name="name"
              autoComplete="name"
              defaultValue={values.name}
              error={errors.name}
              maxLength={120}
              required
            />
            <TextField
              label="E-mail address"
              name="email"
              type="email"
              hint="At your agency, if you have one. The answer goes there."
              autoComplete="email"
              defaultValue={values.email}
              error={errors.email}
              required
            />
            <TextField
              label="Agency"
              name="agency"
              autoComplete="organization"
              defaultValue={values.agency}
              error={errors.agency}
              maxLength={120}
              required
            />
            <SelectField
              label="Kind of agency"
              name="agencyKind"
              defaultValue={values.agencyKind ?? ""}
              error={errors.agencyKind}
              options={[{ value: "", label: "Choose…" }, ...kindChoices]}
            />
            <SelectField
              label="State"
              name="state"
              defaultValue={values.state ?? ""}
              error={errors.state}
              options={[{ value: "", label: "Choose…" }, ...stateChoices]}
            />
            <TextArea
              label="What would you use it for?"
              name="purpose"
              hint="Two sentences are enough. Write nothing about young people or cases."
              rows={4}
              defaultValue={values.purpose}
              error={errors.purpose}
              maxLength={1000}
            />
            <p className="quiet small">
              Your name, address and words are kept for a year at most, for the people who answer, and erased
              earlier if you ask. That there was a request from your kind of agency and state stays in a
              count.
            </p>
            <p>
              <Submit busy="Sending…">Send this request</Submit>
            </p>
          </Form>
        </>
      )}
    </div>
  );
}
