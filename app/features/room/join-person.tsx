import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { addressPage, giveAddress, joinPeople } from "./join-person.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return {
    ...addressPage(user, params.cohort as string, params.person as string),
    given: new URL(request.url).searchParams.has("given"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const [cohortId, personId] = [params.cohort as string, params.person as string];
  const form = await request.formData();
  const email = String(form.get("email") ?? "");
  if (form.get("intent") === "join") {
    const into = joinPeople(user, cohortId, personId, email);
    return redirect(`/cohorts/${cohortId}/people/${into}`);
  }
  const address = giveAddress(user, cohortId, personId, email);
  if (address.is === "wrong") return reject({ email: address.sentence }, form);
  if (address.is === "known") return data({ known: address, errors: undefined, values: undefined });
  return redirect("?given=1");
}

export default function JoinPerson() {
  const { cohort, person, open, given } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const known = answer && "known" in answer ? answer.known : null;
  const rejected = answer && "values" in answer && answer.values ? answer : null;
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: base, label: cohort.name },
          { to: `${base}/people/${person.id}`, label: person.name },
        ]}
      />
      <h1>E-mail address of {person.name}</h1>
      {known ? (
        <>
          <Alert kind="info" title={`${known.name} has an account with this address`}>
            <p>Are the two one person? Then join them.</p>
          </Alert>
          <p>
            What is recorded for {person.name} here ({known.minutes} in the room, their table, forms and
            results) then stands under {known.name}
            {known.enrolled ? ", who is in this cohort already" : ", who joins the cohort in the same step"}.{" "}
            {person.name} is in no list any more. What was recorded first, and who joined them, stays on
            record. This cannot be undone.
          </p>
          <Form method="post">
            <input type="hidden" name="email" value={known.email} />
            <p className="row actions">
              <Submit name="intent" value="join">
                They are one person: join them
              </Submit>
              <Link to={`${base}/people/${person.id}/address`} reloadDocument>
                No, use another address
              </Link>
            </p>
          </Form>
        </>
      ) : open ? (
        <>
          <p className="lede">
            They were written down without one. With it they can have an account. If they have one already,
            you are asked whether to join the two.
          </p>
          <Form method="post" noValidate>
            <ErrorSummary errors={rejected?.errors} />
            <TextField
              label="E-mail address"
              name="email"
              type="email"
              autoComplete="off"
              defaultValue={rejected?.values.email}
              error={rejected?.errors.email}
              maxLength={254}
              required
            />
            <p>
              <Submit>Write it down</Submit>
            </p>
          </Form>
        </>
      ) : (
        <Alert kind={given ? "success" : "info"}>
          {given
            ? "The address is written down. “Forgot password” on the sign-in page gives them an account, or a reset link from you."
            : "This person has an address, or was joined with an account."}{" "}
          <Link to={base}>Back to the cohort</Link>
        </Alert>
      )}
    </div>
  );
}
