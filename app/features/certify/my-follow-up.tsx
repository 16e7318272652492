import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Empty } from "#app/ui/page.tsx";
import { myFollowUp } from "./commitment.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const mine = myFollowUp(await requireUser(request));
  if (mine.length === 1) throw redirect(`/my-follow-up/${mine[0]?.cohortId}`);
  return { courses: mine.map(({ cohortId, cohort, endsOn }) => ({ cohortId, cohort, endsOn })) };
}

export default function MyFollowUp() {
  const { courses } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>After the course</h1>
      {courses.length === 0 ? (
        <Empty title="You are not in a cohort yet">
          As soon as you are, your commitment card and the steps of the ninety days after the course stand
          here.
        </Empty>
      ) : (
        <ul className="samples">
          {courses.map(({ cohortId, cohort, endsOn }) => (
            <li key={cohortId} className="card">
              <h2>
                <Link to={`/my-follow-up/${cohortId}`}>{cohort}</Link>
              </h2>
              <p className="quiet">Last day: {endsOn}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
