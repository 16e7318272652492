import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { listed } from "#app/lib/words.ts";
import { Alert } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { myCertification } from "./pipeline-person.server.ts";
import { Decisions, Steps } from "./standing-view.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return myCertification(await requireUser(request));
}

const intro: Record<string, string> = {
  none: "Five steps lead to certified trainer. Take them at the pace that is yours; everything that counts is kept here.",
  apprentice: "You are an apprentice: you co-train beside a certified trainer, and do not lead alone yet.",
  certified: "You are a certified trainer, and lead deliveries with a second trainer.",
  lead: "You are a lead trainer: you coach and observe others, and help to keep the course correct.",
  lapsed:
    "Your certification ran out. Nothing you did is lost: you may co-train beside a certified trainer, and renewal makes it current again.",
  paused:
    "Your teaching is paused. That is not a finding of guilt, and you will be heard. A trainer who reports their own mistake has done what this program asks.",
  ended: "Your certification has ended. What you did stays on record.",
};

export default function MyCertification() {
  const page = useLoaderData<typeof loader>();
  const { stage, stageName, next, level, steps, history, mentors, whoDecides } = page;
  return (
    <div className="wrap narrow">
      <h1>My way to trainer</h1>
      <p className="lede">{intro[stage]}</p>
      <section className="next" aria-labelledby="next-title">
        <div>
          <p className="over">{stageName} · next for you</p>
          <h2 id="next-title">{next.what}</h2>
          <p>
            {next.by ? `${next.late ? "It was due by" : "By"} ${next.by}. ` : ""}
            Who decides: {next.decides}.
          </p>
        </div>
      </section>
      {page.rebrief?.overdue ? (
        <Alert kind="warning">
          The course changed in edition {page.rebrief.edition}. Until your briefing, you may not teach.
        </Alert>
      ) : null}
      <dl className="fact-rows">
        {page.expiresOn ? (
          <div>
            <dt>Certified until</dt>
            <dd>{page.expiresOn}</dd>
          </div>
        ) : null}
        {page.renewalOpensOn ? (
          <div>
            <dt>Renewal opens</dt>
            <dd>{page.renewalOpensOn}</dd>
          </div>
        ) : null}
        {mentors.length > 0 ? (
          <div>
            <dt>{mentors.length === 1 ? "Your mentor" : "Your mentors"}</dt>
            <dd>{listed(mentors)}</dd>
          </div>
        ) : null}
        {whoDecides.length > 0 ? (
          <div>
            <dt>Who decides at your site</dt>
            <dd>{listed(whoDecides)}</dd>
          </div>
        ) : null}
      </dl>

      <h2>The steps</h2>
      <Steps steps={steps} level={level} history={history} />
      {page.facts.length > 0 ? (
        <>
          <h2>What was entered for you</h2>
          <ul className="missing-list">
            {page.facts.map(({ id, title, what, on, by }) => (
              <li key={id}>
                <strong>{title}</strong>
                {what ? `, ${what}` : ""}: {on}. <span className="quiet">Entered by {by}.</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {history.length > 0 ? (
        <>
          <h2>What was decided</h2>
          <Decisions history={history} />
        </>
      ) : null}
      <p className="quiet">
        Something missing or wrong here? Tell a trainer or {whoDecides[0] ?? "the coordinator of your site"}.
        You may rest at any time: a break for rest, family or health is no suspension.
      </p>
      <p>
        <Link to="/my-teach-back">My teach-back</Link>
        {" · "}
        <Link to="/my-credit">My credit</Link>
        {" · "}
        <Link to="/credentials">My credentials</Link>
      </p>
      <PrintButton />
    </div>
  );
}
