import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser, signedIn } from "#app/auth/session.server.ts";
import { discreetPage } from "#app/ui/document.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { badgeStates } from "./badge-state.ts";
import { shareBadge } from "./badges.server.ts";
import { credentialPage, sendMachinesTo } from "./credential-page.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const id = params.badge ?? "";
  const page = credentialPage((await signedIn(request))?.user ?? null, id);
  sendMachinesTo(request, `/credentials/${id}/credential.json`);
  return page;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const id = params.badge ?? "";
  shareBadge(user, id, form.get("share") === "yes");
  return redirect(`/credentials/${id}#sharing`);
}

export const handle = discreetPage;

export default function Credential() {
  const one = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      {one.mine ? (
        <Crumbs
          path={[
            { to: "/account", label: "Account" },
            { to: "/credentials", label: "My credentials" },
          ]}
        />
      ) : null}
      <div className="credential">
        <img src={`/achievements/${one.kind}/badge.svg`} alt="" width="176" height="176" />
        <div>
          <h1>{one.title}</h1>
          <p className="lede">{one.meaning}</p>
        </div>
      </div>
      {one.state === "revoked" ? (
        <Alert kind="warning" title="No longer valid">
          <p>
            It was revoked on {one.revokedOn}
            {one.why ? ` ${one.why}` : ""}.
            {one.mine ? " If you think that is wrong, ask the coordinator of your site." : ""}
          </p>
        </Alert>
      ) : null}
      <dl className="credential-facts">
        {one.name ? <Fact term="For">{one.name}</Fact> : null}
        <Fact term="Issued by">
          <Link to="/issuer">{one.issuer}</Link>
        </Fact>
        <Fact term="Issued on">{one.issuedOn}</Fact>
        <Fact term="Valid until">{one.expiresOn ?? "No end"}</Fact>
        <Fact term="Status today">{badgeStates[one.state]}</Fact>
      </dl>
      {one.mine ? <Mine one={one} /> : null}
      <h2>How {one.mine ? "others check" : "to check"} it</h2>
      <ol>
        <li>
          {one.mine
            ? "Send them the file, or the picture: the credential is inside it. "
            : "Ask for the file. "}
          Any program that reads Open Badges 3.0 can check it.
        </li>
        <li>
          The signature shows whether anything was changed. It must be the signature of{" "}
          <code className="long">{one.did}</code>; <Link to="/issuer">this page</Link> says what that is.
        </li>
        <li>The program also asks whether it was revoked. We cannot tell which credential it asks about.</li>
      </ol>
    </div>
  );
}

function Mine({ one }: { one: { id: string; isShared: boolean; link: string; state: string } }) {
  return (
    <>
      <h2>Keep it</h2>
      <p>The file and the picture hold your name, and your e-mail address only in scrambled form.</p>
      <div className="row actions no-print">
        <a className="usa-button" href={`/credentials/${one.id}/credential.json`} download>
          Download the file
        </a>
        <a className="usa-button usa-button--outline" href={`/credentials/${one.id}/badge.svg`} download>
          Download the picture
        </a>
      </div>
      <section id="sharing" className="card" aria-labelledby="sharing-heading">
        <h2 id="sharing-heading">Sharing</h2>
        {one.isShared ? (
          <>
            <p>
              Anybody with this link can read the page and download the file: <br />
              <code className="long">{one.link}</code>
            </p>
            <Form method="post" className="no-print">
              <Submit look="outline" name="share" value="no">
                Stop sharing
              </Submit>
            </Form>
          </>
        ) : (
          <>
            <p>
              Only you can read this page.{" "}
              {one.state === "revoked"
                ? ""
                : "You may show it to others by a link; nobody can guess it, and you can stop at any time."}
            </p>
            {one.state === "revoked" ? null : (
              <Form method="post" className="no-print">
                <Submit look="outline" name="share" value="yes">
                  Share by link
                </Submit>
              </Form>
            )}
          </>
        )}
      </section>
    </>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
