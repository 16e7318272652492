import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { allow, denied } from "#app/auth/allow.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { typed } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { CohortFields } from "./cohort-fields.tsx";
import { readCohortForm } from "./cohort-form.ts";
import { createCohort, sitesToPlanAt, trainersToName, variantChoices } from "./plan-cohort.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const sites = sitesToPlanAt(user);
  const asked = new URL(request.url).searchParams.get("site");
  const site = sites.length === 1 ? sites[0] : sites.find(({ id }) => id === asked);
  if (sites.length === 0) throw denied(user, "manage-cohort");
  const trainers = site ? trainersToName(user, site.id) : [];
  return {
    id: newId(),
    sites,
    site: site ?? null,
    trainers,
    variants: variantChoices(),
    chosen: trainers.filter(({ id }) => id === user.id).map(({ id }) => id),
  };
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
  allow(user, "manage-cohort", siteId);
  const { input, errors } = readCohortForm(form);
  if (!input) return again(errors);
  const made = createCohort(user, siteId, id, input);
  return made.errors ? again(made.errors) : redirect(`/cohorts/${made.id}?done=planned`);
}

export default function NewCohort() {
  const { id, sites, site, trainers, variants, chosen } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const values = rejected?.values ?? {};
  const trainerIds = rejected?.trainerIds ?? chosen;
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/cohorts", label: "Cohorts" }]} />
      <h1>Plan a cohort</h1>
      {site ? (
        <Form method="post" noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <input type="hidden" name="id" value={values.id ?? id} />
          <input type="hidden" name="site" value={site.id} />
          <p>
            At <b>{site.name}</b>
            {sites.length > 1 ? (
              <>
                {" "}
                · <Link to="/cohorts/new">another site</Link>
              </>
            ) : null}
          </p>
          <CohortFields
            values={{
              name: values.name ?? "",
              startsOn: values.startsOn ?? "",
              endsOn: values.endsOn ?? "",
              venue: values.venue ?? "",
              variant: values.variant ?? variants[0]?.id ?? "",
              trainerIds,
            }}
            errors={rejected?.errors ?? {}}
            trainers={trainers}
            variants={variants}
          />
          <p>
            <Submit busy="Planning…">Plan this cohort</Submit>
          </p>
        </Form>
      ) : (
        <>
          <p className="lede">At which site?</p>
          <ul className="cards">
            {sites.map((one) => (
              <li key={one.id} className="card">
                <Link to={`/cohorts/new?site=${one.id}`}>{one.name}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
