import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, type Rejected, SelectField, Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { endObserver, nameObserver, observersPage } from "./observations.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return observersPage(await requireUser(request), params.cohort as string);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  const personId = String(form.get("person") ?? "");
  if (form.get("intent") === "end") endObserver(user, cohortId, personId);
  else {
    const errors = nameObserver(user, cohortId, personId);
    if (errors) return reject(errors, form);
  }
  return redirect(`/cohorts/${cohortId}/observers`);
}

export default function Observers() {
  const page = useLoaderData<typeof loader>();
  const rejected = useActionData<Rejected>();
  const base = `/cohorts/${page.cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: page.cohort.name },
        ]}
      />
      <h1>Observation</h1>
      <p className="lede">
        An observer sees whether the training is given as it was designed. It is about the delivery, and says
        nothing about any trainee.
      </p>
      {page.mayFill ? (
        page.begun ? (
          <p>
            <Link to={`${base}/observe`} className="usa-button">
              {page.own ? "Fill in the checklist about your own" : "Fill in the checklist"}
            </Link>
          </p>
        ) : (
          <p>You can fill in the checklist from the first day on.</p>
        )
      ) : null}

      <h2>Observers</h2>
      {page.observers.length === 0 ? (
        <p>Nobody is asked to observe yet. The site coordinator names observers.</p>
      ) : (
        <ul className="went-list">
          {page.observers.map(({ personId, name, handedIn }) => (
            <li key={personId} className="row between">
              <span>
                <b>{name}</b>{" "}
                <span className={handedIn ? "tag good" : "tag"}>
                  {handedIn ? "Handed in" : "Not handed in yet"}
                </span>
              </span>
              {page.mayName && !handedIn ? (
                <Form method="post" className="no-print">
                  <input type="hidden" name="person" value={personId} />
                  <Submit name="intent" value="end" look="unstyled" aria-label={`Take back: ${name}`}>
                    Take back
                  </Submit>
                </Form>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {page.mayName && page.candidates.length > 0 ? (
        <Form method="post" noValidate className="no-print">
          <ErrorSummary errors={rejected?.errors} />
          <SelectField
            label="Ask somebody to observe"
            name="person"
            hint="A certified trainer or a coordinator who does not train here."
            error={rejected?.errors.person}
            defaultValue=""
            options={[
              { value: "", label: "Choose a person" },
              ...page.candidates.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <p>
            <Submit name="intent" value="name" look="outline">
              Ask them
            </Submit>
          </p>
        </Form>
      ) : null}

      <h2>Handed in</h2>
      {page.observations.length === 0 ? (
        <p>
          Nothing yet that you may see. Observers, the trainers and the coordinator see what is handed in.
        </p>
      ) : (
        <ul className="went-list">
          {page.observations.map((one) => (
            <li key={one.id}>
              <p>
                <Link to={`/observations/${one.id}`}>
                  {one.by} about {one.own ? "their own training" : one.about}
                </Link>{" "}
                <span className="quiet small">{one.on}</span>{" "}
                {one.own ? <span className="tag">By the trainer</span> : null}
              </p>
              <p className="small">{one.result}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
