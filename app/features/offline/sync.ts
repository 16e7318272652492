import type { ActionFunctionArgs } from "@remix-run/node";
import { signedIn } from "#app/auth/session.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import type { Outcome } from "./outbox.ts";
import { batchSchema, keepEntries } from "./sync.server.ts";

/** What a device sends when the connection is back. 401: nobody is signed in; 409: somebody else is. */
export async function action({ request }: ActionFunctionArgs) {
  const found = await signedIn(request);
  if (!found) return Response.json({ sentence: "Sign in again to send what waits." }, { status: 401 });
  const batch = batchSchema.safeParse(await request.json().catch(() => null));
  if (!batch.success)
    return Response.json(
      { sentence: "This could not be read. Reload the page and try again." },
      { status: 422 },
    );
  const { person, entries } = batch.data;
  if (person !== found.user.id || entries.some(({ personId }) => personId !== person))
    return Response.json(
      { sentence: "Somebody else wrote this, and only they can send it." },
      { status: 409 },
    );
  const results: Outcome[] = [];
  for (const answer of keepEntries(found.user, entries))
    results.push(
      answer.outcome === "refused"
        ? { id: answer.id, outcome: "refused", sentence: await answer.refusal.text() }
        : answer,
    );
  return Response.json({ results });
}

export function loader() {
  throw notFound();
}
