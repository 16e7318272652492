import { Link, useLoaderData } from "@remix-run/react";
import { publicShelf } from "./shelf.server.ts";

export function loader() {
  return publicShelf();
}

export default function Shelf() {
  const { books, modules, days, chapters } = useLoaderData<typeof loader>();
  const facts = {
    guide: `${chapters} chapters with worksheets`,
    participant: `${modules} modules on ${days} days`,
    training: `${modules} modules on ${days} days, with plans, slides and keys`,
  };
  return (
    <div className="wrap narrow">
      <h1>Manuals for other cities</h1>
      <p className="lede">
        What the sites of this program teach with and plan with. Look inside, take what is open to everybody,
        and ask for the rest.
      </p>
      {books.map(({ book, title, summary, edition, status }) => (
        <section key={book} className="card" aria-labelledby={`book-${book}`}>
          <h2 id={`book-${book}`}>{title}</h2>
          <ul className="meta">
            <li>{facts[book]}</li>
            <li>Edition {edition}</li>
            <li>{book === "guide" ? "Open to everybody" : "On request"}</li>
          </ul>
          <p>{summary}</p>
          <p className="small">{status}</p>
          {why[book] ? <p className="quiet small">{why[book]}</p> : null}
          <p className="row actions">
            {book === "guide" ? (
              <Link to="/response-guide" className="usa-button" aria-label={`Download: ${title}`}>
                Download
              </Link>
            ) : (
              <Link
                to={`/shelf/request?wants=${book}`}
                className="usa-button"
                aria-label={`Ask for it: ${title}`}
              >
                Ask for it
              </Link>
            )}
            <Link to={`/shelf/${book}`} reloadDocument aria-label={`Look inside: ${title}`}>
              Look inside
            </Link>
          </p>
        </section>
      ))}
      <section aria-labelledby="become">
        <h2 id="become">Do you want to run the program in your city?</h2>
        <p>
          A site has its own pages of local law and contacts, trainers who are certified by teaching back, and
          the records that funders ask for.
        </p>
        <p>
          <Link to="/shelf/request?wants=site">Ask to become a site</Link>
        </p>
      </section>
      <p className="quiet small">
        What is counted, and what never is: <Link to="/privacy">privacy</Link>.
      </p>
    </div>
  );
}

const why = {
  guide: null,
  participant:
    "Some of its sections are written to be read beside a trainer, and its quizzes are part of the course. So we ask for whom it is, and send a link.",
  training: "It holds answer keys and the plans of the trainers. It opens with an account.",
};
