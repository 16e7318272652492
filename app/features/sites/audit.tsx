import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { moment } from "#app/lib/dates.ts";
import { SelectField, TextField } from "#app/ui/form.tsx";
import { Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { Pager } from "#app/ui/search.tsx";
import { auditChoices, auditPage } from "./audit.server.ts";

const day = (value: string | null): string =>
  value && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : "";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const filter = {
    who: (search.get("who") ?? "").trim().slice(0, 80),
    action: (search.get("action") ?? "").slice(0, 60),
    siteId: (search.get("site") ?? "").slice(0, 60),
    from: day(search.get("from")),
    to: day(search.get("to")),
    page: Math.trunc(Number(search.get("page"))) || 1,
  };
  const { lines, ...found } = auditPage(user, filter);
  return {
    ...found,
    filter,
    choices: auditChoices(user),
    lines: lines.map(({ at, ...line }) => ({ ...line, iso: at.toISOString(), when: moment(at, "UTC") })),
  };
}

export default function Audit() {
  const { filter, choices, lines, total, page, pages } = useLoaderData<typeof loader>();
  const filtered = Boolean(filter.who || filter.action || filter.siteId || filter.from || filter.to);
  const address = (to: number) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...filter, site: filter.siteId, siteId: "", page: "" }))
      if (value) search.set(name, String(value));
    if (to > 1) search.set("page", String(to));
    return `/audit?${search}`;
  };
  return (
    <div className="wrap">
      <Crumbs path={[{ to: "/sites", label: "Sites" }]} />
      <h1>Who did what</h1>
      <p className="lede">
        Every change, newest first, in UTC. Rows cannot be changed or removed. What people read, write and
        answer for their own learning is not listed here.
      </p>
      <Form method="get" className="find audit-find" role="search" key={JSON.stringify(filter)}>
        <TextField label="Who" name="who" defaultValue={filter.who} maxLength={80} autoComplete="off" />
        <SelectField
          label="What"
          name="action"
          defaultValue={filter.action}
          options={[{ value: "", label: "Everything" }, ...choices.actions]}
        />
        <SelectField
          label="Where"
          name="site"
          defaultValue={filter.siteId}
          options={[
            { value: "", label: "Everywhere" },
            ...choices.sites,
            { value: "none", label: "At no site" },
          ]}
        />
        <TextField label="From" name="from" type="date" defaultValue={filter.from} />
        <TextField label="To" name="to" type="date" defaultValue={filter.to} />
        <button type="submit" className="usa-button usa-button--outline">
          Filter
        </button>
      </Form>
      <p className="small quiet" role="status">
        {total === 1 ? "1 row" : `${total} rows`}
        {filtered ? (
          <>
            {" · "}
            <Link to="/audit">Show all</Link>
          </>
        ) : null}
      </p>
      {lines.length === 0 ? (
        <Empty title="Nothing here">
          {filtered
            ? "No row matches. Take one of the filters away."
            : "As soon as somebody changes something, it is listed here."}
        </Empty>
      ) : (
        <>
          <Scroll label="Audit">
            <table className="usa-table usa-table--borderless">
              <caption className="usa-sr-only">
                Audit, page {page} of {pages}
              </caption>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Who did what</th>
                  <th scope="col">Where</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={line.id}>
                    <td className="when">
                      <time dateTime={line.iso}>{line.when}</time>
                    </td>
                    <td>
                      <b>{line.who}</b> {line.what}
                    </td>
                    <td>{line.site ?? "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <Pager page={page} pages={pages} to={address} />
        </>
      )}
    </div>
  );
}
