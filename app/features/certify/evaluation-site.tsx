import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { Crumbs, Empty } from "#app/ui/page.tsx";
import { siteEvaluation } from "./evaluation-site.server.ts";
import { EvaluationTotals } from "./evaluation-totals.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return siteEvaluation(await requireUser(request), params.site as string);
}

export default function SiteEvaluation() {
  const { site, cohorts, waiting, totals } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/sites", label: "Sites" },
          { to: `/sites/${site.id}`, label: site.name },
        ]}
      />
      <h1>Evaluations of the site together</h1>
      <p className="lede">
        Forms have no name. Cohorts count once their evaluation is closed. Those with fewer than{" "}
        {smallestGroup} forms count together with others, so that none of them can be told apart.
      </p>
      {waiting > 0 ? (
        <p>
          {waiting === 1 ? "One small cohort waits" : `${waiting} small cohorts wait`} for others: it takes
          two or more with {smallestGroup} forms between them.
        </p>
      ) : null}
      {totals ? (
        <>
          <p>{cohorts === 1 ? "One cohort counts" : `${cohorts} cohorts count`} here.</p>
          <EvaluationTotals totals={totals} />
        </>
      ) : (
        <Empty title="Nothing can be shown yet">
          Close the evaluation of a cohort after its last day. From {smallestGroup} forms on, totals stand
          here.
        </Empty>
      )}
    </div>
  );
}
