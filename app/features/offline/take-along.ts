import type { ActionFunctionArgs } from "@remix-run/node";
import { signedIn } from "#app/auth/session.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { takeAlong } from "./sync.server.ts";

/** Asked by a device that takes a day along: begins its quizzes and gives the addresses to keep. */
export async function action({ request }: ActionFunctionArgs) {
  const found = await signedIn(request);
  if (!found)
    return Response.json({ sentence: "You have been signed out. Sign in and try again." }, { status: 401 });
  const form = await request.formData();
  return Response.json(takeAlong(found.user, String(form.get("day"))));
}

export function loader() {
  throw notFound();
}
