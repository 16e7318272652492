import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { mayOpen, saidBy, sendManual, specOf, statusFor } from "./manuals.server.ts";

/** The file, or the page on which it is made. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { pathname, search, searchParams } = new URL(request.url);
  const spec = specOf(params, searchParams);
  mayOpen(user, spec);
  const status = statusFor(user, spec);
  if (status.state !== "ready") return redirect(pathname.replace(/\/download$/u, "") + search);
  const said = saidBy(user, spec, status.file, request);
  return sendManual(user, spec, status.file, searchParams.get("sheet"), said);
}
