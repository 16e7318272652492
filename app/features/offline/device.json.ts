import { type ActionFunctionArgs, json, type LoaderFunctionArgs } from "@remix-run/node";
import { signedIn } from "#app/auth/session.server.ts";
import { dayBatch, dayForDevice, keepDay, snapshotOf } from "./day.server.ts";

const refuse = (status: number, sentence: string) => json({ sentence }, { status });
const notSignedIn = () => refuse(401, "Sign in again to send what this device has kept. Nothing is lost.");

export async function loader({ request, params }: LoaderFunctionArgs) {
  const found = await signedIn(request);
  if (!found) return notSignedIn();
  return json(dayForDevice(found.user, params.cohort as string, params.position as string));
}

/** Takes what a device wrote down, answers for each event, and says what is known now. */
export async function action({ request, params }: ActionFunctionArgs) {
  const found = await signedIn(request);
  if (!found) return notSignedIn();
  const { cohort, position } = params as { cohort: string; position: string };
  const batch = dayBatch.safeParse(await request.json().catch(() => null));
  if (!batch.success) return refuse(422, "This is not a list of what happened in a room.");
  if (batch.data.person !== found.user.id)
    return refuse(409, "Somebody else wrote this, and only they can send it.");
  const answers = keepDay(found.user, cohort, position, batch.data.events);
  return json({ answers, snapshot: snapshotOf(found.user, cohort, position) });
}
