import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { waitSentence } from "#app/auth/rate-limit.server.ts";
import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import { typed } from "#app/lib/forms.ts";
import { newId, newToken } from "#app/lib/ids.ts";
import { listed } from "#app/lib/words.ts";
import { Choice, ErrorSummary, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { joinPage, register } from "./registration.server.ts";
import { readRequest } from "./registration.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const sent = new URL(request.url).searchParams.get("done") === "sent";
  return { page: joinPage(params.token as string), sent, id: newId(), token: newToken() };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const joinToken = params.token as string;
  const back = (errors: Record<string, string>, status = 422) =>
    data({ errors, values: typed(form) }, { status });
  const { values, errors } = readRequest(form);
  if (!values) return back(errors);
  const made = register(joinToken, values, context.address as string);
  if (made.wait)
    return back(
      { form: waitSentence(made.wait).replace(" A passkey works in the meantime, if you have one.", "") },
      429,
    );
  if (made.errors) return back(made.errors);
  if (made.closed) return back({ form: "Registration has closed in the meantime. Ask the trainers." }, 409);
  return redirect(made.token ? `/join/mine/${made.token}` : `/join/${joinToken}?done=sent`);
}

export default function Join() {
  const { page, sent, id, token } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const values = rejected?.values ?? {};
  const errors: Record<string, string> = rejected?.errors ?? {};
  if (!page)
    return (
      <div className="wrap narrow">
        <h1>This link is not open</h1>
        <p className="lede">
          Registration has closed, or there is a newer link. Ask the person who gave it to you.
        </p>
      </div>
    );
  return (
    <div className="wrap narrow">
      <h1>Ask for a place</h1>
      <p className="lede">
        Training course in {page.siteName}, {page.days}
        {page.venue ? `, ${page.venue}` : ""}.
      </p>
      {sent ? (
        <Alert kind="success" title="Thank you. Look at your mail">
          <p>
            We have sent you a letter with a link of your own. There you see how your request stands, and can
            take it back. {listed(page.trainers) || "The trainers"} will decide.
          </p>
        </Alert>
      ) : (
        <>
          <p>
            {listed(page.trainers) || "The trainers"} will look at your request and decide. You need no
            account for this. Write nothing about the people you work with.
          </p>
          <Form method="post" noValidate>
            <ErrorSummary errors={rejected?.errors} />
            <input type="hidden" name="id" value={values.id ?? id} />
            <input type="hidden" name="token" value={values.token ?? token} />
            <TextField
              label="Your name"
              name="name"
              hint="As others should call you."
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
              hint={
                page.mailIsOn
                  ? "You get a letter with your own link."
                  : "It becomes the name of your account."
              }
              autoComplete="email"
              defaultValue={values.email}
              error={errors.email}
              required
            />
            <Choice
              label="Your field of work"
              name="discipline"
              defaultValue={values.discipline}
              error={errors.discipline}
              options={disciplines.map((value) => ({ value, label: disciplineNames[value] }))}
            />
            <TextField
              label="Agency (optional)"
              name="agency"
              autoComplete="organization"
              defaultValue={values.agency}
              error={errors.agency}
              maxLength={120}
            />
            <h2>What would help you take part</h2>
            <p>
              Only the trainers of this course read these two answers. They are erased 30 days after its last
              day.
            </p>
            <TextArea
              label="Accommodations (optional)"
              name="accommodations"
              hint="Such as step-free access, a seat near the door, large print, an interpreter, food."
              rows={3}
              defaultValue={values.accommodations}
              error={errors.accommodations}
              maxLength={1000}
            />
            <TextField
              label="Language (optional)"
              name="language"
              hint="If another language than English would be easier."
              defaultValue={values.language}
              error={errors.language}
              maxLength={200}
            />
            <p>
              <Submit busy="Sending…">Ask for a place</Submit>
            </p>
          </Form>
        </>
      )}
    </div>
  );
}
