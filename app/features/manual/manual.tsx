import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData, useLocation, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { siteOf } from "#app/content/catalogue.server.ts";
import { withdrawnReason } from "#app/features/editions/editions.server.ts";
import { grouped } from "#app/lib/grouped.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { isPackage } from "./book.ts";
import { cancelBuild } from "./builds.server.ts";
import { editionOf } from "./edition-files.server.ts";
import { factsOf, headOf, mayOpen, specOf, startManual, statusFor } from "./manuals.server.ts";
import { bookSummaries, formNames, formUses, packageSummary } from "./names.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const spec = specOf(params, new URL(request.url).searchParams);
  const status = statusFor(user, spec);
  return {
    book: spec.book,
    title: headOf(spec),
    summary: isPackage(spec.form) ? packageSummary : bookSummaries[spec.book],
    isZip: isPackage(spec.form) || spec.form === "docx" || spec.form === "pack",
    form: spec.form,
    place: siteOf(spec.site)?.name ?? "National edition",
    edition: editionOf(spec),
    since: spec.since ?? null,
    site: spec.site ?? "national",
    withdrawn: withdrawnReason(editionOf(spec)),
    status: status.state === "ready" ? { state: status.state, file: factsOf(status.file) } : status,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const { pathname, search, searchParams } = new URL(request.url);
  const spec = specOf(params, searchParams);
  mayOpen(user, spec);
  const form = await request.formData();
  if (form.get("intent") === "cancel") cancelBuild(user, String(form.get("build")));
  else startManual(user, spec);
  return redirect(pathname + search);
}

export default function ManualPage() {
  const { book, title, summary, isZip, form, place, edition, since, site, withdrawn, status } =
    useLoaderData<typeof loader>();
  const { pathname, search } = useLocation();
  const download = (sheet?: string) => {
    const wanted = new URLSearchParams(search);
    if (sheet) wanted.set("sheet", sheet);
    return `${pathname}/download${wanted.size > 0 ? `?${wanted}` : ""}`;
  };
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
      <h1>{title}</h1>
      <ul className="meta">
        <li>{place}</li>
        <li>{formNames[form]}</li>
        <li>Edition {edition}</li>
        {since ? <li>Only what changed since {since}</li> : null}
      </ul>
      {withdrawn === null ? null : (
        <Alert kind="error" title={`Edition ${edition} was withdrawn`}>
          {withdrawn} It is not given out anymore. <Link to={`/editions/${edition}`}>What to do</Link>
        </Alert>
      )}
      <p>{summary}</p>
      <p className="quiet">{formUses[form]}</p>
      {status.state === "stopped" ? <Alert kind="warning">{status.sentence}</Alert> : null}
      {withdrawn === null && (status.state === "absent" || status.state === "stopped") ? (
        <Form method="post" className="card">
          <p>
            This file has not been made from the present texts yet.{" "}
            {form === "pack" ? "A whole pack takes some minutes." : "It takes a few seconds."}
          </p>
          <Submit busy="Starting…">Make this file</Submit>
        </Form>
      ) : null}
      <div aria-live="polite">
        {status.state === "building" ? (
          <div className="card">
            <label htmlFor="progress">{status.sentence}</label>
            <progress id="progress" className="progress" max={100} value={status.percent} />
            {status.ahead > 0 ? (
              <p className="quiet small">
                {status.ahead === 1
                  ? "One file is made before it."
                  : `${status.ahead} files are made before it.`}
              </p>
            ) : null}
            <p className="quiet small">You can leave this page; the file is made all the same.</p>
            <noscript>
              <p>
                <a href={pathname + search}>Check again</a>
              </p>
            </noscript>
            {status.mine ? (
              <Form method="post">
                <input type="hidden" name="build" value={status.id} />
                <button className="usa-button usa-button--outline" name="intent" value="cancel" type="submit">
                  Cancel
                </button>
              </Form>
            ) : null}
          </div>
        ) : null}
        {status.state === "ready" && withdrawn === null ? (
          <div className="card">
            <p>
              Ready: {status.file.pages ? `${status.file.pages} pages, ` : ""}
              {status.file.megabytes} MB.
            </p>
            <p>
              <a className="usa-button" href={download()}>
                {isZip ? "Download the zip" : "Download the file"}
              </a>
            </p>
            <p className="quiet small">
              File {status.file.fileName} · content {status.file.hash}
            </p>
          </div>
        ) : null}
      </div>
      {isPackage(form) ? null : (
        <p className="no-print">
          You have a copy already? <Link to={`/manuals/${book}/${site}/changes`}>See what changed since</Link>
        </p>
      )}
      {status.state === "ready" && withdrawn === null && status.file.sheets.length > 0 ? (
        <section aria-labelledby="sheets">
          <h2 id="sheets">One by one</h2>
          {[...grouped(status.file.sheets, ({ group }) => group)].map(([group, sheets]) => (
            <details key={group}>
              <summary>
                {group} ({sheets.length})
              </summary>
              <ul>
                {sheets.map(({ name, title }) => (
                  <li key={name}>
                    <a href={download(name)}>{title}</a>
                  </li>
                ))}
              </ul>
            </details>
          ))}
        </section>
      ) : null}
    </div>
  );
}
