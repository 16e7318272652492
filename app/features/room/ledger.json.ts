import { type ActionFunctionArgs, json, type LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { signedIn } from "#app/auth/session.server.ts";
import { ledgerForDevice, recordPresence } from "./ledger.server.ts";

const id = z.string().max(64);
const instant = z.int().min(0).max(8.64e15);
const sent = z.object({
  events: z
    .array(z.object({ id, personId: id, kind: z.enum(["in", "out"]), at: instant, recordedAt: instant }))
    .max(2000)
    .default([]),
  voids: z
    .array(z.object({ id, presenceId: id, reason: z.string().trim().min(1).max(300), recordedAt: instant }))
    .max(2000)
    .default([]),
});

const noStore = { headers: { "Cache-Control": "no-store" } };
const refuse = (status: number, sentence: string) => json({ sentence }, { status, ...noStore });
const notSignedIn = () => refuse(401, "Sign in again to send what this device has kept. Nothing is lost.");

/** The roster and the ledger of a day, for a device that keeps both while the network is cut. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const found = await signedIn(request);
  if (!found) return notSignedIn();
  return json(ledgerForDevice(found.user, params.cohort as string, params.position as string), noStore);
}

/**
 * Takes what a device has recorded, `{ events, voids }` with times in milliseconds since 1970, and answers for each id:
 * kept, known or refused. Sending it again changes nothing.
 */
export async function action({ request, params }: ActionFunctionArgs) {
  const found = await signedIn(request);
  if (!found) return notSignedIn();
  const { success, data } = sent.safeParse(await request.json().catch(() => null));
  if (!success) return refuse(422, "This is not a list of sign-ins and sign-outs.");
  const date = <T extends { recordedAt: number }>(one: T) => ({
    ...one,
    recordedAt: new Date(one.recordedAt),
  });
  const answers = recordPresence(
    found.user,
    params.cohort as string,
    params.position as string,
    {
      events: data.events.map((one) => ({ ...date(one), at: new Date(one.at) })),
      voids: data.voids.map(date),
    },
    { way: "desk", strict: false },
  );
  return json({ answers }, noStore);
}
