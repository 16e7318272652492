import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { SelectField } from "#app/ui/form.tsx";
import { Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { driftPage, readDriftView } from "./drift.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return driftPage(await requireUser(request), readDriftView(new URL(request.url).searchParams));
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>["rows"][number];

export default function Fidelity() {
  const page = useLoaderData<typeof loader>();
  const { view, rows, falling } = page;
  const search = new URLSearchParams(Object.entries(view).filter(([, value]) => value)).toString();
  return (
    <div className="wrap wide drift">
      <Crumbs path={[{ to: "/deliveries", label: "Deliveries" }]} />
      <h1>Where the course drifts</h1>
      <p className="lede">
        What trainers adapt or skip, day by day, as they tapped it or cut it in the run-of-show. It is about
        the course: what keeps falling away may be too long, or in the wrong place.
      </p>
      <Form method="get" className="find no-print" role="search">
        {page.sites.length > 1 ? (
          <SelectField
            label="Site"
            name="site"
            defaultValue={view.site}
            options={[
              { value: "", label: "All sites" },
              ...page.sites.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        ) : null}
        <SelectField
          label="Day"
          name="day"
          defaultValue={view.day}
          options={[
            { value: "", label: "All days" },
            ...page.days.map((day) => ({ value: String(day), label: `Day ${day}` })),
          ]}
        />
        <SelectField
          label="Form of the course"
          name="variant"
          defaultValue={view.variant}
          options={[
            { value: "", label: "All forms" },
            ...page.variants.map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
        <button type="submit" className="usa-button usa-button--outline">
          Show
        </button>
      </Form>
      {page.hidden > 0 ? (
        <p className="small quiet">
          {page.hidden === 1 ? "One step is" : `${page.hidden} steps are`} not shown: fewer than{" "}
          {page.smallest} days say something about {page.hidden === 1 ? "it" : "each"}, and so few would point
          at their trainers.
        </p>
      ) : null}
      {page.steps === 0 ? (
        <Empty title="Nothing to see yet">
          As trainers mark the steps of their days, it adds up here: what is covered, adapted and skipped, and
          why.
        </Empty>
      ) : (
        <>
          <section aria-labelledby="falling">
            <h2 id="falling">Falling away</h2>
            {falling.length === 0 ? (
              <p>Nothing was skipped in half of at least three trainings.</p>
            ) : (
              <>
                <p>Skipped in at least half of three trainings or more.</p>
                <ul className="went-list">
                  {falling.map((row) => (
                    <li key={`${row.day} ${row.activity}`}>
                      <p>
                        <b>{row.title}</b> <span className="quiet small">{whereOf(row)}</span>{" "}
                        {row.core ? <span className="tag bad">Core</span> : null}
                      </p>
                      <p className="small">
                        Skipped in {row.skipped} of {row.deliveries}.{" "}
                        {row.reasons[0] ? `Most often: ${row.reasons[0].label.toLowerCase()}.` : ""}
                      </p>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </section>
          <section aria-labelledby="map">
            <h2 id="map">Step by step</h2>
            <p className="quiet">
              {page.deliveries === null
                ? ""
                : `From ${page.deliveries === 1 ? "1 training" : `${page.deliveries} trainings`}. `}
              {page.whole === 0
                ? ""
                : page.whole === 1
                  ? "One other step was always covered and is left out."
                  : `${page.whole} other steps were always covered and are left out.`}
            </p>
            {rows.length === 0 ? (
              <p>Everything that was marked was covered as planned.</p>
            ) : (
              <>
                <Drawing rows={rows} />
                <Scroll label="The same in numbers">
                  <table className="usa-table usa-table--borderless">
                    <caption>The same in numbers</caption>
                    <thead>
                      <tr>
                        <th scope="col">Step</th>
                        <th scope="col">Times said</th>
                        <th scope="col">Covered</th>
                        <th scope="col">Adapted</th>
                        <th scope="col">Skipped</th>
                        <th scope="col">Minutes, median</th>
                        <th scope="col">Reasons</th>
                      </tr>
                    </thead>
                    <tbody>
                      {rows.map((row) => (
                        <tr key={`${row.day} ${row.activity}`}>
                          <th scope="row">
                            {row.title}
                            {row.core ? ", core" : ""}
                            <span className="small quiet drift-where">{whereOf(row)}</span>
                          </th>
                          <td>{row.deliveries}</td>
                          <td>{row.covered}</td>
                          <td>{row.adapted}</td>
                          <td>
                            {row.skipped}{" "}
                            {row.core && row.skipped > 0 ? <span className="tag bad">Core</span> : null}
                          </td>
                          <td>{row.over}</td>
                          <td>
                            {row.reasons.map(({ label, count }) => `${label} (${count})`).join(", ") || "–"}
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </Scroll>
              </>
            )}
            <p className="no-print">
              <a href={`/fidelity.csv${search ? `?${search}` : ""}`} download>
                Download as CSV
              </a>
            </p>
          </section>
        </>
      )}
    </div>
  );
}

const whereOf = ({ day, module }: Row): string => `Day ${day}${module ? `, ${module}` : ""}`;

/** One bar a step. The table below says the same, so readers of a screen pass over it. */
function Drawing({ rows }: { rows: Row[] }) {
  return (
    <figure className="drift-figure" aria-hidden="true">
      <ul className="drift-legend">
        <li>
          <span className="drift-key drift-covered" /> Covered
        </li>
        <li>
          <span className="drift-key drift-adapted" /> Adapted
        </li>
        <li>
          <span className="drift-key drift-skipped" /> Skipped
        </li>
      </ul>
      <ol className="drift-bars">
        {rows.map(({ day, activity, title, shares, deliveries }) => (
          <li key={`${day} ${activity}`}>
            <span className="drift-name">
              <span className="quiet">Day {day}</span> {title}
            </span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" className="drift-bar" role="presentation">
              <rect className="drift-covered" x={0} width={shares.covered} height={8} />
              <rect className="drift-adapted" x={shares.covered} width={shares.adapted} height={8} />
              <rect
                className="drift-skipped"
                x={shares.covered + shares.adapted}
                width={shares.skipped}
                height={8}
              />
            </svg>
            <span className="small quiet">of {deliveries}</span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
