import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { spell } from "#app/features/room/contact.ts";
import { Checkbox, Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { missingWords } from "./certificate.ts";
import { creditRules, creditSheet, mayIssue, noteEvaluations } from "./credit.server.ts";
import { inUnits } from "./credit.ts";
import { returnedOnline } from "./evaluation.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const sheet = creditSheet(user, params.cohort as string);
  return {
    ...sheet,
    rule: creditRules().certificate.text,
    mayIssue: mayIssue(user, sheet.cohort.siteId),
    online: returnedOnline(sheet.cohort.id),
    saved: new URL(request.url).searchParams.has("saved"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  noteEvaluations(user, params.cohort as string, form.getAll("returned").map(String));
  return redirect("?saved=1");
}

const withoutCites = (text: string): string => text.replaceAll(/\s*\[@[^\]]*\]/g, "");
const waitWords = {
  evaluation: "waits for the evaluation",
  quizzes: "waits for the quizzes",
  attendance: "needs full attendance",
} as const;

export default function CreditPage() {
  const { cohort, ruleSets, rows, rule, mayIssue, online, saved } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap wide">
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: base, label: cohort.name },
          { to: `${base}/attendance`, label: "Attendance" },
        ]}
      />
      <h1>Credit</h1>
      <p className="lede">
        Computed from the sign-in ledger each time this page opens. Nothing is stored, so the page, the files
        and the certificates always agree.
      </p>
      {saved ? <Alert kind="success">Saved.</Alert> : null}
      <nav className="page-actions no-print" aria-label="Credit">
        <Link to={`${base}/certificates`} className="usa-button">
          Certificates
        </Link>
        {mayIssue ? (
          <Link to={`${base}/assessments`} className="usa-button usa-button--outline">
            Post-assessment
          </Link>
        ) : null}
        {mayIssue ? (
          <Link to={`${base}/evaluation`} className="usa-button usa-button--outline">
            Evaluation
          </Link>
        ) : null}
        {mayIssue ? (
          <Link to={`${base}/before-and-after`} className="usa-button usa-button--outline">
            Before and after
          </Link>
        ) : null}
        <a href={`${base}/credit.csv`} className="usa-button usa-button--outline" download>
          Download as CSV
        </a>
        <a href={`${base}/packet.pdf`} className="usa-button usa-button--outline" download>
          Auditor’s packet
        </a>
        <a href={`${base}/packet.zip`} className="usa-button usa-button--outline" download>
          Packet as CSV files
        </a>
      </nav>
      {rows.length === 0 ? (
        <Empty title="Nobody is enrolled yet">Credit stands here once people are in the cohort.</Empty>
      ) : (
        <Scroll label="Credit by person and rule set">
          <table className="usa-table usa-table--borderless attendance">
            <caption className="usa-sr-only">Credit by person and rule set</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Attended</th>
                {ruleSets.map((rules) => (
                  <th scope="col" key={rules.id}>
                    {rules.title}
                    {rules.status === "not-approved" ? (
                      <span className="small quiet">Not approved; for information</span>
                    ) : null}
                  </th>
                ))}
                <th scope="col">Certificate</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.personId}>
                  <th scope="row">{row.name}</th>
                  <td>
                    {spell(row.credits[0]?.attended ?? 0)}
                    <span className="small quiet">of {spell(row.credits[0]?.scheduled ?? 0)}</span>
                  </td>
                  {row.credits.map((credit, index) => (
                    <td key={credit.ruleSet}>
                      {ruleSets[index] ? inUnits(ruleSets[index], credit.units) : null}
                      {credit.waits.map((wait) => (
                        <span key={wait} className="small quiet">
                          {waitWords[wait]}
                        </span>
                      ))}
                    </td>
                  ))}
                  <td>
                    {row.certificate ? "Issued" : row.missing.length === 0 ? "Ready" : null}
                    {row.certificate
                      ? null
                      : row.missing.map((one) => (
                          <span key={one.what} className="small quiet">
                            {missingWords(one).what}
                          </span>
                        ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {rows.length > 0 && mayIssue ? (
        <section className="card after no-print" aria-labelledby="evaluation-heading">
          <h2 id="evaluation-heading">Evaluation forms</h2>
          <p>
            {rows.filter((row) => row.evaluationReturned).length} of {rows.length} returned. The forms stay
            without a name; here you note only who handed one in on paper. Who filled it in here is noted
            already.
          </p>
          <Confirm label="Note who returned a form">
            <Form method="post">
              <fieldset className="usa-fieldset pick">
                <legend className="usa-legend">Returned by</legend>
                {rows.map(({ personId, name, evaluationReturned }) => (
                  <Checkbox
                    key={`${personId}-${evaluationReturned}`}
                    name="returned"
                    value={personId}
                    label={online.includes(personId) ? `${name}, filled in here` : name}
                    disabled={online.includes(personId)}
                    defaultChecked={evaluationReturned}
                  />
                ))}
              </fieldset>
              <p>
                <Submit busy="Saving…">Save</Submit>
              </p>
            </Form>
          </Confirm>
        </section>
      ) : null}
      <section aria-labelledby="rules-heading">
        <h2 id="rules-heading">The rules</h2>
        <p>
          <strong>Certificate of completion.</strong> {rule}
        </p>
        <dl>
          {ruleSets.map(({ id, title, text, note }) => (
            <div key={id} className="rule-set">
              <dt>{title}</dt>
              <dd>
                {withoutCites(text)} {note ? withoutCites(note) : null}
              </dd>
            </div>
          ))}
        </dl>
        <p className="small quiet">
          Sources stand in docs/sources.md and in the curriculum’s file credit-rules.yaml.
        </p>
      </section>
    </div>
  );
}
