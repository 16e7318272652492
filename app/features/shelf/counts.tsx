import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { SelectField } from "#app/ui/form.tsx";
import { Empty } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { downloadCounts } from "./counts.server.ts";
import { type Count, smallestCount } from "./counts.ts";
import { openRequests } from "./requests.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const page = downloadCounts(user, new URL(request.url).searchParams.get("half"));
  return { ...page, openRequests: openRequests() };
}

export default function Counts() {
  const page = useLoaderData<typeof loader>();
  return (
    <div className="wrap">
      <h1>Downloads</h1>
      <p className="lede">
        Manuals that were taken away, by the sites and from the public shelf. Nobody without an account is
        named or can be.
      </p>
      <nav className="page-actions no-print" aria-label="Downloads">
        <Link to="/shelf/requests" className="usa-button">
          Requests to answer{page.openRequests > 0 ? ` (${page.openRequests})` : ""}
        </Link>
        <Link to="/shelf" className="usa-button usa-button--outline">
          See the public shelf
        </Link>
      </nav>
      {page.half === null ? (
        <Empty title="No downloads yet">The first one is counted here, by format, edition and month.</Empty>
      ) : (
        <>
          <Form method="get" className="find no-print">
            <SelectField
              key={page.half}
              label="Half-year"
              name="half"
              defaultValue={page.half}
              options={page.halves}
            />
            <button type="submit" className="usa-button usa-button--outline">
              Show
            </button>
          </Form>
          <h2>{page.name}</h2>
          <p>
            <strong>{page.total === 1 ? "1 download" : `${page.total} downloads`}</strong>: {page.shelf} from
            the public shelf, {page.atSites} by people who were signed in.
          </p>
          <p className="no-print row actions">
            <PrintButton />
            <a href={`/shelf/counts.csv?half=${page.half}`}>All of this as CSV</a>
          </p>
          <div className="shelf-counts">
            <Table title="By month" counts={page.byMonth} total={page.total} />
            <Table title="By book" counts={page.byBook} total={page.total} />
            <Table title="By format" counts={page.byForm} total={page.total} />
            <Table title="By edition" counts={page.byEdition} total={page.total} />
            <Table title="By site, signed in" counts={page.bySite} total={page.atSites} />
            <Table title="By state of the site" counts={page.bySiteState} total={page.atSites} />
          </div>
          <h2>Who took it from the public shelf</h2>
          {page.shelf === 0 ? (
            <p>Nothing was taken from the public shelf in this half-year.</p>
          ) : (
            <>
              <div className="shelf-counts">
                <Table title="By kind of agency" counts={page.byKind} total={page.shelf} />
                <Table title="By state" counts={page.byState} total={page.shelf} />
              </div>
              <p className="small quiet">
                As people said it, if they did. Kinds of agency and states with fewer than {smallestCount}{" "}
                downloads are not named, so that nobody can be recognized.
              </p>
            </>
          )}
        </>
      )}
    </div>
  );
}

function Table({ title, counts, total }: { title: string; counts: Count[]; total: number }) {
  if (counts.length === 0) return null;
  return (
    <table className="usa-table usa-table--borderless">
      <caption>{title}</caption>
      <thead className="usa-sr-only">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Downloads</th>
        </tr>
      </thead>
      <tbody>
        {counts.map(({ name, count }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td>{total}</td>
        </tr>
      </tfoot>
    </table>
  );
}
