import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { discreetPage } from "#app/ui/document.ts";
import { achievementWords, sendMachinesTo } from "./credential-page.server.ts";

export function loader({ request, params }: LoaderFunctionArgs) {
  const page = achievementWords(params.kind);
  sendMachinesTo(request, `/achievements/${page.kind}/achievement.json`);
  return page;
}

export const handle = discreetPage;

export default function CredentialAchievement() {
  const { kind, words, title } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <div className="credential">
        <img src={`/achievements/${kind}/badge.svg`} alt="" width="176" height="176" />
        <div>
          <h1>{title}</h1>
          <p className="lede">What a digital credential of this name says about its holder.</p>
        </div>
      </div>
      <h2>What it takes</h2>
      <p>{words.meaning}</p>
      <h2>Who issues it</h2>
      <p>
        <Link to="/issuer">{words.shortTitle}</Link>, which also says how to check one.
      </p>
      <p className="sub">
        <a href={`/achievements/${kind}/achievement.json`}>The same for programs (JSON-LD)</a>
      </p>
    </div>
  );
}
