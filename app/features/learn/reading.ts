import type { ActionFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { markSection, setPlace } from "./reading.server.ts";

/** What the reader's script reports: a section was read, or the place moved. */
export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request, { keeps: false });
  const form = await request.formData();
  const moduleId = params.moduleId ?? "";
  const sectionId = String(form.get("section") ?? "");
  if (form.get("intent") === "place") setPlace(user, moduleId, sectionId);
  else markSection(user, moduleId, sectionId, form.get("how") === "alternative" ? "alternative" : "read");
  return new Response(null, { status: 204 });
}

export function loader() {
  throw notFound();
}
