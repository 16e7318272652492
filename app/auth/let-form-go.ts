import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { safePath } from "#app/lib/origin.ts";
import { letGo } from "./kept-form.server.ts";
import { requireUser } from "./session.server.ts";

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request, { keeps: false });
  const form = await request.formData();
  letGo(request, user.id, String(form.get("form") ?? ""));
  return redirect(safePath(String(form.get("to") ?? "")));
}

export const loader = () => redirect("/");
