import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { myCalendar } from "./calendar.server.ts";
import { calendarResponse } from "./calendar.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return calendarResponse(myCalendar(await requireUser(request)), "training-days");
}
