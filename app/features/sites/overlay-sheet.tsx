import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { newId } from "#app/lib/ids.ts";
import { textOf } from "#app/lib/text-file.ts";
import { Checkbox, ErrorSummary, Submit, TableFile, TextArea } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { batchId, type SheetPlan, sheetPage, sheetPlan, takeSheet } from "./overlay-many.server.ts";
import type { Plan } from "./overlay-many.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return { ...sheetPage(user, params.site as string), id: newId() };
}

type Back = {
  text: string;
  plan: SheetPlan | null;
  errors?: Record<string, string>;
  keepIncomplete: boolean;
  takeMine: string[];
};

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const siteId = params.site as string;
  sheetPage(user, siteId);
  const form = await request.formData();
  const read = await textOf(form);
  const isFirst = form.get("do") !== "confirm";
  const keepIncomplete = isFirst || form.has("keepIncomplete");
  const takeMine = form.getAll("mine").map(String);
  const answer = (status: number, more: Partial<Back>) =>
    data<Back>({ text: read.text, plan: null, keepIncomplete, takeMine, ...more }, { status });
  if (read.problem) return answer(422, { errors: { text: read.problem } });
  const choices = { keepIncomplete, takeMine };
  if (isFirst) {
    const plan = sheetPlan(user, siteId, read.text, choices);
    return plan.problem ? answer(422, { errors: { text: plan.problem } }) : answer(200, { plan });
  }
  const id = batchId(String(form.get("id") ?? ""));
  const { plan, written } = takeSheet(user, siteId, read.text, {
    ...choices,
    id,
    seen: String(form.get("seen") ?? ""),
  });
  if (plan?.problem) return answer(422, { errors: { text: plan.problem } });
  if (plan)
    return answer(409, {
      plan,
      errors: { form: "Something changed since you looked, so nothing was done yet. Please look once more." },
    });
  return redirect(written > 0 ? `/sites/${siteId}/local/batch/${id}` : `/sites/${siteId}/local?done=same`);
}

export default function OverlaySheet() {
  const { site } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>() as Back | undefined;
  return (
    <div className="wrap overlay">
      <Crumbs
        path={[
          { to: `/sites/${site.id}`, label: site.name },
          { to: `/sites/${site.id}/local`, label: "Local facts" },
        ]}
      />
      <h1>Fill in a spreadsheet</h1>
      <p className="lede">
        Send the spreadsheet round, bring it back, and see entry by entry what it would change before anything
        is saved.
      </p>
      {back?.plan ? <PlanView back={back} plan={back.plan} /> : null}
      {back?.plan ? null : (
        <section aria-labelledby="download-heading">
          <h2 id="download-heading">1. Download it</h2>
          <p>
            <a className="usa-button usa-button--outline" href={`/sites/${site.id}/local.csv`} download>
              Download the spreadsheet (CSV)
            </a>
          </p>
          <p>
            Each row asks for one item. Fill in the column <b>Value</b> and leave <b>Key</b> and{" "}
            <b>Version</b> as they are. You may hide columns, sort, filter, and send only some of the rows:
            what a sheet leaves out stays as it is. Every entry needs a source and two dates before it counts.
          </p>
        </section>
      )}
      <section aria-labelledby="back-heading">
        <h2 id="back-heading">{back?.plan ? "Bring another sheet" : "2. Bring it back"}</h2>
        <Form method="post" encType="multipart/form-data" reloadDocument noValidate>
          <ErrorSummary errors={back?.plan ? undefined : back?.errors} />
          <TableFile label="The filled-in spreadsheet" hint="Saved as “CSV UTF-8”, up to one megabyte." />
          <TextArea
            label="Or paste its rows"
            name="text"
            rows={5}
            className="usa-textarea list"
            spellCheck={false}
            hint="With the first row, copied from the spreadsheet."
            defaultValue={back?.plan ? "" : back?.text}
            error={back?.plan ? undefined : back?.errors?.text}
          />
          <div className="row actions">
            <Submit name="do" value="look">
              See what would change
            </Submit>
          </div>
        </Form>
      </section>
    </div>
  );
}

const actNames: Record<Plan["act"], string> = {
  nothing: "As it is",
  done: "Saved already",
  saved: "Comes in force",
  draft: "Incomplete",
  wrong: "Cannot be used",
  overtaken: "Changed here meanwhile",
};
const actLooks: Record<Plan["act"], string> = {
  nothing: "tag",
  done: "tag",
  saved: "tag good",
  draft: "tag warn",
  wrong: "tag bad",
  overtaken: "tag warn",
};

function PlanView({ back, plan }: { back: Back; plan: SheetPlan }) {
  const { id } = useLoaderData<typeof loader>();
  const count = (...acts: Plan["act"][]) => plan.plans.filter(({ act }) => acts.includes(act)).length;
  const told = plan.plans.filter(({ act }) => act !== "nothing" && act !== "done");
  const canDo = count("saved", "draft", "overtaken") > 0;
  return (
    <section aria-labelledby="plan-heading" className="plan">
      <h2 id="plan-heading">What the sheet would change</h2>
      <Form method="post" encType="multipart/form-data" reloadDocument noValidate>
        <ErrorSummary errors={back.errors} />
        <ul className="meta" aria-label="In short">
          <li>{count("saved")} come in force</li>
          {count("draft") > 0 ? <li>{count("draft")} incomplete</li> : null}
          {count("wrong") > 0 ? <li>{count("wrong")} cannot be used</li> : null}
          {count("overtaken") > 0 ? (
            <li>
              <strong>{count("overtaken")} to decide</strong>
            </li>
          ) : null}
          <li>{count("nothing", "done")} left as they are</li>
        </ul>
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="seen" value={plan.seen} />
        <textarea name="text" hidden readOnly value={back.text} />
        {plan.unread.length > 0 ? (
          <Alert kind="warning" title="Rows that were left out">
            <ul>
              {plan.unread.map(({ line, why }) => (
                <li key={`${line}`}>
                  Row {line}: {why}
                </li>
              ))}
            </ul>
          </Alert>
        ) : null}
        <ol className="items">
          {told.map((one) => (
            <li key={one.slot}>
              <strong>{one.title}</strong> <span className={actLooks[one.act]}>{actNames[one.act]}</span>
              <ul className="changes">
                {one.changes.map(({ label, from, to }) => (
                  <li key={label}>
                    <b>{label}:</b> {from ? <del>{from}</del> : null} {to ? <ins>{to}</ins> : <i>(empty)</i>}
                  </li>
                ))}
              </ul>
              {Object.values(one.lacks).map((sentence) => (
                <p className="small" key={sentence}>
                  {sentence}
                </p>
              ))}
              {one.stale ? (
                <Checkbox
                  name="mine"
                  value={one.slot}
                  defaultChecked={back.takeMine.includes(one.slot)}
                  label={`Take the sheet’s. ${one.stale.who} changed this entry after the sheet was downloaded; otherwise it stays.`}
                />
              ) : null}
            </li>
          ))}
        </ol>
        {count("draft") > 0 ? (
          <Checkbox
            name="keepIncomplete"
            defaultChecked={back.keepIncomplete}
            label="Keep what is incomplete as drafts, which readers do not see"
          />
        ) : null}
        {canDo ? (
          <div className="row actions">
            <Submit name="do" value="confirm">
              Save it
            </Submit>
            <span className="quiet">You can undo it afterwards.</span>
          </div>
        ) : (
          <Alert>
            <p>There is nothing to save in this sheet.</p>
          </Alert>
        )}
      </Form>
    </section>
  );
}
