import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { addPasskey, offerPasskey } from "#app/auth/passkeys.server.ts";
import { confirmPassword } from "#app/auth/passwords.server.ts";
import { requireUser } from "#app/auth/session.server.ts";

const made = z.object({ token: z.string(), name: z.string(), response: z.looseObject({ id: z.string() }) });
const asked = z.object({ password: z.string() });

/** Spoken to by the form that adds a passkey: first the password for the challenge, then the browser's answer. */
export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const body: unknown = await request.json().catch(() => null);
  const second = made.safeParse(body);
  if (second.success) {
    const { token, name, response } = second.data;
    const done = await addPasskey(
      user,
      request,
      token,
      name,
      response as unknown as RegistrationResponseJSON,
    );
    return done
      ? Response.json({})
      : new Response("The passkey was not made. Please try again.", { status: 422 });
  }
  const first = asked.safeParse(body);
  if (!first.success) return new Response("Something is missing. Please try again.", { status: 422 });
  const wrong = await confirmPassword(user, first.data.password, context.address);
  if (wrong) return new Response(wrong.sentence, { status: wrong.status });
  return Response.json(await offerPasskey(user, request));
}

export const loader = () => redirect("/account/passkeys");
