import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData, useLocation, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { siteOf } from "#app/content/catalogue.server.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { editionOf, factsOf, specOf, startManual, statusFor } from "./manuals.server.ts";
import { bookSummaries, bookTitles, paperNames } from "./names.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const spec = specOf(params);
  const status = statusFor(user, spec);
  return {
    book: spec.book,
    paper: spec.paper,
    place: siteOf(spec.site)?.name ?? "National edition",
    edition: editionOf(spec.book),
    status: status.state === "ready" ? { state: status.state, manual: factsOf(status.manual) } : status,
    unfinished: status.state === "absent" && new URL(request.url).searchParams.has("started"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  startManual(user, specOf(params));
  return redirect(`${new URL(request.url).pathname}?started=1`);
}

export default function ManualPage() {
  const { book, paper, place, edition, status, unfinished } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const { revalidate } = useRevalidator();
  const building = status.state === "building";
  useEffect(() => {
    if (!building) return;
    const timer = setInterval(revalidate, 700);
    return () => clearInterval(timer);
  }, [building, revalidate]);

  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/manuals", label: "Manuals" }]} />
      <h1>{bookTitles[book]}</h1>
      <ul className="meta">
        <li>{place}</li>
        <li>{paperNames[paper]} paper</li>
        <li>Edition {edition}</li>
      </ul>
      <p>{bookSummaries[book]}</p>
      {unfinished ? (
        <Alert kind="warning">The last try did not finish. Nothing is lost; please make it again.</Alert>
      ) : null}
      {status.state === "absent" ? (
        <Form method="post" className="card">
          <p>This manual has not been made from the present texts yet. It takes a few seconds.</p>
          <Submit busy="Starting…">Make this manual</Submit>
        </Form>
      ) : null}
      <div aria-live="polite">
        {status.state === "building" ? (
          <div className="card">
            <label htmlFor="progress">{status.progress.sentence}</label>
            <progress
              id="progress"
              className="progress"
              max={100}
              value={Math.round(status.progress.fraction * 100)}
            />
            <noscript>
              <p>
                <a href={pathname}>Check again</a>
              </p>
            </noscript>
          </div>
        ) : null}
        {status.state === "ready" ? (
          <div className="card">
            <p>
              Ready: {status.manual.pages} pages, {status.manual.megabytes} MB.
            </p>
            <p>
              <a className="usa-button" href={`${pathname}/download`}>
                Download the PDF
              </a>
            </p>
            <p className="quiet small">
              File {status.manual.fileName} · content {status.manual.hash}
            </p>
          </div>
        ) : null}
      </div>
    </div>
  );
}
