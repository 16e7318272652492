import { createHash } from "node:crypto";

export const badgeKinds = ["participant", "certified-trainer", "lead-trainer"] as const;
export type BadgeKind = (typeof badgeKinds)[number];
export const isBadgeKind = (value: unknown): value is BadgeKind =>
  (badgeKinds as readonly unknown[]).includes(value);

export const contextAddresses = {
  credentials: "https://www.w3.org/ns/credentials/v2",
  openBadges: "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  did: "https://www.w3.org/ns/did/v1",
  multikey: "https://w3id.org/security/multikey/v1",
} as const;

/** The fewest bits that the Bitstring Status List (W3C, section 2.1) allows: a list must hide who is in it. */
export const statusListLength = 131_072;

/** The longest time that somebody may rely on a copy of the status list, in days. */
export const statusListDays = 7;

/** What a badge is called and means, from the curriculum. `shortTitle` names no topic. */
export type BadgeWords = { shortTitle: string; title: string; meaning: string };

export const badgeTitle = ({ shortTitle, title }: BadgeWords): string => `${shortTitle}: ${title}`;

/** "did:web:cairn.example.org" for an origin; a port is written as %3A (did:web, section 3.1). */
export const didOf = (origin: string): string => `did:web:${new URL(origin).host.replaceAll(":", "%3A")}`;

export const credentialAddress = (origin: string, id: string): string => `${origin}/credentials/${id}`;
export const statusListAddress = (origin: string, list: number): string =>
  `${origin}/credentials/status/${list}`;

/** A time as credentials write it: UTC, to the second. */
export const instant = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, "Z");

/** When a badge of this kind issued at `at` ends: trainers two years later (certificate.yaml), others never. */
export function endOf(kind: BadgeKind, at: Date): Date | null {
  if (kind === "participant") return null;
  const end = new Date(at);
  end.setUTCFullYear(end.getUTCFullYear() + 2);
  return end;
}

export const issuerProfile = (origin: string, words: Pick<BadgeWords, "shortTitle">) => ({
  id: didOf(origin),
  type: ["Profile"],
  name: words.shortTitle,
  url: `${origin}/issuer`,
});

export const achievement = (origin: string, kind: BadgeKind, words: BadgeWords) => ({
  id: `${origin}/achievements/${kind}`,
  type: ["Achievement"],
  achievementType: kind === "participant" ? "CertificateOfCompletion" : "Certification",
  name: badgeTitle(words),
  description: words.meaning,
  criteria: { id: `${origin}/achievements/${kind}`, narrative: words.meaning },
  image: { id: `${origin}/achievements/${kind}/badge.svg`, type: "Image" },
});

/** An identity that only somebody who knows it can recognize (Open Badges 3.0, IdentityObject). */
export const hashedIdentity = (identity: string, salt: string): string =>
  `sha256$${createHash("sha256")
    .update(identity + salt)
    .digest("hex")}`;

export type Claims = Record<string, unknown> & {
  id: string;
  name: string;
  validFrom: string;
  validUntil?: string;
  issuer: { id: string; name: string };
  credentialSubject: {
    type: string[];
    identifier: {
      type: string;
      hashed: boolean;
      identityHash: string;
      identityType: "name" | "emailAddress";
      salt?: string;
    }[];
    achievement: { id: string; name: string; criteria: { narrative: string } };
  };
  credentialStatus: Record<"id" | "type" | "statusPurpose", string> & {
    statusListCredential: string;
    statusListIndex: string;
  };
};

/**
 * An OpenBadgeCredential (Open Badges 3.0 on Verifiable Credentials 2.0) without its proof. The person's name stands in
 * it readably, their e-mail address only as a salted hash; where and with whom they trained does not.
 */
export function claimsOf(
  origin: string,
  one: {
    id: string;
    kind: BadgeKind;
    words: BadgeWords;
    name: string;
    email: string;
    salt: string;
    statusList: number;
    statusIndex: number;
    issuedAt: Date;
    expiresAt: Date | null;
  },
): Claims {
  const list = statusListAddress(origin, one.statusList);
  return {
    "@context": [contextAddresses.credentials, contextAddresses.openBadges],
    id: credentialAddress(origin, one.id),
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: issuerProfile(origin, one.words),
    validFrom: instant(one.issuedAt),
    ...(one.expiresAt ? { validUntil: instant(one.expiresAt) } : {}),
    name: badgeTitle(one.words),
    credentialSubject: {
      type: ["AchievementSubject"],
      identifier: [
        { type: "IdentityObject", hashed: false, identityHash: one.name, identityType: "name" },
        {
          type: "IdentityObject",
          hashed: true,
          identityHash: hashedIdentity(one.email, one.salt),
          identityType: "emailAddress",
          salt: one.salt,
        },
      ],
      achievement: achievement(origin, one.kind, one.words),
    },
    credentialStatus: {
      id: `${list}#${one.statusIndex}`,
      type: "BitstringStatusListEntry",
      statusPurpose: "revocation",
      statusListIndex: String(one.statusIndex),
      statusListCredential: list,
    },
  };
}

/** The holder's name as it stands in a credential, or null. */
export const holderName = (claims: Pick<Claims, "credentialSubject">): string | null =>
  claims.credentialSubject.identifier.find(({ identityType }) => identityType === "name")?.identityHash ??
  null;
