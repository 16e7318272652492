import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { notLocalized } from "#app/content/local-words.ts";
import { phaseNames } from "#app/features/cohorts/cohort.ts";
import { isPackage } from "#app/features/manual/book.ts";
import { formNames } from "#app/features/manual/names.ts";
import { moment, shortDay } from "#app/lib/dates.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Scroll } from "#app/ui/page.tsx";
import { stateLooks, stateNames } from "./overlay.ts";
import { closeSite, type PackFact, sitePage } from "./sites.server.ts";
import { smallestGroup } from "./small-groups.ts";

const doneWords: Record<string, string> = {
  added:
    "The site is there. Next, invite its coordinator under People: they see what local facts are left. Until then its pages show the national numbers.",
  saved: "Saved.",
  closed: "The site is closed. Its people, cohorts and history are kept.",
  reopened: "The site is open again.",
};

const bookNames: Record<string, string> = {
  training: "Training Manual",
  participant: "Participant manual",
  guide: "Response Guide",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const page = sitePage(user, params.site as string);
  const done = new URL(request.url).searchParams.get("done") ?? "";
  return {
    ...page,
    clock: moment(new Date(), page.site.timeZone),
    downloads: page.downloads.map(({ at, book, ...row }) => ({
      ...row,
      book: isPackage(row.form) ? "Package for another system" : (bookNames[book] ?? book),
      when: moment(at, page.site.timeZone),
    })),
    done: doneWords[done] ?? null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const closed = (await request.formData()).get("intent") === "close";
  closeSite(user, params.site as string, closed);
  return redirect(`/sites/${params.site}?done=${closed ? "closed" : "reopened"}`);
}

export default function SitePage() {
  const { site, may, pack, cohorts, trainers, coordinators, downloads, clock, done } =
    useLoaderData<typeof loader>();
  const { totals } = site;
  const names = (people: { name: string }[]) => people.map(({ name }) => name).join(", ") || "Nobody yet";
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/sites", label: "Sites" }]} />
      <h1>{site.name}</h1>
      {done ? <Alert kind="success">{done}</Alert> : null}
      {site.closedAt ? (
        <Alert kind="warning">
          This site is closed: no new cohort can be planned here. Nothing was removed.
        </Alert>
      ) : null}
      <dl className="fact-rows">
        <div>
          <dt>Time zone</dt>
          <dd>
            {site.timeZone} <span className="quiet">(now {clock})</span>
          </dd>
        </div>
        <div>
          <dt>Coordinators</dt>
          <dd>{names(coordinators)}</dd>
        </div>
        <div>
          <dt>Trainers</dt>
          <dd>{names(trainers)}</dd>
        </div>
        {totals ? (
          <>
            <div>
              <dt>Trainees</dt>
              <dd>{totals.people ?? `Fewer than ${smallestGroup}`}</dd>
            </div>
            <div>
              <dt>Completed all modules</dt>
              <dd>{totals.complete ?? `Not shown, to protect groups of fewer than ${smallestGroup}`}</dd>
            </div>
            <div>
              <dt>Evaluation</dt>
              <dd>
                <Link to={`/sites/${site.id}/evaluation`}>Totals of all cohorts together</Link>
              </dd>
            </div>
            <div>
              <dt>Before and after</dt>
              <dd>
                <Link to={`/sites/${site.id}/before-and-after`}>What all cohorts gained</Link>
              </dd>
            </div>
          </>
        ) : null}
      </dl>
      {may.manage ? (
        <p>
          <Link to={`/sites/${site.id}/edit`} className="usa-button usa-button--outline">
            Edit name and time zone
          </Link>
        </p>
      ) : null}

      {totals ? (
        <section aria-labelledby="cohorts-heading">
          <h2 id="cohorts-heading">Cohorts</h2>
          {cohorts.length === 0 ? (
            <p className="quiet">No cohort has been planned here yet.</p>
          ) : (
            <ul className="roster">
              {cohorts.map((one) => (
                <li key={one.id}>
                  <div>
                    <p className="name">
                      {may.seeCohorts ? <Link to={`/cohorts/${one.id}`}>{one.name}</Link> : one.name}
                    </p>
                    <p className="small quiet">
                      {shortDay(one.startsOn)} to {shortDay(one.endsOn)}
                    </p>
                  </div>
                  <span className={one.phase === "running" ? "tag good" : "tag"}>
                    {phaseNames[one.phase]}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      ) : null}

      <section aria-labelledby="pack-heading">
        <h2 id="pack-heading">Local facts</h2>
        <Pack {...site.pack} siteId={site.id} pack={pack} mayOpen={may.seeOverlay} />
      </section>

      {may.seeDownloads ? (
        <section aria-labelledby="downloads-heading">
          <h2 id="downloads-heading">Who downloaded which manual</h2>
          {downloads.length === 0 ? (
            <p className="quiet">Nobody has downloaded a manual of this site yet.</p>
          ) : (
            <Scroll label="Downloads">
              <table className="usa-table usa-table--borderless">
                <caption className="usa-sr-only">The newest downloads</caption>
                <thead>
                  <tr>
                    <th scope="col">When</th>
                    <th scope="col">Who</th>
                    <th scope="col">Manual</th>
                    <th scope="col">Edition</th>
                  </tr>
                </thead>
                <tbody>
                  {downloads.map((row) => (
                    <tr key={row.id}>
                      <td>{row.when}</td>
                      <td>{row.who ?? "From the public page"}</td>
                      <td>
                        {row.book}, {formNames[row.form]}
                      </td>
                      <td>{row.edition}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
        </section>
      ) : null}

      {may.manage ? (
        <div className="after no-print">
          {site.closedAt ? (
            <Form method="post">
              <Submit name="intent" value="reopen" look="outline">
                Open this site again
              </Submit>
            </Form>
          ) : (
            <Confirm label="Close this site">
              <p>
                No new cohort can be planned here. Running cohorts go on, and people, progress and history are
                kept. You can open it again.
              </p>
              <Form method="post">
                <Submit name="intent" value="close" look="secondary">
                  Close it
                </Submit>
              </Form>
            </Confirm>
          )}
        </div>
      ) : null}
    </div>
  );
}

type PackProps = {
  jurisdiction: string;
  counsel: { name: string | null; reviewedOn: string | null };
  facts: PackFact[];
};

function Pack({
  siteId,
  pack: { jurisdiction, counsel, facts },
  mayOpen,
  required,
  left,
}: {
  siteId: string;
  required: number;
  left: number;
  pack: PackProps;
  mayOpen: boolean;
}) {
  return (
    <>
      <p className="quiet">What the course says about {jurisdiction}.</p>
      {left > 0 ? (
        <Alert kind="warning" title={notLocalized}>
          {left} of {required} required entries are still to do. Until then every page and print of this site
          says so and shows the national lines.
        </Alert>
      ) : null}
      <Alert kind={counsel.reviewedOn ? "success" : "warning"}>
        {counsel.reviewedOn
          ? `Reviewed by local counsel${counsel.name ? ` (${counsel.name})` : ""} on ${shortDay(counsel.reviewedOn)}.`
          : "Reviewed by local counsel: not yet. What the law says here is shown to nobody until it is signed."}
      </Alert>
      {mayOpen ? (
        <p>
          <Link to={`/sites/${siteId}/local`} className="usa-button">
            Local law, routes, contacts and services
          </Link>
        </p>
      ) : null}
      <ul className="facts-list">
        {facts.map((fact) => (
          <li key={fact.id}>
            <details>
              <summary>
                <span className="title">{fact.title}</span>{" "}
                <span className={stateLooks[fact.state]}>{stateNames[fact.state]}</span>
              </summary>
              <div dangerouslySetInnerHTML={{ __html: fact.html }} />
              <p className="small quiet">
                {fact.verifiedOn ? `Tested on ${shortDay(fact.verifiedOn)}.` : "Not tested by anybody yet."}
                {fact.reviewBy ? ` To be tested again by ${shortDay(fact.reviewBy)}.` : ""}
                {fact.note ? ` ${fact.note}` : ""}
              </p>
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}
