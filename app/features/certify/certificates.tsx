import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { moment } from "#app/lib/dates.ts";
import { SelectField, Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import {
  factsInWords,
  isRevocationReason,
  isWrongNow,
  missingWords,
  revocationReasons,
  spelled,
} from "./certificate.ts";
import {
  certificatesIn,
  issueCertificates,
  replaceCertificate,
  revokeCertificate,
} from "./certificates.server.ts";
import { creditSheet, mayIssue } from "./credit.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { cohort, rows } = creditSheet(user, params.cohort as string);
  const search = new URL(request.url).searchParams;
  const open = rows.filter(({ certificate }) => !certificate);
  return {
    cohort: { id: cohort.id, name: cohort.name },
    mayIssue: mayIssue(user, cohort.siteId),
    ready: open
      .filter(({ missing }) => missing.length === 0)
      .map(({ personId, name, assessmentPassed }) => ({ personId, name, assessmentPassed })),
    waiting: open
      .filter(({ missing }) => missing.length > 0)
      .map(({ personId, name, missing }) => ({
        personId,
        name,
        missing: missing.map((one) => missingWords(one).what),
      })),
    issued: certificatesIn(user, cohort.id).map(({ changed, ...one }) => ({
      ...one,
      changed: factsInWords(changed),
      isWrong: isWrongNow(changed),
      issuedAt: moment(one.issuedAt, cohort.timeZone),
      revokedAt: one.revokedAt ? moment(one.revokedAt, cohort.timeZone) : null,
      why: isRevocationReason(one.revokedReason) ? revocationReasons[one.revokedReason] : null,
    })),
    done: search.get("issued"),
    revoked: search.has("revoked"),
    replaced: search.has("replaced"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  if (form.get("intent") === "revoke") {
    const reason = form.get("reason");
    const number = String(form.get("number") ?? "");
    if (!isRevocationReason(reason))
      return data({ error: "Choose why the certificate is revoked.", number }, { status: 422 });
    revokeCertificate(user, cohortId, number, reason);
    return redirect("?revoked=1");
  }
  const replaces = form.get("replace");
  if (replaces) {
    replaceCertificate(user, cohortId, String(replaces));
    return redirect("?replaced=1");
  }
  const { issued, notReady } = issueCertificates(user, cohortId, form.getAll("person").map(String));
  if (notReady.length > 0)
    return data(
      { error: `Not issued, because something is missing now: ${notReady.join(", ")}.`, number: null },
      { status: 422 },
    );
  return redirect(`?issued=${issued}`);
}

export default function Certificates() {
  const { cohort, mayIssue, ready, waiting, issued, done, revoked, replaced } =
    useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const base = `/cohorts/${cohort.id}`;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: base, label: cohort.name },
          { to: `${base}/credit`, label: "Credit" },
        ]}
      />
      <h1>Certificates</h1>
      {done ? (
        <Alert kind="success">
          {done === "0"
            ? "They had been issued before."
            : `${done === "1" ? "One certificate is" : `${done} certificates are`} issued. Each person finds theirs under My credit.`}
        </Alert>
      ) : null}
      {revoked ? (
        <Alert kind="success">The certificate is revoked. Whoever checks its number is told so.</Alert>
      ) : null}
      {replaced ? (
        <Alert kind="success">
          The new certificate is issued. Whoever checks the old number reads that it was replaced.
        </Alert>
      ) : null}
      {back?.error && !back.number ? <Alert kind="error">{back.error}</Alert> : null}

      <p>
        Each person checks the name on their certificate under My credit, before you issue it. A certificate
        says whether the <Link to={`${base}/assessments`}>post-assessment</Link> was passed, so record the
        results first.
      </p>
      <h2>Ready ({ready.length})</h2>
      {ready.length === 0 ? (
        <p className="quiet">Nobody is waiting for a certificate that can be issued.</p>
      ) : (
        <>
          {mayIssue && ready.length > 1 ? (
            <Form method="post">
              {ready.map(({ personId }) => (
                <input key={personId} type="hidden" name="person" value={personId} />
              ))}
              <p>
                <Submit name="intent" value="issue-all" busy="Issuing…">
                  Issue all {ready.length}
                </Submit>
              </p>
            </Form>
          ) : null}
          <ul className="roster">
            {ready.map(({ personId, name, assessmentPassed }) => (
              <li key={personId}>
                <div>
                  <p className="name">{name}</p>
                  {assessmentPassed ? null : (
                    <p className="small quiet">
                      {assessmentPassed === null
                        ? "No post-assessment is on record."
                        : "The post-assessment is not passed yet."}
                    </p>
                  )}
                </div>
                {mayIssue ? (
                  <Form method="post">
                    <input type="hidden" name="person" value={personId} />
                    <Submit look="outline" name="intent" value={`issue-${personId}`} busy="Issuing…">
                      Issue<span className="usa-sr-only"> the certificate of {name}</span>
                    </Submit>
                  </Form>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      )}

      <h2>Issued ({issued.length})</h2>
      {issued.length === 0 ? (
        <Empty title="None yet">Certificates that you issue stand here, revoked ones too.</Empty>
      ) : (
        <ul className="roster">
          {issued.map((one) => (
            <li key={one.id}>
              <div>
                <p className="name">
                  {one.name} {one.revokedAt ? <span className="tag bad">Revoked</span> : null}
                </p>
                <p className="small quiet">
                  <Link to={`/verify/${one.id}`}>{spelled(one.id)}</Link>, issued {one.issuedAt}
                  {one.revokedAt ? `. Revoked ${one.revokedAt}: ${one.why ?? ""}` : ""}
                </p>
                {one.changed ? (
                  <p className={one.isWrong ? "small wrong" : "small quiet"}>
                    The record says something else now about {one.changed}.{" "}
                    {one.canReplace
                      ? "Replace the certificate to bring it up to date."
                      : "Something is missing now for a new one: put the record right, or revoke it."}
                  </p>
                ) : null}
              </div>
              {one.revokedAt ? null : (
                <a href={`/certificates/${one.id}/certificate.pdf`} download>
                  PDF<span className="usa-sr-only"> of {one.name}</span>
                </a>
              )}
              {mayIssue && !one.revokedAt && one.changed && one.canReplace ? (
                <Form method="post">
                  <Submit look="outline" name="replace" value={one.id} busy="Replacing…">
                    Replace<span className="usa-sr-only"> the certificate of {one.name}</span>
                  </Submit>
                </Form>
              ) : null}
              {mayIssue && !one.revokedAt ? (
                <Revoke
                  number={one.id}
                  name={one.name}
                  error={back && back.number === one.id ? back.error : null}
                />
              ) : null}
            </li>
          ))}
        </ul>
      )}

      {waiting.length > 0 ? (
        <>
          <h2>Not ready yet ({waiting.length})</h2>
          <ul className="roster">
            {waiting.map(({ personId, name, missing }) => (
              <li key={personId}>
                <div>
                  <p className="name">{name}</p>
                  <p className="small quiet">{missing.join(" · ")}</p>
                </div>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

function Revoke({ number, name, error }: { number: string; name: string; error: string | null }) {
  const form = (
    <Form method="post" noValidate>
      <p>
        The number stays, and whoever checks it reads that the certificate is revoked, since when and why. You
        can issue a new one afterwards.
      </p>
      <input type="hidden" name="number" value={number} />
      <SelectField
        label="Why?"
        name="reason"
        error={error ?? undefined}
        options={[
          { value: "", label: "Choose" },
          ...Object.entries(revocationReasons).map(([value, label]) => ({ value, label })),
        ]}
      />
      <p>
        <Submit name="intent" value="revoke" look="secondary">
          Revoke
        </Submit>
      </p>
    </Form>
  );
  return error ? (
    <div>{form}</div>
  ) : (
    <Confirm
      label={
        <>
          Revoke<span className="usa-sr-only"> the certificate of {name}</span>
        </>
      }
    >
      {form}
    </Confirm>
  );
}
