import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { Crumbs, Empty } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { siteResults } from "./comparison.server.ts";
import { ResultsView } from "./results-view.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return siteResults(await requireUser(request), params.site as string);
}

export default function SiteBeforeAfter() {
  const { site, cohorts, waiting, results } = useLoaderData<typeof loader>();
  const { knowledge, confidence, attitudes } = results;
  return (
    <div className="wrap">
      <Crumbs
        path={[
          { to: "/sites", label: "Sites" },
          { to: `/sites/${site.id}`, label: site.name },
        ]}
      />
      <h1>Before and after, the site together</h1>
      <p className="lede">
        Cohorts count once their before and after are closed. Those with fewer than {smallestGroup} people who
        did both count together with others, so that none of them can be told apart.
      </p>
      {waiting > 0 ? (
        <p>
          {waiting === 1 ? "One small cohort waits" : `${waiting} small cohorts wait`} for others: it takes
          two or more with {smallestGroup} people between them.
        </p>
      ) : null}
      {knowledge.total || confidence || attitudes ? (
        <>
          <p>{cohorts === 1 ? "One cohort is" : `${cohorts} cohorts are`} closed.</p>
          <nav className="page-actions no-print" aria-label="Comparison">
            <a
              href={`/sites/${site.id}/before-and-after.csv`}
              className="usa-button usa-button--outline"
              download
            >
              Download as CSV
            </a>
            <PrintButton />
          </nav>
          <ResultsView results={results} />
        </>
      ) : (
        <Empty title="Nothing can be shown yet">
          Trainers open the questions before a course and on its last day, and close them. From{" "}
          {smallestGroup} people on who did both, the comparison stands here.
        </Empty>
      )}
    </div>
  );
}
