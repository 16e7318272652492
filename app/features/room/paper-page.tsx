import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { longDay } from "#app/lib/dates.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { deleteLine, type Paper, papersPage } from "./paper.server.ts";
import { paperTitle } from "./paper.ts";
import { fewest } from "./prompts.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { day, ...page } = papersPage(user, params.cohort as string, params.position as string);
  return {
    ...page,
    day: { ...day, on: longDay(day.on) },
    deleted: new URL(request.url).searchParams.has("deleted"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  deleteLine(user, params.cohort as string, params.position as string, Number(form.get("line")));
  return redirect("?deleted=1");
}

export default function PaperPage() {
  const { cohort, day, papers, deleted } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}/days/${day.position}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
          { to: `${base}/run`, label: `Run-of-show, Day ${day.position}` },
        ]}
      />
      <h1>
        <span className="over">Day {day.position}</span>
        {paperTitle}
      </h1>
      <p className="lede">
        What people wrote at the end of {day.on}, without names: read it before you plan the next opening.
      </p>
      {deleted ? <Alert kind="success">The line is deleted for good.</Alert> : null}
      {papers.length === 0 ? (
        <Empty
          title="No paper was handed out on this day"
          action={
            <Link className="usa-button" to={`${base}/room`}>
              Ask the room
            </Link>
          }
        >
          At the closing, ask for it under “Ask the room”. Phones show three questions; people without a phone
          write on a card.
        </Empty>
      ) : null}
      {papers.map((paper) => (
        <Sheet key={paper.id} paper={paper} base={base} />
      ))}
    </div>
  );
}

function Sheet({ paper: { id, asked, open, sheets, answers }, base }: { paper: Paper; base: string }) {
  const handed = sheets === 1 ? "One paper is in." : `${sheets} papers are in.`;
  return (
    <section aria-labelledby={`paper-${id}`} className="paper-sheet">
      <h2 id={`paper-${id}`}>Asked at {asked}</h2>
      {open ? (
        <p>
          {handed} They can be read once you <Link to={`${base}/room`}>close the question</Link>: then nobody
          can tell which of them came last.
        </p>
      ) : answers === null ? (
        <p>
          {handed} Fewer than {fewest} are never shown, because the room could tell who wrote what. Ask in the
          morning instead: “What is still unclear from yesterday?”
        </p>
      ) : (
        <>
          <p className="quiet">
            {handed} The lines of a paper stand apart from each other, in alphabetical order.
          </p>
          {answers.map(({ question, lines }) => (
            <section key={question} aria-label={question}>
              <h3>{question}</h3>
              {lines.length === 0 ? <p className="quiet">Nobody wrote anything.</p> : null}
              <ul className="paper-lines">
                {lines.map((line) => (
                  <li key={line.id}>
                    <p>{line.text}</p>
                    <Confirm label="Delete">
                      <Form method="post">
                        <input type="hidden" name="line" value={line.id} />
                        <p>Delete a line that names a person or a case. It cannot be brought back.</p>
                        <Submit look="secondary" aria-label={`Delete for good: ${line.text}`}>
                          Delete for good
                        </Submit>
                      </Form>
                    </Confirm>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </>
      )}
    </section>
  );
}
