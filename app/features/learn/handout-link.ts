import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { handoutAddress } from "./curriculum.server.ts";

/** Texts point to handouts by their id alone. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return redirect(handoutAddress(await requireUser(request), params.handoutId ?? ""));
}
