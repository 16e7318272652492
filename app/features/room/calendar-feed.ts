import type { LoaderFunctionArgs } from "@remix-run/node";
import { privateFeed } from "./calendar.server.ts";
import { calendarResponse } from "./calendar.ts";

export function loader({ params }: LoaderFunctionArgs) {
  return calendarResponse(privateFeed(params.token as string), "training-days");
}
