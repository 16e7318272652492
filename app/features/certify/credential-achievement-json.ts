import type { LoaderFunctionArgs } from "@remix-run/node";
import { env } from "#app/lib/env.ts";
import { achievement, contextAddresses } from "./credential.ts";
import { sendJson } from "./credential-files.server.ts";
import { achievementWords } from "./credential-page.server.ts";

export function loader({ params }: LoaderFunctionArgs) {
  const { kind, words } = achievementWords(params.kind);
  const context = [contextAddresses.credentials, contextAddresses.openBadges];
  const body = { "@context": context, ...achievement(env.origin, kind, words) };
  return sendJson(body, "application/ld+json", { open: true, seconds: 3600 });
}
