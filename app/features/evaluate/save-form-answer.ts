import type { ActionFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { saveFormAnswer } from "./sittings.server.ts";

/** One answer, the moment it is chosen. 204 means that it is on disk. */
export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request, { keeps: false });
  const form = await request.formData();
  const choice = { itemId: String(form.get("item")), place: Number(form.get("place") ?? Number.NaN) };
  await saveFormAnswer(user, String(form.get("attempt")), choice);
  return new Response(null, { status: 204 });
}

export function loader() {
  throw notFound();
}
