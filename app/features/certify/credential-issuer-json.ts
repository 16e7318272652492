import { env } from "#app/lib/env.ts";
import { badgeWords } from "./badges.server.ts";
import { contextAddresses, issuerProfile } from "./credential.ts";
import { sendJson } from "./credential-files.server.ts";

export const loader = () => {
  const profile = issuerProfile(env.origin, badgeWords("participant"));
  const context = [contextAddresses.credentials, contextAddresses.openBadges];
  return sendJson({ "@context": context, ...profile }, "application/ld+json", { open: true, seconds: 3600 });
};
