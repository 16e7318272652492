import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { slotGroupNames } from "#app/content/slot-rules.ts";
import { shortDay } from "#app/lib/dates.ts";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { type Entry, overlay } from "./overlay.server.ts";
import { stateLooks, stateNames } from "./overlay.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return overlay(await requireUser(request), params.site as string);
}

export default function OverlayPage() {
  const { site, may, groups, left, required, unused } = useLoaderData<typeof loader>();
  const done = required - left.length;
  const due = groups.flatMap(({ entries }) => entries.filter(({ isDue }) => isDue));
  const to = (slot: string) => `/sites/${site.id}/local/${slot}`;
  return (
    <div className="wrap narrow overlay">
      <Crumbs
        path={[
          { to: "/sites", label: "Sites" },
          { to: `/sites/${site.id}`, label: site.name },
        ]}
      />
      <h1>Local law, routes, contacts and services</h1>
      <p className="lede">
        What the course, the Response Guide and the manuals say about {site.name}.
        {may.edit ? "" : " You may read it here; the site’s coordinator fills it in."}
      </p>
      <section aria-labelledby="left-heading">
        <h2 id="left-heading">What is left</h2>
        <p>
          <label htmlFor="overlay-progress">
            {done} of {required} required entries can be used
          </label>
          <progress id="overlay-progress" max={required} value={done} />
        </p>
        {left.length === 0 ? (
          <Alert kind="success">
            Complete. The notice “Not localized” is gone from every page and from every new print.
          </Alert>
        ) : (
          <>
            <p>
              Until these are done, every page and every print of the site says “Not localized: use the
              national numbers”.
            </p>
            <ol className="left-list">
              {left.map((one) => (
                <li key={one.slot}>
                  <Link to={to(one.slot)}>{one.title}</Link> <StateTag of={one} />
                </li>
              ))}
            </ol>
          </>
        )}
        {due.length > 0 ? (
          <Alert kind="warning" title="To be tested again">
            <ul>
              {due.map((one) => (
                <li key={one.slot}>
                  <Link to={to(one.slot)}>{one.title}</Link>
                  {one.state === "expired"
                    ? ": out of date. It is marked on the screen and left out of new prints."
                    : ` by ${shortDay(one.reviewBy ?? "")}`}
                </li>
              ))}
            </ul>
          </Alert>
        ) : null}
      </section>
      {groups.map(({ group, entries }) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{slotGroupNames[group]}</h2>
          <ul className="roster">
            {entries.map((one) => (
              <li key={one.slot}>
                <div>
                  <p className="name">
                    <Link to={to(one.slot)}>{one.title}</Link>
                  </p>
                  <p className="small quiet">{factsOf(one)}</p>
                </div>
                <StateTag of={one} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {unused.length > 0 ? (
        <section aria-labelledby="unused-heading">
          <h2 id="unused-heading">No longer used</h2>
          <p className="quiet">
            This edition of the course has no place for these. They are kept, and shown to nobody else.
          </p>
          <ul>
            {unused.map((one) => (
              <li key={one.slot}>
                <b>{one.slot.replaceAll("_", " ")}</b>: {one.text} <span className="quiet">{one.source}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

const StateTag = ({ of }: { of: Entry }) => (
  <span className={stateLooks[of.state]}>{stateNames[of.state]}</span>
);

function factsOf({ required, reviewBy, hasDraft, waits }: Entry): string {
  const facts = [
    required ? "Required" : "If there is one",
    reviewBy ? `test again by ${shortDay(reviewBy)}` : "",
    hasDraft ? "a draft is open" : "",
    waits ? "a correction waits for you" : "",
  ];
  return facts.filter(Boolean).join(" · ");
}
