import { Link } from "@remix-run/react";

/** The ways into a day for those who run it. */
export function DayLinks({ cohortId, position }: { cohortId: string; position: number }) {
  const base = `/cohorts/${cohortId}/days/${position}`;
  return (
    <>
      <Link to={`${base}/sign-in`} className="usa-button">
        Sign people in
      </Link>
      <Link to={`${base}/run`} className="usa-button usa-button--outline">
        Run the day
      </Link>
      <Link to={`${base}/tables`} className="usa-button usa-button--outline">
        Mixed tables
      </Link>
    </>
  );
}
