import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import { Empty } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { Filter, Search } from "#app/ui/search.tsx";
import { registry } from "./registry.server.ts";
import { registryStatuses, registryViewOf, statusNames } from "./registry.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const view = registryViewOf(new URL(request.url).searchParams);
  return { view, ...registry(user, view) };
}

const tags = { current: "tag good", lapsed: "tag warn", paused: "tag warn", ended: "tag" };

export default function Trainers() {
  const { view, rows, total, sites, languages, isListed, seesPipeline } = useLoaderData<typeof loader>();
  return (
    <div className="wrap">
      <h1>Trainers</h1>
      <p className="lede">
        Certified trainers of your site, and of other sites those who show themselves there. To reach
        somebody, ask the coordinator of their site.
      </p>
      <nav className="page-actions no-print" aria-label="Trainers">
        {seesPipeline ? (
          <Link to="/pipeline" className="usa-button">
            On the way to trainer
          </Link>
        ) : null}
        {isListed ? (
          <Link to="/trainers/me" className="usa-button usa-button--outline">
            What I show here
          </Link>
        ) : null}
      </nav>
      {total === 0 ? (
        <Empty title="No certified trainers yet">
          Who is certified stands here from that day on.{" "}
          {seesPipeline ? "Those who are on the way stand in the list of their own." : ""}
        </Empty>
      ) : (
        <>
          <Form method="get" className="find no-print" role="search">
            <Search label="Find a trainer" hint="By name, agency, language or availability" value={view.q} />
            {sites.length > 1 ? (
              <Filter
                label="Site"
                name="site"
                value={view.site}
                all="All sites"
                options={sites.map((value) => ({ value, label: value }))}
              />
            ) : null}
            <Filter
              label="Discipline"
              name="discipline"
              value={view.discipline}
              all="All disciplines"
              options={disciplines.map((value) => ({ value, label: disciplineNames[value] }))}
            />
            {languages.length > 0 ? (
              <Filter
                label="Language"
                name="language"
                value={view.language}
                all="All languages"
                options={languages.map((value) => ({ value, label: value }))}
              />
            ) : null}
            <Filter
              label="Standing"
              name="status"
              value={view.status}
              options={[
                ...registryStatuses.map((value) => ({ value: value as string, label: statusNames[value] })),
                { value: "all", label: "All" },
              ]}
            />
          </Form>
          {rows.length === 0 ? (
            <Empty title="Nobody matches" action={<Link to="/trainers?status=all">Show all {total}</Link>}>
              Try fewer letters, or another site, language or standing.
            </Empty>
          ) : (
            <>
              <p className="small quiet" role="status">
                {rows.length === total ? "" : `${rows.length} of `}
                {total === 1 ? "1 trainer" : `${total} trainers`}
              </p>
              <ul className="trainers">
                {rows.map((one) => (
                  <li key={one.id} className="card">
                    <h2>
                      {one.name}
                      {one.isMe ? " (you)" : ""}
                    </h2>
                    <p>
                      <span className={tags[one.status]}>{statusNames[one.status]}</span>{" "}
                      <span className="tag">{one.level}</span>
                    </p>
                    <p className="quiet">
                      {[one.agency, one.discipline && disciplineNames[one.discipline], one.sites.join(", ")]
                        .filter(Boolean)
                        .join(" · ")}
                    </p>
                    <p className="small">
                      Certified since {one.since}
                      {one.until && one.status !== "ended" ? `, until ${one.until}` : ""}
                    </p>
                    {one.status === "lapsed" ? (
                      <p className="small">
                        May co-train beside a certified trainer, and is current again with the renewal.{" "}
                        {one.isMe ? <Link to="/my-certification">What renewal asks of you</Link> : null}
                      </p>
                    ) : null}
                    {one.languages ? (
                      <p>
                        <b>Teaches in</b> {one.languages}
                      </p>
                    ) : null}
                    {one.availability ? (
                      <p>
                        <b>Available</b> {one.availability}
                      </p>
                    ) : null}
                  </li>
                ))}
              </ul>
              <PrintButton />
            </>
          )}
        </>
      )}
    </div>
  );
}
