import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { signedIn } from "#app/auth/session.server.ts";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { ways } from "./pauses.ts";
import { wayBack } from "./reference.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

type Way = keyof typeof ways;

const isWay = (value: string | null): value is Way => value !== null && Object.hasOwn(ways, value);

export async function loader({ request }: LoaderFunctionArgs) {
  const user = (await signedIn(request))?.user ?? null;
  const { searchParams } = new URL(request.url);
  const way = searchParams.get("way");
  const from = searchParams.get("from") ?? cameFrom(request);
  return { way: isWay(way) ? way : ("feet" as const), from, back: wayBack(user, from) };
}

/** The page on this site that the link was on. */
function cameFrom(request: Request): string | null {
  const referer = request.headers.get("Referer");
  if (!referer || !URL.canParse(referer)) return null;
  const { host, pathname } = new URL(referer);
  return host === request.headers.get("Host") && pathname !== "/pause" ? pathname : null;
}

export default function Pause() {
  const { way, from, back } = useLoaderData<typeof loader>();
  return (
    <div className="pause">
      <h1>A pause</h1>
      <p className="pause-line">{ways[way].line}</p>
      <nav aria-label="Other ways to pause">
        <ul>
          {Object.entries(ways).map(([key, { label }]) => (
            <li key={key}>
              <a
                href={`/pause?way=${key}${from ? `&from=${encodeURIComponent(from)}` : ""}`}
                aria-current={key === way ? "true" : undefined}
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p className="quiet">
        Take the time you need. Eyes open is fine, and so is doing none of this. What you read is kept.
      </p>
      <p className="row center">
        <a href={back} className="usa-button">
          Go back when you like
        </a>
        <a href="/support">All support lines</a>
      </p>
    </div>
  );
}
