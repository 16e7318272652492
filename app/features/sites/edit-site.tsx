import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { allow } from "#app/auth/allow.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { readForm, typed } from "#app/lib/forms.ts";
import { ErrorSummary, SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { stateList } from "./overlay.ts";
import { siteSchema, timeZones } from "./site-form.ts";
import { changeSite, hasPack, siteFor, siteToken } from "./sites.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { id, name, timeZone, state } = siteFor(user, params.site as string);
  allow(user, "manage-sites", id);
  return {
    site: { id, name, timeZone, state },
    /** A site that comes with the curriculum has its state in its pack. */
    states: hasPack(id) ? [] : stateList,
    token: siteToken({ name, timeZone, state }),
    zones: timeZones(),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const siteId = params.site as string;
  const values = typed(form);
  const read = readForm(siteSchema, form);
  if (!read.values) return data({ values, errors: read.errors, stale: null, token: null }, { status: 422 });
  const outcome = changeSite(user, siteId, String(form.get("token") ?? ""), read.values);
  if (!outcome) return redirect(`/sites/${siteId}?done=saved`);
  const { stale } = outcome;
  return data({ values, errors: {}, stale, token: siteToken(stale) }, { status: 409 });
}

export default function EditSite() {
  const { site, token, zones, states } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const errors: Record<string, string> = back?.errors ?? {};
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/sites", label: "Sites" },
          { to: `/sites/${site.id}`, label: site.name },
        ]}
      />
      <h1>Edit this site</h1>
      {back?.stale ? (
        <Alert kind="error" title="Somebody else changed this site while you were typing">
          <p>
            It is now “{back.stale.name}” in {back.stale.timeZone}. Your own version is below and not saved
            yet. Save it over theirs, or <Link to={`/sites/${site.id}`}>keep theirs</Link>.
          </p>
        </Alert>
      ) : null}
      <Form method="post" noValidate>
        <ErrorSummary errors={back?.errors} />
        <input type="hidden" name="token" value={back?.token ?? back?.values.token ?? token} />
        <TextField
          label="Name"
          name="name"
          defaultValue={back?.values.name ?? site.name}
          error={errors.name}
          maxLength={80}
          autoComplete="off"
        />
        {states.length > 0 ? (
          <SelectField
            label="State or territory"
            name="state"
            hint="Its law is the one that the site’s pages speak of, once its counsel has signed."
            defaultValue={back?.values.state ?? site.state ?? ""}
            error={errors.state}
            options={[
              ...(site.state ? [] : [{ value: "", label: "Choose…" }]),
              ...states.map((value) => ({ value, label: value })),
            ]}
          />
        ) : null}
        <SelectField
          label="Time zone"
          name="timeZone"
          hint="Dates of cohorts are days in this time zone; changing it moves their midnight."
          defaultValue={back?.values.timeZone ?? site.timeZone}
          error={errors.timeZone}
          options={zones.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
        />
        <p className="row">
          <Submit busy="Saving…">{back?.stale ? "Save mine over theirs" : "Save"}</Submit>
          <Link to={`/sites/${site.id}`}>Cancel</Link>
        </p>
      </Form>
    </div>
  );
}
