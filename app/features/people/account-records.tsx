import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Crumbs, Scroll } from "#app/ui/page.tsx";
import { zoneOf } from "./people.server.ts";
import { myRecords, readable } from "./records.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return { chapters: readable(myRecords(user), zoneOf(user)) };
}

export default function AccountRecords() {
  const { chapters } = useLoaderData<typeof loader>();
  return (
    <div className="wrap">
      <Crumbs path={[{ to: "/account", label: "Account" }]} />
      <h1>What is kept about me</h1>
      <p className="lede">All of it, as it stands in the database at this moment.</p>
      <p className="row">
        <a href="/account/records.json" download className="usa-button">
          Download it
        </a>
        <Link to="/privacy">Who sees what, and how long it is kept</Link>
      </p>
      {chapters.map((chapter) => (
        <div key={chapter.title}>
          <h2>{chapter.title}</h2>
          <p className="quiet">{chapter.what}</p>
          <Scroll label={chapter.title}>
            <table className="usa-table records">
              <caption className="usa-sr-only">{chapter.title}</caption>
              <thead>
                <tr>
                  {chapter.columns.map((column) => (
                    <th scope="col" key={column}>
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {chapter.rows.map((row, r) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change on this page
                  <tr key={r}>
                    {row.map((cell, c) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                      <td key={c}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </div>
      ))}
    </div>
  );
}
