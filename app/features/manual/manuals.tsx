import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Empty } from "#app/ui/page.tsx";
import { papers } from "./book.ts";
import { editionOf, shelf } from "./manuals.server.ts";
import { bookSummaries, bookTitles, paperNames } from "./names.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return {
    shelves: shelf(user),
    editions: {
      training: editionOf("training"),
      participant: editionOf("participant"),
      guide: editionOf("guide"),
    },
  };
}

export default function Manuals() {
  const { shelves, editions } = useLoaderData<typeof loader>();
  return (
    <div className="wrap">
      <h1>Manuals</h1>
      <p className="lede">
        Accessible PDFs to print or to keep. Each carries its edition and a content hash in the footer, so two
        binders can be compared.
      </p>
      {shelves.length === 0 ? (
        <Empty title="No manuals yet">
          Manuals open when you have a role at a site. Ask your trainer or site coordinator.
        </Empty>
      ) : null}
      {shelves.map((one) => (
        <section key={one.site} aria-labelledby={`shelf-${one.site}`}>
          <h2 id={`shelf-${one.site}`}>{one.name}</h2>
          <ul className="cards">
            {one.books.map((book) => (
              <li className="card" key={book}>
                <h3>{bookTitles[book]}</h3>
                <p className="quiet">{bookSummaries[book]}</p>
                <p className="quiet small">Edition {editions[book]}</p>
                <div className="row">
                  {papers.map((paper) => (
                    <Link
                      key={paper}
                      className={paper === "letter" ? "usa-button" : "usa-button usa-button--outline"}
                      to={`/manuals/${book}/${one.site}/${paper}`}
                    >
                      {paperNames[paper]}
                      <span className="usa-sr-only">
                        {" "}
                        {bookTitles[book]}, {one.name}
                      </span>
                    </Link>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
