import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { allow } from "#app/auth/allow.server.ts";
import { can, canSomewhere } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { reasonKinds } from "#app/content/edition-file.ts";
import { changesOf, editionRecords } from "#app/content/editions.server.ts";
import { kindNames } from "#app/features/manual/book-changes.ts";
import { longDay, moment } from "#app/lib/dates.ts";
import { readForm, reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { ErrorSummary, Submit, TextArea } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { decisionWords, standingNames } from "./edition-words.ts";
import { decideEdition, decisionsAbout, editionNamed, readersOf, type Standing } from "./editions.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const found = editionNamed(params.edition as string);
  if (!found) throw notFound("There is no frozen edition of that name.");
  const mayDecide = can(user, "manage-editions", null);
  const record = editionRecords().find(({ name }) => name === found.name);
  // What is said about plans and keys is for those who teach.
  const reasons = canSomewhere(user, "read-facilitator") ? (changesOf(found.name)?.changes ?? []) : null;
  return {
    edition: { ...found, on: longDay(found.on), since: null },
    blocks: record?.blocks ?? null,
    hash: record?.content.slice(0, 16) ?? null,
    reasons:
      reasons?.map(({ where, kind, reason }) => ({ where: [where].flat().join(", "), kind, reason })) ?? null,
    history: decisionsAbout(found.name).map(({ at, who, ...row }) => ({
      ...row,
      who: mayDecide ? who : null,
      at: moment(at, "UTC"),
    })),
    may: mayDecide ? { form: newId(), readers: readersOf(found.name) } : null,
  };
}

const schema = z.object({
  id: z.string().min(1).max(64),
  decision: z.enum(["retired", "withdrawn", "released"]),
  reason: z
    .string()
    .trim()
    .min(10, "Say why in a sentence: everybody who has this edition reads it.")
    .max(600, "Say it in 600 characters or fewer."),
});

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  allow(user, "manage-editions", null);
  const form = await request.formData();
  const { values, errors } = readForm(schema, form);
  if (errors) return reject(errors, form);
  decideEdition(user, { ...values, edition: params.edition as string });
  return redirect(`/editions/${params.edition}`);
}

export default function EditionPage() {
  const { edition, blocks, hash, reasons, history, may } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const { standing } = edition;
  const choices = (["retired", "withdrawn", "released"] as const).filter((one) => one !== standing);
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/manuals", label: "Manuals" },
          { to: "/editions", label: "Editions" },
        ]}
      />
      <h1>Edition {edition.name}</h1>
      <ul className="meta">
        <li>{standingNames[standing]}</li>
        <li>Frozen on {edition.on}</li>
        {blocks ? <li>{blocks.toLocaleString("en-US")} passages</li> : null}
        {hash ? <li>Content {hash}</li> : null}
      </ul>
      {standing === "withdrawn" ? (
        <Alert kind="error" title="This edition was withdrawn">
          {edition.reason} Please do not teach or copy from it. A cohort that teaches it can move to another
          edition on its own page.
        </Alert>
      ) : null}
      {standing === "retired" ? <Alert kind="warning">Retired: {edition.reason}</Alert> : null}
      <p className="lede">{edition.what}</p>
      {edition.material ? (
        <p>It changed what is taught, so certified trainers are asked for a briefing before they teach on.</p>
      ) : null}
      {reasons && reasons.length > 0 ? (
        <section aria-labelledby="log">
          <h2 id="log">What changed, and why</h2>
          {reasonKinds.map((kind) => {
            const own = reasons.filter((one) => one.kind === kind);
            return own.length === 0 ? null : (
              <section key={kind} aria-labelledby={`log-${kind}`}>
                <h3 id={`log-${kind}`}>{kindNames[kind]}</h3>
                <ul>
                  {own.map(({ where, reason }) => (
                    <li key={where}>
                      {reason} <span className="quiet small">{where}</span>
                    </li>
                  ))}
                </ul>
              </section>
            );
          })}
        </section>
      ) : null}
      {history.length > 0 ? (
        <section aria-labelledby="history">
          <h2 id="history">What was decided</h2>
          <ol className="plain-list">
            {history.map(({ id, decision, reason, who, at }) => (
              <li key={id}>
                <strong>{standingNames[decision]}</strong>: {reason}
                <br />
                <span className="quiet small">
                  {at} UTC{who ? `, by ${who}` : ""}
                </span>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {may ? (
        <section aria-labelledby="decide" className="no-print">
          <h2 id="decide">Decide about this edition</h2>
          {choices.map((decision) => (
            <Decide key={decision} decision={decision} may={may} rejected={rejected} />
          ))}
        </section>
      ) : null}
    </div>
  );
}

function Decide({
  decision,
  may,
  rejected,
}: {
  decision: Standing;
  may: { form: string; readers: number };
  rejected: { errors: Record<string, string>; values: Record<string, string> } | undefined;
}) {
  const mine = rejected?.values.decision === decision ? rejected : undefined;
  const { label, what } = decisionWords[decision];
  const form = (
    <Form method="post" noValidate>
      <ErrorSummary errors={mine?.errors} />
      <input type="hidden" name="id" value={`${may.form}-${decision}`} />
      <input type="hidden" name="decision" value={decision} />
      <p>{what}</p>
      {decision === "withdrawn" ? (
        <p>
          {may.readers === 0
            ? "Nobody has downloaded it, so no letter goes out."
            : `One letter goes to ${may.readers === 1 ? "the one person" : `each of the ${may.readers} people`} who took it or coordinate a site that did.`}
        </p>
      ) : null}
      <TextArea
        label="Why?"
        name="reason"
        hint="A sentence or two that everybody may read."
        rows={3}
        defaultValue={mine?.values.reason}
        error={mine?.errors.reason}
      />
      <Submit look={decision === "withdrawn" ? "secondary" : "outline"}>{label}</Submit>
    </Form>
  );
  return mine ? (
    <details className="confirm" open>
      <summary>{label}</summary>
      {form}
    </details>
  ) : (
    <Confirm label={label}>{form}</Confirm>
  );
}
