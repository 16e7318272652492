import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { whoIsTold } from "#app/features/room/changes.server.ts";
import { toldInWords } from "#app/features/room/changes.ts";
import { shortDay } from "#app/lib/dates.ts";
import { typed } from "#app/lib/forms.ts";
import { conflict, forbidden } from "#app/lib/refuse.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { CohortFields } from "./cohort-fields.tsx";
import { readCohortForm } from "./cohort-form.ts";
import { cohortFor } from "./cohorts.server.ts";
import {
  type CohortState,
  changeCohort,
  mayManage,
  tokenOf,
  trainersAt,
  trainersToName,
  variantChoices,
  variantTitle,
} from "./plan-cohort.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const cohort = cohortFor(user, params.cohort as string);
  if (!mayManage(user, cohort.siteId)) throw forbidden();
  if (cohort.archivedAt) throw conflict("This cohort is archived. Bring it back before you change it.");
  return {
    cohort,
    token: tokenOf(cohort),
    told: toldInWords(whoIsTold(user, cohort.id)),
    variants: variantChoices(cohort.kind),
    trainers: trainersToName(user, cohort.siteId, cohort.id),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  trainersAt(user, cohortFor(user, cohortId).siteId);
  const { input, errors } = readCohortForm(form);
  const outcome = input ? changeCohort(user, cohortId, String(form.get("token") ?? ""), input) : { errors };
  if (!outcome) return redirect(`/cohorts/${cohortId}?done=saved`);
  const back = { values: typed(form), trainerIds: form.getAll("trainer").map(String) };
  if (outcome.errors)
    return data({ ...back, errors: outcome.errors, stale: null, token: null }, { status: 422 });
  const { stale } = outcome;
  return data({ ...back, errors: {}, stale: wordsOf(stale), token: tokenOf(stale) }, { status: 409 });
}

const wordsOf = (state: CohortState): { label: string; value: string }[] => [
  { label: "Name", value: state.name },
  ...(state.host ? [{ label: "Host agency", value: state.host }] : []),
  { label: "Form of the course", value: variantTitle(state.variant) },
  { label: "First day", value: shortDay(state.startsOn) },
  { label: "Last day", value: shortDay(state.endsOn) },
  { label: "Place", value: state.venue ?? "not said" },
  { label: "Trainers", value: state.trainers.map(({ name }) => name).join(", ") },
];

export default function EditCohort() {
  const { cohort, token, told, trainers, variants } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const values = back?.values;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
        ]}
      />
      <h1>{cohort.kind === "delivery" ? "Edit this delivery" : "Edit this cohort"}</h1>
      {back?.stale ? (
        <Alert kind="error" title="Somebody else changed this cohort while you were typing">
          <p>Nothing of yours is lost or saved yet. This is how it stands now:</p>
          <dl className="fact-rows">
            {back.stale.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <p>
            Your own version is in the form below. Change it if you like, then save it over theirs, or{" "}
            <Link to={`/cohorts/${cohort.id}`}>keep theirs</Link>.
          </p>
        </Alert>
      ) : null}
      <Form method="post" noValidate>
        <ErrorSummary errors={back?.errors} />
        <input type="hidden" name="token" value={back?.token ?? values?.token ?? token} />
        <CohortFields
          values={{
            name: values?.name ?? cohort.name,
            startsOn: values?.startsOn ?? cohort.startsOn,
            endsOn: values?.endsOn ?? cohort.endsOn,
            venue: values?.venue ?? cohort.venue ?? "",
            variant: values?.variant ?? cohort.variant,
            host: values?.host ?? cohort.host,
            trainerIds: back?.trainerIds ?? cohort.trainers.map(({ id }) => id),
          }}
          errors={back?.errors ?? {}}
          trainers={trainers}
          variants={variants}
        />
        <p className="quiet">If a day or its place changes: {told[0]?.toLowerCase() + told.slice(1)}</p>
        <p className="row">
          <Submit busy="Saving…">{back?.stale ? "Save mine over theirs" : "Save"}</Submit>
          <Link to={`/cohorts/${cohort.id}`}>Cancel</Link>
        </p>
      </Form>
    </div>
  );
}
