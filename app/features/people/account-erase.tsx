import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { endSession, requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { eraseMe, whyNotErase } from "./erase.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return { why: whyNotErase(await requireUser(request)) };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  if (
    String(form.get("word") ?? "")
      .trim()
      .toUpperCase() !== "ERASE"
  )
    return reject({ word: "Type the word ERASE to say that you mean it." }, form);
  eraseMe(user);
  return redirect("/sign-in?done=erased", { headers: { "Set-Cookie": await endSession(request) } });
}

export default function AccountErase() {
  const { why } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/account", label: "Account" }]} />
      <h1>Erase my account</h1>
      <p className="lede">It happens at once and cannot be undone, also not by us.</p>
      <h2>What goes</h2>
      <ul>
        <li>Your name, e-mail address, discipline and agency; “Erased person” stands in their place</li>
        <li>Your notes, bookmarks, and the record of what you read</li>
        <li>Your password, passkeys, second step and all sign-ins</li>
        <li>Our copy of your digital credentials; files that you downloaded stay valid</li>
        <li>Your roles, your places in cohorts, and letters to you</li>
      </ul>
      <h2>What stays, and why</h2>
      <ul>
        <li>
          That somebody was in the cohort, without a name: the program has to show how many people took part.
        </li>
        <li>
          Quiz results, without a name: they show whether the course teaches what it should. They go when the
          program’s retention time is over.
        </li>
        <li>The number under which you changed something, without a name: changes must stay traceable.</li>
        <li>Backups made before today, until they are replaced by newer ones.</li>
      </ul>
      <p>
        Want to keep a copy? <Link to="/account/records">Download your records</Link> first.
      </p>
      {why ? (
        <Alert kind="warning" title="Not possible yet">
          <p>{why}</p>
        </Alert>
      ) : (
        <Form method="post" reloadDocument noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <TextField
            label="Type ERASE to go on"
            name="word"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            error={rejected?.errors.word}
            required
          />
          <div className="row actions">
            <Submit look="secondary">Erase my account now</Submit>
            <Link to="/account">Keep it</Link>
          </div>
        </Form>
      )}
    </div>
  );
}
