import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { moment as momentOf } from "#app/lib/dates.ts";
import { notFound } from "#app/lib/refuse.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { closeRounds, deskPage, openRound } from "./desk.server.ts";
import { isMoment, momentWords } from "./moments.ts";
import { ResultsView } from "./results-view.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const page = deskPage(await requireUser(request), params.cohort as string);
  const at = (when: Date | null) => (when ? momentOf(when, page.cohort.timeZone) : null);
  return {
    ...page,
    closedAt: at(page.closedAt),
    moments: page.moments.map((one) => ({ ...one, openedAt: at(one.openedAt) })),
    opened: new URL(request.url).searchParams.has("opened"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  if (form.get("intent") === "close") {
    closeRounds(user, cohortId);
    return redirect("?");
  }
  const moment = String(form.get("open"));
  if (!isMoment(moment)) throw notFound();
  openRound(user, cohortId, moment);
  return redirect("?opened=1");
}

export default function BeforeAfter() {
  const { cohort, enrolled, closedAt, moments, mayClose, results, opened } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap">
      <Crumbs
        path={[
          { to: base, label: cohort.name },
          { to: `${base}/credit`, label: "Credit" },
        ]}
      />
      <h1>Before and after</h1>
      <p className="lede">
        The same people answer form A before the course and form B after it, and mark how sure they feel and
        who is responsible. The group’s change is shown once this is closed, for {smallestGroup} people or
        more who did both. No certificate depends on it.
      </p>
      {opened ? (
        <Alert kind="success">
          It is open. People find it on their home page and under My credit; on a phone they sign in as
          always.
        </Alert>
      ) : null}
      {closedAt ? null : (
        <div className="rounds">
          {moments.map((one) => (
            <Round key={one.moment} base={base} enrolled={enrolled} one={one} />
          ))}
        </div>
      )}
      {mayClose && !closedAt ? (
        <section aria-labelledby="close-heading">
          <h2 id="close-heading">Close and compare</h2>
          <p>When no more forms are expected. Then the comparison stands here and in the auditor’s packet.</p>
          <Confirm label="Close before and after">
            <Form method="post">
              <p>
                Afterwards nothing can be added, keyed in or taken off, and it cannot be opened again: seeing
                the comparison before and after one more form would show what it said. With fewer than{" "}
                {smallestGroup} people who did both, nothing is ever shown for this cohort alone.
              </p>
              <Submit name="intent" value="close" look="secondary">
                Close it now
              </Submit>
            </Form>
          </Confirm>
        </section>
      ) : null}
      {closedAt ? <p>Closed {closedAt}.</p> : null}
      {results ? (
        <>
          <nav className="page-actions no-print" aria-label="Comparison">
            <a href={`${base}/before-and-after.csv`} className="usa-button usa-button--outline" download>
              Download as CSV
            </a>
            <PrintButton />
          </nav>
          <ResultsView results={results} />
          <p className="no-print">
            <Link to={`/sites/${cohort.siteId}/before-and-after`}>All cohorts of this site together</Link>
          </p>
        </>
      ) : null}
    </div>
  );
}

type Moment = ReturnType<typeof useLoaderData<typeof loader>>["moments"][number];

function Round({ base, enrolled, one }: { base: string; enrolled: number; one: Moment }) {
  const { moment, state, openedAt, mayOpen, formTitle, questions, handedIn, begun, paper, outlooks } = one;
  const { title, lower } = momentWords[moment];
  return (
    <section className="card" aria-labelledby={`${moment}-heading`}>
      <h2 id={`${moment}-heading`}>{title}</h2>
      <p>
        Form {moment === "before" ? "A" : "B"}, “{formTitle}”, {questions} questions.{" "}
        {state === "open"
          ? `Open since ${openedAt}${moment === "before" ? ", until the end of the first day." : "."}`
          : state === "over"
            ? moment === "before"
              ? "The first day is over, so nothing comes in from phones anymore. Paper forms can still be keyed in."
              : "Closed."
            : moment === "before"
              ? "Open it in the days before the course, or when the first day begins."
              : mayOpen
                ? "Open it when the last module is done. It is the post-assessment: each form that is handed in counts as one sitting."
                : "It can be opened from the last day in the room on."}
      </p>
      <dl className="fact-rows">
        <div>
          <dt>Handed in here, of {enrolled}</dt>
          <dd>
            {handedIn}
            {begun > 0 ? `, ${begun} more begun` : ""}
          </dd>
        </div>
        <div>
          <dt>Keyed in from paper</dt>
          <dd>{paper}</dd>
        </div>
        <div>
          <dt>How sure, and who is responsible</dt>
          <dd>{outlooks}</dd>
        </div>
      </dl>
      {mayOpen ? (
        <Form method="post">
          <Submit name="open" value={moment}>
            Open the questions {lower}
          </Submit>
        </Form>
      ) : null}
      <p>
        <Link to={`${base}/before-and-after/${moment}/paper`}>Key in paper forms, {lower}</Link>
      </p>
    </section>
  );
}
