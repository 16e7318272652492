import { data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { moment, shortDay } from "#app/lib/dates.ts";
import { Submit, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { claimLines, isRevocationReason, plainNumber, revocationReasons, spelled } from "./certificate.ts";
import { checkCertificate } from "./certificates.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const typed = new URL(request.url).searchParams.get("number");
  if (typed !== null) {
    const number = plainNumber(typed).slice(0, 40);
    throw redirect(number ? `/verify/${number}` : "/verify");
  }
  if (!params.number) return { asked: null, found: null };
  const checked = checkCertificate(params.number, (context as { address: string }).address);
  const found = checked && {
    number: spelled(checked.number),
    lines: claimLines(checked.claims, shortDay),
    revoked: checked.revokedAt
      ? {
          at: moment(checked.revokedAt, checked.timeZone),
          why: isRevocationReason(checked.revokedReason) ? revocationReasons[checked.revokedReason] : "",
        }
      : null,
  };
  return data(
    { asked: params.number, found },
    { status: found ? 200 : 404, headers: { "Cache-Control": "no-store" } },
  );
}

export default function Verify() {
  const { asked, found } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>Check a certificate</h1>
      {found?.revoked ? (
        <Alert kind="error" title="This certificate was revoked">
          Since {found.revoked.at} it is no longer valid. {found.revoked.why}.
        </Alert>
      ) : found ? (
        <Alert kind="success" title="This certificate stands">
          Compare each line with the paper in your hand. If one differs, the paper was changed.
        </Alert>
      ) : asked ? (
        <Alert kind="warning" title="There is no certificate with this number">
          Check the number, or scan the square on the certificate again. If it still does not work, this paper
          was not issued here.
        </Alert>
      ) : (
        <p className="lede">
          Type the number that stands on it. You see everything the certificate says, as it was issued.
        </p>
      )}
      {found ? (
        <dl className="fact-rows">
          {[{ label: "Certificate number", value: found.number }, ...found.lines].map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {found ? (
        <p className="small quiet">No outside body has approved this training, and no certificate says so.</p>
      ) : null}
      <Form method="get" action="/verify">
        <TextField
          label={asked ? "Another number" : "Certificate number"}
          name="number"
          hint="Sixteen letters and digits; dashes do not matter"
          autoComplete="off"
          spellCheck={false}
          required
        />
        <p>
          <Submit look={asked ? "outline" : ""}>Check</Submit>
        </p>
      </Form>
    </div>
  );
}
