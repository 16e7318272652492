import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireUser } from "#app/auth/session.server.ts";
import { liveStream } from "./live.server.ts";
import { dayToRun, recordRun, runKinds } from "./run.server.ts";

/** GET: what happens in the room, as server-sent events. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { day } = dayToRun(user, params.cohort as string, params.position as string);
  return liveStream(day.id, request.headers.get("Last-Event-ID"), request.signal);
}

const batch = z.array(
  z.object({
    id: z.string().max(64),
    kind: z.enum(runKinds),
    target: z.string().max(64).nullable(),
    minutes: z.int().nullable(),
    at: z.int().positive(),
  }),
);

/** POST: a batch of events from a device, as JSON. Answers for each what became of it; sending twice changes nothing. */
export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  dayToRun(user, params.cohort as string, params.position as string);
  const read = batch.max(500).safeParse(await request.json().catch(() => null));
  if (!read.success) return Response.json({ sentence: "These entries cannot be read." }, { status: 422 });
  const answers = recordRun(user, params.cohort as string, params.position as string, read.data);
  return Response.json({ answers });
}
