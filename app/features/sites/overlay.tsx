import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { slotGroupNames } from "#app/content/local-words.ts";
import { shortDay } from "#app/lib/dates.ts";
import { readForm, reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import type { Rejected } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { recipientSchema } from "./link-form.ts";
import { LinkForm, OpenLinks } from "./link-parts.tsx";
import { type Entry, overlay } from "./overlay.server.ts";
import { stateLooks, stateNames } from "./overlay.ts";
import { counselState, makeLink, openLinks, takeLinkBack } from "./overlay-links.server.ts";

const doneWords: Record<string, string> = {
  asked: "The link for counsel is made. It is below.",
  ended: "The link does not work any more.",
  same: "The site says all of it already, so nothing was written.",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const page = overlay(user, params.site as string);
  const done = new URL(request.url).searchParams.get("done") ?? "";
  return {
    ...page,
    counsel: counselState(user, page.site.id),
    links: page.may.edit ? openLinks(user, page.site.id, null) : [],
    id: newId(),
    done: doneWords[done] ?? null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const siteId = params.site as string;
  const form = await request.formData();
  if (form.get("intent") === "end-link") {
    takeLinkBack(user, siteId, String(form.get("link")));
    return redirect(`/sites/${siteId}/local?done=ended`);
  }
  const { values, errors } = readForm(recipientSchema, form);
  // Who may not ask is told so before what they typed is looked at.
  if (!values) {
    openLinks(user, siteId, null);
    return reject(errors, form);
  }
  makeLink(user, siteId, null, { id: String(form.get("id") || newId()), ...values });
  return redirect(`/sites/${siteId}/local?done=asked#counsel`);
}

export default function OverlayPage() {
  const { site, may, groups, left, required, unused, done: told } = useLoaderData<typeof loader>();
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
      {told ? <Alert kind="success">{told}</Alert> : null}
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
      {may.edit ? (
        <p>
          Fill in a whole group on one page below, or{" "}
          <Link to={`/sites/${site.id}/local/sheet`}>send round a spreadsheet and bring it back</Link>.
        </p>
      ) : null}
      {groups.map(({ group, entries, filled, all, due }) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{slotGroupNames[group]}</h2>
          <p>
            {filled} of {all} filled{due > 0 ? `, ${due} to test again` : ""}.{" "}
            {may.edit ? (
              <Link to={`/sites/${site.id}/local/group/${group}`}>
                Fill in {slotGroupNames[group].toLowerCase()} on one page
              </Link>
            ) : null}
          </p>
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
      <Counsel />
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

function Counsel() {
  const { counsel, links, may, site, id } = useLoaderData<typeof loader>();
  const rejected = useActionData<Rejected>();
  return (
    <section aria-labelledby="counsel">
      <h2 id="counsel">Counsel’s signature</h2>
      <p>
        {counsel.waiting.length === 0 && counsel.signed.length > 0
          ? "Everything that is filled in is signed."
          : `${counsel.waiting.length} ${counsel.waiting.length === 1 ? "entry waits" : "entries wait"} for local counsel. What no counsel has signed is on no page and in no print.`}{" "}
        Whoever signs gets a link, needs no account, and must be admitted in{" "}
        {site.state || "the site’s state"}.
      </p>
      {counsel.signed.length > 0 ? (
        <ul>
          {counsel.signed.map((one) => (
            <li key={one.slot}>
              {one.title}: {one.name}, {one.on}
            </li>
          ))}
        </ul>
      ) : null}
      <OpenLinks links={links} />
      {may.edit && links.length === 0 ? (
        <LinkForm id={id} rejected={rejected} who="Counsel’s name">
          Make a link for counsel
        </LinkForm>
      ) : null}
    </section>
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
