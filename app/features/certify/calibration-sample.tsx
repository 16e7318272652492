import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, type Rejected, Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { handInCalibration, samplePage } from "./calibration.server.ts";
import { levelName, RubricFields } from "./rubric-fields.tsx";
import { readScores, unscoredErrors } from "./scores-form.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const again = new URL(request.url).searchParams.has("again");
  return {
    ...samplePage(await requireUser(request), params.sample as string, again),
    form: newId(),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const sampleId = params.sample as string;
  const missing = handInCalibration(user, String(form.get("id") || newId()), sampleId, readScores(form));
  if (missing.length > 0) return reject(unscoredErrors(missing), form);
  return redirect(`/calibration/${sampleId}#compared`);
}

export default function CalibrationSample() {
  const { sample, handedIn } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/calibration", label: "Calibration" }]} />
      <h1>
        <span className="over">Sample teach-back</span>
        {sample.title}
      </h1>
      <p className="quiet">
        A made-up slice of module {sample.module}, level {sample.level}. The people in it do not exist.
      </p>
      {handedIn ? <Compared /> : null}
      <section aria-labelledby="transcript">
        <h2 id="transcript">What happened</h2>
        <p dangerouslySetInnerHTML={{ __html: sample.presenter }} />
        <ol className="transcript">
          {sample.transcript.map(({ minute, html }) => (
            <li key={minute}>
              <b>Minute {minute}</b> <span dangerouslySetInnerHTML={{ __html: html }} />
            </li>
          ))}
        </ol>
        <h3>The curveball</h3>
        <p dangerouslySetInnerHTML={{ __html: sample.card }} />
        <h3>The presenter’s own note</h3>
        <p dangerouslySetInnerHTML={{ __html: sample.selfNote }} />
      </section>
      {handedIn ? null : <Score />}
    </div>
  );
}

function Score() {
  const { rubric, form } = useLoaderData<typeof loader>();
  const rejected = useActionData<Rejected>();
  return (
    <section aria-labelledby="score">
      <h2 id="score">Your scores</h2>
      <p>
        Score alone. If you saw no behavior for a level, it is not that level. The agreed scores appear when
        you have handed in.
      </p>
      <Form method="post" noValidate>
        <ErrorSummary errors={rejected?.errors} />
        <input type="hidden" name="id" value={rejected?.values.id ?? form} />
        <RubricFields rubric={rubric} values={rejected?.values} errors={rejected?.errors} />
        <Submit>Hand in my scores</Submit>
      </Form>
    </section>
  );
}

function Compared() {
  const { handedIn, rubric, sample, next, rule } = useLoaderData<typeof loader>();
  if (!handedIn) return null;
  const apart = handedIn.compared.filter((one) => one.apart).length;
  const total = handedIn.compared.length;
  return (
    <section aria-labelledby="compared">
      <h2 id="compared">You and the agreed scores</h2>
      <p role="status">
        {total - apart} of {total} scores are within{" "}
        {rule.within === 1 ? "one level" : `${rule.within} levels`}. Agreed result:{" "}
        <b>{handedIn.result === "pass" ? "pass" : "not yet"}</b>. Handed in {handedIn.on}
        {handedIn.times > 1 ? `, your try number ${handedIn.times}` : ""}.
      </p>
      <ul className="compared">
        {handedIn.compared.map(({ criterion, own, agreed, reason, apart }) => (
          <li key={criterion} className="card">
            <h3>
              {criterion} {rubric.criteria.find(({ id }) => id === criterion)?.title}
              {apart ? <span className="tag bad">More than a level apart</span> : null}
            </h3>
            <p>
              You: <b>{levelName(rubric, own)}</b> · Agreed: <b>{levelName(rubric, agreed)}</b>
            </p>
            <p dangerouslySetInnerHTML={{ __html: reason }} />
          </li>
        ))}
      </ul>
      <h3>Feedback as it was agreed</h3>
      <ul>
        {handedIn.strengths.map((html) => (
          <li key={html} dangerouslySetInnerHTML={{ __html: html }} />
        ))}
      </ul>
      <p>
        Next step: <span dangerouslySetInnerHTML={{ __html: handedIn.nextStep }} />
      </p>
      <p className="row no-print">
        {next ? (
          <Link to={`/calibration/${next.id}`} className="usa-button">
            Next sample: {next.title}
          </Link>
        ) : (
          <Link to="/calibration" className="usa-button">
            See how you stand
          </Link>
        )}
        <Link to={`/calibration/${sample.id}?again`} className="usa-button usa-button--outline">
          Score it again
        </Link>
      </p>
    </section>
  );
}
