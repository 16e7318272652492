import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { contactMinutes, spell } from "#app/features/room/contact.ts";
import { clockTime, shortDay } from "#app/lib/dates.ts";
import { Alert, Empty } from "#app/ui/page.tsx";
import { missingWords, spelled } from "./certificate.ts";
import { creditRules, myCredit } from "./credit.server.ts";
import { inUnits } from "./credit.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { rule_sets, certificate } = creditRules();
  return {
    rule: certificate.text,
    cohorts: myCredit(user).map(({ cohort, days, row, timeZone }) => ({
      cohort,
      certificate: row.certificate && { id: row.certificate.id },
      missing: row.missing.map(missingWords),
      credits: row.credits.map((credit, index) => {
        const rules = rule_sets[index] as (typeof rule_sets)[number];
        return {
          id: rules.id,
          title: rules.title,
          approved: rules.status === "in-use",
          units: inUnits(rules, credit.units),
          waits: credit.waits.includes("evaluation") ? "Waits until your evaluation form is noted." : null,
        };
      }),
      days: days.map(({ position, on, canceled, over, blocks, segments, toCorrect, inSince }) => ({
        position,
        on: shortDay(on),
        scheduled: spell(blocks.reduce((sum, { minutes }) => sum + minutes, 0)),
        attended: spell(contactMinutes(blocks, segments)),
        times: segments.map(
          ({ from, to }) => `${clockTime(new Date(from), timeZone)} to ${clockTime(new Date(to), timeZone)}`,
        ),
        state: stateOf(
          canceled,
          over || segments.length > 0,
          inSince ? clockTime(new Date(inSince), timeZone) : null,
        ),
        toCorrect,
      })),
    })),
  };
}

function stateOf(canceled: boolean, begun: boolean, inSince: string | null): string | null {
  if (canceled) return "Canceled";
  if (inSince) return `Signed in since ${inSince}`;
  return begun ? null : "Still to come";
}

export default function MyCredit() {
  const { cohorts, rule } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>My credit</h1>
      {cohorts.length === 0 ? (
        <Empty title="You are not in a cohort yet" action={<Link to="/">Go to the home page</Link>}>
          Contact hours are earned in the room. They stand here from your first day on.
        </Empty>
      ) : null}
      {cohorts.map(({ cohort, certificate, missing, credits, days }) => (
        <section key={cohort.id} aria-labelledby={`cohort-${cohort.id}`}>
          <h2 id={`cohort-${cohort.id}`}>{cohort.name}</h2>
          {certificate ? (
            <Alert kind="success" title="Your certificate is issued">
              <p>Number {spelled(certificate.id)}. It shows a short title that names no topic.</p>
              <p>
                <a href={`/certificates/${certificate.id}/certificate.pdf`} download>
                  Download the certificate
                </a>
                {" · "}
                <Link to={`/verify/${certificate.id}`}>See what others see when they check it</Link>
              </p>
            </Alert>
          ) : missing.length === 0 ? (
            <Alert kind="success" title="Nothing is missing">
              {cohort.trainers.join(" or ") || "Your trainers"} can issue your certificate now. It will stand
              here.
            </Alert>
          ) : (
            <>
              <h3>What is missing for the certificate</h3>
              <ul className="missing-list">
                {missing.map(({ what, todo, who }) => (
                  <li key={what}>
                    <strong>{what}.</strong> {todo} <span className="quiet">{who}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <h3>Your days</h3>
          <ul className="missing-list">
            {days.map((day) => (
              <li key={day.position}>
                <strong>
                  Day {day.position}, {day.on}:
                </strong>{" "}
                {day.state ?? `${day.attended} of ${day.scheduled}`}
                {day.times.length > 0 ? (
                  <span className="small quiet"> In the room {day.times.join(", ")}</span>
                ) : null}
                {day.toCorrect ? (
                  <span className="small wrong">
                    {" "}
                    A time is missing. Tell a trainer when you came and left.
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
          <h3>Hours so far</h3>
          <dl className="fact-rows">
            {credits.map(({ id, title, units, approved, waits }) => (
              <div key={id}>
                <dt>{title}</dt>
                <dd>
                  {units}
                  {approved ? null : (
                    <span className="small quiet"> Not approved by this body; it decides for itself.</span>
                  )}
                  {waits ? <span className="small quiet"> {waits}</span> : null}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {cohorts.length > 0 ? <p className="small quiet">{rule}</p> : null}
    </div>
  );
}
