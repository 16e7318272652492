import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { askPasskey, passPasskey } from "./passkeys.server.ts";
import { forgiveTry, networkOf, takeTry, waitSentence } from "./rate-limit.server.ts";
import { startSession } from "./session.server.ts";

const sent = z.object({ token: z.string(), response: z.looseObject({ id: z.string() }) });

/** Spoken to by the passkey button with JSON: first an empty object for the challenge, then the browser's answer. */
export async function action({ request, context }: ActionFunctionArgs) {
  const body = sent.safeParse(await request.json().catch(() => null));
  if (!body.success) return Response.json(await askPasskey(request));
  const limits = [{ kind: "passkey:address", of: networkOf(context.address), tries: 40 }];
  const seconds = takeTry(limits);
  if (seconds > 0)
    return new Response(waitSentence(seconds), { status: 429, headers: { "Retry-After": String(seconds) } });
  const { token, response } = body.data;
  const personId = await passPasskey(request, token, response as unknown as AuthenticationResponseJSON);
  if (!personId)
    return new Response("This passkey is not known here. Sign in with your password.", { status: 422 });
  forgiveTry(limits);
  return Response.json({}, { headers: { "Set-Cookie": await startSession(personId, request, true) } });
}

export const loader = () => redirect("/sign-in");
