import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { allow } from "#app/auth/allow.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { typed } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { CohortFields } from "./cohort-fields.tsx";
import { readCohortForm } from "./cohort-form.ts";
import { lastInARow, newDeliveryPage, openDelivery } from "./deliveries.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const page = newDeliveryPage(user, new URL(request.url).searchParams.get("site"));
  return { id: newId(), me: { id: user.id, name: user.name }, ...page };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const again = (errors: Record<string, string>) =>
    data({ errors, values: typed(form), trainerIds: form.getAll("trainer").map(String) }, { status: 422 });
  const id = String(form.get("id") ?? "");
  if (!/^[0-9a-z]{26}$/.test(id))
    return again({ form: "This form was not complete. Open the page again and fill it in once more." });
  const siteId = String(form.get("site") ?? "");
  allow(user, "open-delivery", siteId);
  const filled = new FormData();
  for (const [name, value] of form) filled.append(name, value);
  filled.append("trainer", user.id);
  if (!form.get("host")) filled.set("host", "");
  if (!form.get("endsOn"))
    filled.set("endsOn", lastInARow(String(form.get("startsOn")), String(form.get("variant"))));
  const { input, errors } = readCohortForm(filled);
  if (!input) {
    const { endsOn, ...others } = errors;
    return again(errors.startsOn || !endsOn ? others : errors);
  }
  const made = openDelivery(user, siteId, id, input);
  return made.errors ? again(made.errors) : redirect(`/cohorts/${made.id}?done=opened`);
}

export default function NewDelivery() {
  const { id, me, sites, site, trainers, variants } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const values = rejected?.values ?? {};
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/deliveries", label: "Deliveries" }]} />
      <h1>Open a delivery</h1>
      <p className="lede">
        A delivery is your own training at an agency. You get the same tools in the room as for a cohort, and
        you never train alone.
      </p>
      {site ? (
        <Form method="post" noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <input type="hidden" name="id" value={values.id ?? id} />
          <input type="hidden" name="site" value={site.id} />
          <p>
            At <b>{site.name}</b>, led by <b>{me.name}</b>
            {sites.length > 1 ? (
              <>
                {" "}
                · <Link to="/deliveries/new">another site</Link>
              </>
            ) : null}
          </p>
          <CohortFields
            values={{
              name: values.name ?? "",
              host: values.host ?? "",
              startsOn: values.startsOn ?? "",
              endsOn: values.endsOn ?? "",
              venue: values.venue ?? "",
              variant: values.variant ?? variants.at(-1)?.id ?? "",
              trainerIds: rejected?.trainerIds ?? [],
            }}
            errors={rejected?.errors ?? {}}
            trainers={trainers}
            variants={variants}
            leads
          />
          <p>
            <Submit busy="Opening…">Open this delivery</Submit>
          </p>
        </Form>
      ) : (
        <>
          <p>At which site?</p>
          <ul className="cards">
            {sites.map((one) => (
              <li key={one.id} className="card">
                <Link to={`/deliveries/new?site=${one.id}`}>{one.name}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
