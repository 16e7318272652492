import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { signedIn } from "#app/auth/session.server.ts";
import { longDay } from "#app/lib/dates.ts";
import { Contact } from "#app/ui/contact.tsx";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { supportPage } from "./reference.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request }: LoaderFunctionArgs) {
  return supportPage((await signedIn(request))?.user ?? null);
}

type Line = ReturnType<typeof supportPage>["lines"][number];

export default function Support() {
  const { lines, reviewed } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow support">
      <h1>Support, any time</h1>
      <p className="lede">
        For you, for a colleague, for a child you are worried about. If anyone is in danger now, call{" "}
        <a href="tel:911">911</a> first.
      </p>
      <p>
        A call from here is made by your own phone. Nothing on this page records what you open or whom you
        call. Somebody else may see your screen or your call list:{" "}
        <a href="/safety">staying safe on this device</a>.
      </p>
      <ol className="plain-list lines">
        {lines.map((line) => (
          <LineCard key={line.id} line={line} />
        ))}
      </ol>
      <p className="quiet small">
        {reviewed ? `This list was last gone through on ${longDay(reviewed)}. ` : ""}“Not yet test-called”
        means that nobody on our side has called the number to check it.
      </p>
    </div>
  );
}

function LineCard({ line }: { line: Line }) {
  const { name, call, text, chat, hours, languages, is, isNot, status, verifiedOn, local } = line;
  return (
    <li className="card">
      <h2>{name}</h2>
      {local ? (
        <div className={local.isOld ? "local-line is-old" : "local-line"}>
          <p className="quiet small">{local.site}</p>
          <div dangerouslySetInnerHTML={{ __html: local.html }} />
          {local.isOld ? <p className="tag warn">Out of date: confirm before you use it</p> : null}
        </div>
      ) : null}
      <Contact name={name} call={call} text={text} chat={chat} />
      <p>{is}</p>
      {isNot ? <p className="quiet">{isNot}</p> : null}
      <ul className="meta">
        {hours ? <li>{hours}</li> : null}
        {languages ? <li>{languages}</li> : null}
        <li>{checked(local ? local.verifiedOn : verifiedOn, status)}</li>
      </ul>
    </li>
  );
}

function checked(verifiedOn: string | null, status: Line["status"]): string {
  if (verifiedOn) return `Tested on ${longDay(verifiedOn)}`;
  return status === "unverified"
    ? "Not yet test-called, and not confirmed by a source"
    : "Not yet test-called";
}
