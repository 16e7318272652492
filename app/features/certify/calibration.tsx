import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Alert } from "#app/ui/page.tsx";
import { calibrationPage } from "./calibration.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return calibrationPage(await requireUser(request));
}

export default function CalibrationOverview() {
  const { purpose, instructions, rule, samples, outcome, first } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>Calibration</h1>
      <p className="lede">{purpose}</p>
      <Outcome />
      <h2>The samples</h2>
      <ul className="samples">
        {samples.map(({ id, title, module, level, on, times }) => (
          <li key={id} className="card">
            <h3>
              <Link to={`/calibration/${id}`}>{title}</Link>
            </h3>
            <p className="quiet">
              A made-up slice of module {module}, level {level}
            </p>
            <p>
              {on ? (
                <>
                  <span className="tag good">Handed in</span> {on}
                  {times > 1 ? `, ${times} times` : ""}
                </>
              ) : (
                <span className="tag">Not scored yet</span>
              )}
            </p>
          </li>
        ))}
      </ul>
      {outcome.state === "done" && first.state === "done" && first.percent !== outcome.percent ? (
        <p className="quiet">
          The first time, before you knew the agreed scores, {first.percent} percent of your scores were
          within one level.
        </p>
      ) : null}
      <h2>How to do it</h2>
      {instructions.map((html) => (
        <p key={html} dangerouslySetInnerHTML={{ __html: html }} />
      ))}
      <p>
        You are calibrated when at least {rule.percent} percent of your scores are within{" "}
        {rule.within === 1 ? "one level" : `${rule.within} levels`} of the agreed ones
        {rule.same_result ? ", and each sample comes out as the same result, pass or not yet" : ""}. You can
        repeat a sample as often as you like. Every try is kept, and the newest one counts.
      </p>
    </div>
  );
}

function Outcome() {
  const { outcome, samples, criteria, rule } = useLoaderData<typeof loader>();
  if (outcome.state === "incomplete") {
    const left = outcome.missing.length;
    return (
      <Alert title={left === samples.length ? "Start with any sample" : "Not finished yet"}>
        {left === 1 ? "One sample is" : `${left} samples are`} left to score. It takes about ten minutes each.
      </Alert>
    );
  }
  const title = (id: string) => samples.find((sample) => sample.id === id)?.title ?? id;
  const criterion = (id: string) => `${id} ${criteria.find((one) => one.id === id)?.title ?? ""}`;
  return (
    <>
      <Alert
        kind={outcome.met ? "success" : "warning"}
        title={outcome.met ? "You are calibrated" : "Not calibrated yet"}
      >
        {outcome.close} of {outcome.total} scores ({outcome.percent} percent) are within one level of the
        agreed ones; {rule.percent} percent are asked for.
        {outcome.otherResult.length > 0
          ? ` By your scores, ${outcome.otherResult.map((id) => `“${title(id)}”`).join(" and ")} would have had the other result.`
          : ""}
      </Alert>
      {outcome.apart.length + outcome.safetySides.length > 0 ? (
        <section aria-labelledby="look-again">
          <h2 id="look-again">Worth another look</h2>
          <ul>
            {outcome.apart.map((one) => (
              <li key={`${one.sample}-${one.criterion}`}>
                {title(one.sample)}, {criterion(one.criterion)}: you gave {one.mine}, agreed was {one.agreed}.
                Read the words of both levels aloud.
              </li>
            ))}
            {outcome.safetySides
              .filter(
                (one) =>
                  !outcome.apart.some(
                    (other) => other.sample === one.sample && other.criterion === one.criterion,
                  ),
              )
              .map((one) => (
                <li key={`${one.sample}-${one.criterion}`}>
                  {title(one.sample)}, {criterion(one.criterion)}: you gave {one.mine}, agreed was{" "}
                  {one.agreed}. That is the other side of what safety needs.
                </li>
              ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
