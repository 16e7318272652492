import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { bookTitles } from "#app/features/manual/names.ts";
import { Downloads } from "./downloads.tsx";
import { grantedBy } from "./requests.server.ts";
import { publicShelf, shelfFiles } from "./shelf.server.ts";

export function loader({ params }: LoaderFunctionArgs) {
  const token = params.token as string;
  const granted = grantedBy(token);
  if (!granted) return data({ granted: null }, { status: 404 });
  const book = publicShelf().books.find(({ book }) => book === "participant");
  return data({
    granted: {
      base: `/shelf/granted/${token}`,
      ends: granted.ends,
      edition: book?.edition ?? "",
      status: book?.status ?? "",
      files: shelfFiles("participant"),
    },
  });
}

export default function Granted() {
  const { granted } = useLoaderData<typeof loader>();
  if (!granted)
    return (
      <div className="wrap narrow">
        <h1>This link does not work any more</h1>
        <p className="lede">
          It works for thirty days, and a newer one takes its place. Look at your newest letter, or{" "}
          <Link to="/shelf/request?wants=participant">ask again</Link>.
        </p>
      </div>
    );
  return (
    <div className="wrap narrow">
      <h1>{bookTitles.participant}</h1>
      <p className="lede">
        For you and your agency. Please do not pass the link on; others can ask for their own.
      </p>
      <section className="card" aria-labelledby="download">
        <h2 id="download">Download</h2>
        <p>
          Edition {granted.edition}. {granted.status}
        </p>
        <Downloads files={granted.files} base={granted.base} asks={false} />
        <p className="quiet small">
          This link works until {granted.ends}. A download counts for your kind of agency and state; who took
          it is not kept.
        </p>
      </section>
    </div>
  );
}
