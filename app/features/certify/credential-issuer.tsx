import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { discreetPage } from "#app/ui/document.ts";
import { issuerPage, sendMachinesTo } from "./credential-page.server.ts";

export function loader({ request }: LoaderFunctionArgs) {
  sendMachinesTo(request, "/issuer.json");
  return issuerPage();
}

export const handle = discreetPage;

export default function CredentialIssuer() {
  const { did, origin, achievements } = useLoaderData<typeof loader>();
  const name = achievements[0]?.words.shortTitle;
  return (
    <div className="wrap narrow">
      <h1>{name}: issuer of digital credentials</h1>
      <p className="lede">
        People who complete the training here, and trainers who are certified here, may hold a digital
        credential. This page is for those who want to check one.
      </p>
      <dl className="credential-facts">
        <div>
          <dt>Address</dt>
          <dd>
            <code className="long">{origin}</code>
          </dd>
        </div>
        <div>
          <dt>Name in signatures</dt>
          <dd>
            <code className="long">{did}</code>
          </dd>
        </div>
        <div>
          <dt>Format</dt>
          <dd>Open Badges 3.0, signed with Ed25519 (eddsa-rdfc-2022)</dd>
        </div>
      </dl>
      <h2>What we issue</h2>
      <ul>
        {achievements.map((one) => (
          <li key={one.kind}>
            <Link to={`/achievements/${one.kind}`}>{one.title}</Link>. {one.words.meaning}
          </li>
        ))}
      </ul>
      <h2>How to check a credential</h2>
      <ol>
        <li>Ask its holder for the file or the picture. Nobody else can show it to you.</li>
        <li>
          Open it in a program that reads Open Badges 3.0. It fetches our{" "}
          <a href="/.well-known/did.json">public keys</a> and the status list that the credential names.
        </li>
        <li>
          It must say that the signature is right, that the issuer is exactly{" "}
          <code className="long">{did}</code>, and that it was not revoked.
        </li>
      </ol>
      <p>A credential says what somebody completed. It is no license, and no approval by a board.</p>
      <p className="sub">
        <a href="/issuer.json">The same for programs (JSON-LD)</a>
      </p>
    </div>
  );
}
