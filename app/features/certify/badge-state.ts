export type BadgeState = "valid" | "expired" | "revoked" | "renewed";

export const badgeStates: Record<BadgeState, string> = {
  valid: "Valid",
  expired: "Expired",
  revoked: "Revoked",
  renewed: "Renewed by a newer one",
};

/** How a badge stands at `now`. A renewed one stays true until it expires. */
export function badgeState(
  one: { expiresAt: Date | null; revokedAt: Date | null; replacedAt: Date | null },
  now: Date,
): BadgeState {
  if (one.revokedAt) return "revoked";
  if (one.expiresAt && one.expiresAt <= now) return "expired";
  return one.replacedAt ? "renewed" : "valid";
}

/** Why a badge was revoked, as its holder reads it. */
export const revocationReasons = {
  safety: "for a safety reason",
  mistake: "because it was issued by mistake",
  suspended: "because the certification is suspended",
  ended: "because the certification has ended",
  asked: "because its holder asked for it",
} as const;

export const isRevocationReason = (value: unknown): value is keyof typeof revocationReasons =>
  typeof value === "string" && Object.hasOwn(revocationReasons, value);

/** "ccip-training-lead-trainer": the start of a file name that names no topic. */
export const fileNameOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
