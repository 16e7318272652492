import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { moment } from "#app/lib/dates.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import {
  closeEvaluation,
  evaluationPage,
  keyEvaluation,
  satisfactionForm,
  takeBackEvaluation,
} from "./evaluation.server.ts";
import { readFilled } from "./evaluation.ts";
import { EvaluationFields } from "./evaluation-fields.tsx";
import { EvaluationTotals } from "./evaluation-totals.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const page = evaluationPage(user, params.cohort as string);
  const { scale, items, open, distress, about_you } = satisfactionForm();
  const search = new URL(request.url).searchParams;
  return {
    ...page,
    closedAt: page.closedAt ? moment(page.closedAt, page.cohort.timeZone) : null,
    form: { scale, items, open, distress, about_you },
    keyedNow: search.get("keyed"),
    isTakenBack: search.has("back"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  const intent = form.get("intent");
  if (intent === "close") {
    closeEvaluation(user, cohortId);
    return redirect("?");
  }
  if (intent === "back") {
    takeBackEvaluation(user, cohortId, Number(form.get("id")));
    return redirect("?back=1");
  }
  const { filled, errors } = readFilled(satisfactionForm(), (field) => String(form.get(field) ?? ""));
  if (errors) return reject(errors, form);
  keyEvaluation(user, cohortId, Number(form.get("id")), filled);
  return redirect(`?keyed=${Number(form.get("id"))}`);
}

export default function Evaluation() {
  const page = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const { cohort, stage, enrolled, online, onPaper, keyed, closedAt, totals, form } = page;
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: base, label: cohort.name },
          { to: `${base}/credit`, label: "Credit" },
        ]}
      />
      <h1>Evaluation</h1>
      <p className="lede">
        Forms have no name. Totals are shown once the evaluation is closed, for {smallestGroup} forms or more.
      </p>
      {page.keyedNow && stage === "open" && !back ? (
        <Alert kind="success">
          <p>The form is keyed in.</p>
          <Form method="post">
            <input type="hidden" name="id" value={page.keyedNow} />
            <Submit look="unstyled" name="intent" value="back">
              Undo
            </Submit>
          </Form>
        </Alert>
      ) : null}
      {page.isTakenBack && !back ? <Alert kind="success">The form is taken back.</Alert> : null}
      {stage === "ahead" ? (
        <Alert>
          The form opens on the last day in the room. People then find it under My credit, or answer on paper:
          print it from the facilitator manual.
        </Alert>
      ) : null}
      <dl className="fact-rows">
        <div>
          <dt>People enrolled</dt>
          <dd>{enrolled}</dd>
        </div>
        <div>
          <dt>Forms filled in here</dt>
          <dd>{online}</dd>
        </div>
        <div>
          <dt>Paper forms</dt>
          <dd>
            {onPaper} <Link to={`${base}/credit#evaluation-heading`}>noted as returned</Link>, {keyed} keyed
            in
          </dd>
        </div>
        {closedAt ? (
          <div>
            <dt>Closed</dt>
            <dd>{closedAt}</dd>
          </div>
        ) : null}
      </dl>
      {stage === "open" ? (
        <>
          <section aria-labelledby="paper-heading">
            <h2 id="paper-heading">Key in a paper form</h2>
            <Key isOpen={back !== undefined || page.keyedNow !== null}>
              <Form method="post" noValidate key={page.keyedNow ?? "first"}>
                <ErrorSummary errors={back?.errors} />
                <input type="hidden" name="id" value={back?.values.id ?? page.newFormId} />
                <EvaluationFields form={form} errors={back?.errors} values={back?.values} />
                <p>
                  <Submit busy="Saving…">Keep this form</Submit>
                </p>
              </Form>
            </Key>
          </section>
          <section aria-labelledby="close-heading">
            <h2 id="close-heading">Close the evaluation</h2>
            <p>When no more forms are expected. Then the totals stand here and in the auditor’s packet.</p>
            <Confirm label="Close the evaluation">
              <Form method="post">
                <p>
                  {online + keyed < smallestGroup ? (
                    <strong>
                      With fewer than {smallestGroup} forms nothing of them is ever shown for this cohort.
                      Wait for those who have not answered, and key in the paper forms, before you close.{" "}
                    </strong>
                  ) : null}
                  {online + keyed} of {enrolled} forms are in. After closing, none can be added, and it cannot
                  be opened again: seeing totals before and after one more form would show what it said.
                </p>
                <p>
                  <Submit name="intent" value="close" look="secondary">
                    Close it now
                  </Submit>
                </p>
              </Form>
            </Confirm>
          </section>
        </>
      ) : null}
      {totals && !totals.items ? <TooFew siteId={cohort.siteId} /> : null}
      {totals ? <EvaluationTotals totals={totals} /> : null}
      {totals?.items ? (
        <p>
          <Link to={`/sites/${cohort.siteId}/evaluation`}>All evaluations of this site together</Link>
        </p>
      ) : null}
    </div>
  );
}

function Key({ isOpen, children }: { isOpen: boolean; children: React.ReactNode }) {
  return isOpen ? <div>{children}</div> : <Confirm label="Open the form">{children}</Confirm>;
}

/** What can be done when nothing may be shown. */
function TooFew({ siteId }: { siteId: string }) {
  return (
    <Alert title={`Fewer than ${smallestGroup} forms came in`}>
      <p>
        In so small a group people could be recognized, so nothing of these forms is ever shown for this
        cohort alone. They are not lost: they count in{" "}
        <Link to={`/sites/${siteId}/evaluation`}>the totals of the site</Link>, together with other small
        cohorts, once these have {smallestGroup} forms between them.
      </p>
      <p>
        For the next cohort: give the form its time in the last closing, on phones and on paper. Before that,
        the one-minute papers of each day can be read from five on.
      </p>
    </Alert>
  );
}
