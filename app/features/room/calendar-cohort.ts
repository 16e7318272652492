import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { cohortCalendar, cohortFeed } from "./calendar.server.ts";
import { calendarResponse } from "./calendar.ts";

/** With a key for calendar apps, which do not sign in; without one for people who may see the cohort. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const cohortId = params.cohort as string;
  const key = new URL(request.url).searchParams.get("key");
  const text =
    key === null ? cohortCalendar(await requireUser(request), cohortId) : cohortFeed(cohortId, key);
  return calendarResponse(text, "training-days");
}
