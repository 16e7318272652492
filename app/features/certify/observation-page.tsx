import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { observationPage } from "./observations.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return observationPage(await requireUser(request), params.observation as string);
}

export default function Observation() {
  const page = useLoaderData<typeof loader>();
  const base = `/cohorts/${page.cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: page.cohort.name },
          { to: `${base}/observers`, label: "Observation" },
        ]}
      />
      <h1>
        <span className="over">{page.own ? "By the trainer about their own" : "Observer’s checklist"}</span>
        {page.cohort.name}
      </h1>
      <p className="quiet">
        {page.on} · {page.by}
        {page.own ? "" : ` about ${page.about}`}
        {page.cohort.host ? ` · Delivery for ${page.cohort.host}` : ""}
      </p>
      <Alert kind={page.meets ? "success" : "warning"}>{page.result}</Alert>
      {page.own ? (
        <p>A trainer’s own view helps to learn. It does not count as an observed delivery.</p>
      ) : null}
      <h2>Two strengths</h2>
      {page.strengths.length === 0 ? (
        <p>The words were taken out when an account was erased.</p>
      ) : (
        <ul>
          {page.strengths.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {page.nextStep ? (
        <>
          <h2>One next step</h2>
          <p>{page.nextStep}</p>
        </>
      ) : null}
      <h2>Item by item</h2>
      <ol className="went-list">
        {page.items.map((item, index) => (
          <li key={item.id}>
            <p>
              <span className="quiet">{index + 1}</span> {item.text}{" "}
              {item.critical ? <span className="small">★ critical</span> : null}
            </p>
            <p>
              <span className={item.short ? "tag bad" : "tag"}>{item.answer}</span>{" "}
              {item.missing ? <span className="small">{item.missing}</span> : null}
            </p>
          </li>
        ))}
      </ol>
      <p className="small quiet">
        Version {page.version} of the checklist, {page.hash}. Handed in once, and not changed since.
      </p>
    </div>
  );
}
