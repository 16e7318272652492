import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Alert, Crumbs, Empty } from "#app/ui/page.tsx";
import { shelfRequests } from "./requests.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const erased = new URL(request.url).searchParams.get("done") === "erased";
  return { ...shelfRequests(user), erased };
}

type Brief = ReturnType<typeof shelfRequests>["open"][number];

export default function Requests() {
  const { open, answered, received, granted, declined, medianDays, erased } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/shelf/counts", label: "Downloads" }]} />
      <h1>Requests from the public shelf</h1>
      {erased ? (
        <Alert kind="success">
          <p>What named somebody in that request is gone. It still counts as one.</p>
        </Alert>
      ) : null}
      {received === 0 ? (
        <Empty title="No requests yet" action={<Link to="/shelf">See the public shelf</Link>}>
          When another city asks for a manual or to become a site, it stands here and you get a letter.
        </Empty>
      ) : (
        <p className="lede">
          {received} received, {granted} granted, {declined} declined
          {medianDays === null
            ? "."
            : `; half of them answered within ${medianDays === 1 ? "1 day" : `${medianDays} days`}.`}
        </p>
      )}
      {open.length > 0 ? <List id="open" title="To answer" rows={open} /> : null}
      {received > 0 && open.length === 0 ? <p>All requests are answered.</p> : null}
      {answered.length > 0 ? <List id="answered" title="Answered" rows={answered} /> : null}
    </div>
  );
}

function List({ id, title, rows }: { id: string; title: string; rows: Brief[] }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className="shelf-requests">
        {rows.map((one) => (
          <li key={one.id} className="card">
            <h3>
              <Link to={`/shelf/requests/${one.id}`}>
                {one.name}, {one.agency}
              </Link>
            </h3>
            <p>
              {one.wants} {one.state === "granted" ? <span className="tag good">Granted</span> : null}
              {one.state === "declined" ? <span className="tag">Declined</span> : null}
            </p>
            <p className="quiet small">{one.asked}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
