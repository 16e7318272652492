import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { Checkbox, Choice, ErrorSummary, SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { readWalkIn } from "./registration.ts";
import { peopleHere, walkIn } from "./registration-desk.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const { id, name } = cohortFor(user, params.cohort as string);
  const people = peopleHere(user, id);
  const seated = people.find((one) => one.id === search.get("seated")) ?? null;
  return { cohort: { id, name }, people, seated, insteadOf: search.get("for") ?? "", newId: newId() };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const cohortId = params.cohort as string;
  peopleHere(user, cohortId);
  const form = await request.formData();
  const { values, errors } = readWalkIn(form);
  if (!values) return reject(errors, form);
  const seated = walkIn(user, cohortId, values);
  if (seated.errors) return reject(seated.errors, form);
  return redirect(`/cohorts/${cohortId}/walk-in?seated=${encodeURIComponent(seated.personId)}`);
}

export default function WalkInPage() {
  const { cohort, people, seated, insteadOf, newId } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const values = rejected?.values ?? {};
  const errors: Record<string, string> = rejected?.errors ?? {};
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
        ]}
      />
      <h1>Somebody at the door</h1>
      <p className="lede">
        Name and field of work are enough. They are in the cohort at once and can be signed in.
      </p>
      {seated ? (
        <Alert kind="success">
          {seated.name} is in the cohort. <Link to={`${base}/people/${seated.id}`}>Open their page</Link>
        </Alert>
      ) : null}
      <Form method="post" noValidate key={seated?.id ?? "first"}>
        <ErrorSummary errors={rejected?.errors} />
        <input type="hidden" name="id" value={values.id ?? newId} />
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          defaultValue={values.name}
          error={errors.name}
          maxLength={120}
          required
        />
        <Choice
          label="Field of work"
          name="discipline"
          defaultValue={values.discipline}
          error={errors.discipline}
          options={disciplines.map((value) => ({ value, label: disciplineNames[value] }))}
        />
        <SelectField
          label="In whose place? (optional)"
          name="insteadOf"
          hint="That person is withdrawn in the same step. What they did is kept, and you can bring them back."
          defaultValue={values.insteadOf ?? insteadOf}
          error={errors.insteadOf}
          options={[
            { value: "", label: "Nobody’s, one more person" },
            ...people.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <TextField
          label="Agency (optional)"
          name="agency"
          autoComplete="off"
          defaultValue={values.agency}
          error={errors.agency}
          maxLength={120}
        />
        <TextField
          label="E-mail address (optional)"
          name="email"
          type="email"
          hint="With it they can have an account: “Forgot password” on the sign-in page gives them one, or a reset link from you. It can be added later."
          autoComplete="off"
          defaultValue={values.email}
          error={errors.email}
        />
        {errors.extra ? (
          <div className="usa-form-group usa-form-group--error">
            <p className="usa-error-message" id="extra-error">
              {errors.extra}
            </p>
            <Checkbox label="Add one seat" name="extra" aria-describedby="extra-error" aria-invalid />
          </div>
        ) : null}
        <p>
          <Submit busy="One moment…">Add to the cohort</Submit>
        </p>
      </Form>
    </div>
  );
}
