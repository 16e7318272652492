import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { allow } from "#app/auth/allow.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { readForm, reject } from "#app/lib/forms.ts";
import { ErrorSummary, SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { stateList } from "./overlay.ts";
import { siteIdSchema, siteSchema, timeZones } from "./site-form.ts";
import { createSite } from "./sites.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  allow(await requireUser(request), "manage-sites", null);
  return { zones: timeZones(), states: stateList };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const { values, errors } = readForm(siteSchema.extend({ id: siteIdSchema }), form);
  if (!values) return reject(errors, form);
  const { id, ...input } = values;
  const refused = createSite(user, id, input);
  return refused ? reject(refused.errors, form) : redirect(`/sites/${id}?done=added`);
}

export default function NewSite() {
  const { zones, states } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const { values = {}, errors = {} } = rejected ?? {};
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/sites", label: "Sites" }]} />
      <h1>Add a site</h1>
      <Form method="post" noValidate>
        <ErrorSummary errors={rejected?.errors} />
        <TextField
          label="Name"
          name="name"
          hint="City and state, such as “Boise, Idaho”."
          defaultValue={values.name}
          error={errors.name}
          maxLength={80}
          autoComplete="off"
        />
        <TextField
          label="Short name"
          name="id"
          hint="Stands in addresses, such as “boise”. It cannot be changed later."
          defaultValue={values.id}
          error={errors.id}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <SelectField
          label="State or territory"
          name="state"
          hint="Its law is the one that the site’s pages speak of, once its counsel has signed."
          defaultValue={values.state ?? ""}
          error={errors.state}
          options={[{ value: "", label: "Choose…" }, ...states.map((value) => ({ value, label: value }))]}
        />
        <SelectField
          label="Time zone"
          name="timeZone"
          hint="Dates of cohorts are days in this time zone."
          defaultValue={values.timeZone ?? ""}
          error={errors.timeZone}
          options={[
            { value: "", label: "Choose…" },
            ...zones.map((value) => ({ value, label: value.replaceAll("_", " ") })),
          ]}
        />
        <p>
          <Submit busy="Adding…">Add this site</Submit>
        </p>
      </Form>
    </div>
  );
}
