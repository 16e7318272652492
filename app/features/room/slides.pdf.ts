import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { sendSlidesPdf } from "./exports.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return sendSlidesPdf(await requireUser(request), params.cohort as string, params.position as string);
}
