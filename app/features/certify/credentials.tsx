import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { discreetPage } from "#app/ui/document.ts";
import { Crumbs, Empty } from "#app/ui/page.tsx";
import { badgeStates } from "./badge-state.ts";
import { myCredentials } from "./credential-page.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return { credentials: myCredentials(await requireUser(request)) };
}

export const handle = discreetPage;

export default function Credentials() {
  const { credentials } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/account", label: "Account" }]} />
      <h1>My credentials</h1>
      <p className="lede">
        Digital proof of what you completed here. It belongs to you, names no topic, and nobody sees it unless
        you show it.
      </p>
      {credentials.length === 0 ? (
        <Empty title="None yet" action={<Link to="/curriculum">Go on with the training</Link>}>
          Your first one comes with your certificate of completion. It waits for the post-assessment too.
          Trainers receive theirs when they are certified.
        </Empty>
      ) : (
        <ul className="credentials">
          {credentials.map((one) => (
            <li key={one.id} className="card">
              <img src={`/achievements/${one.kind}/badge.svg`} alt="" width="88" height="88" />
              <div>
                <h2>
                  <Link to={`/credentials/${one.id}`}>{one.title}</Link>
                </h2>
                <p>
                  <strong>{badgeStates[one.state]}</strong>
                  {` · issued ${one.issuedOn}`}
                  {one.expiresOn ? ` · until ${one.expiresOn}` : ""}
                </p>
                <p className="sub">
                  {one.isShared ? "Anybody with the link can read it." : "Only you can read it."}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
