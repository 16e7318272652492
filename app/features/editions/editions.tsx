import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { shelf } from "#app/features/manual/manuals.server.ts";
import { bookTitles } from "#app/features/manual/names.ts";
import { longDay } from "#app/lib/dates.ts";
import { Crumbs, Empty } from "#app/ui/page.tsx";
import { standingNames } from "./edition-words.ts";
import { editions } from "./editions.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return {
    draft: catalogue().course.edition,
    list: editions()
      .reverse()
      .map(({ name, on, what, standing, reason }) => ({ name, on: longDay(on), what, standing, reason })),
    places: shelf(user).map(({ site, name, books }) => ({ site, name, books })),
  };
}

export default function Editions() {
  const { draft, list, places } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/manuals", label: "Manuals" }]} />
      <h1>Editions</h1>
      <p className="lede">
        An edition is a set of texts that no longer changes. Your cohorts, manuals and certificates name the
        one they were made with.
      </p>
      {list.length === 0 ? (
        <Empty title="No edition yet">
          The texts are {draft}: they may change until an edition is frozen.
        </Empty>
      ) : (
        <ul className="edition-list">
          {list.map(({ name, on, what, standing, reason }) => (
            <li key={name} className="card">
              <h2>
                <Link to={`/editions/${name}`}>Edition {name}</Link>{" "}
                <span
                  className={
                    standing === "withdrawn" ? "tag bad" : standing === "retired" ? "tag warn" : "tag good"
                  }
                >
                  {standingNames[standing]}
                </span>
              </h2>
              <p className="quiet small">Frozen on {on}</p>
              <p>{what}</p>
              {standing === "released" ? null : <p>{reason}</p>}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">
        What you read on screen is {draft}: the newest edition with what its authors have changed since.
      </p>
      <p>
        Somebody holds a printed copy? The code on its title page says whether it may still be used, and so
        does <Link to="/copy">Check my copy</Link>, without an account.
      </p>
      {list.length > 0 && places.length > 0 ? (
        <section aria-labelledby="changed">
          <h2 id="changed">What changed since my copy</h2>
          <ul>
            {places.map(({ site, name, books }) =>
              books.map((book) => (
                <li key={`${book}-${site}`}>
                  <Link to={`/manuals/${book}/${site}/changes`}>
                    {bookTitles[book]}, {name}
                  </Link>
                </li>
              )),
            )}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
