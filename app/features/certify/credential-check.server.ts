import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { decodeList } from "@digitalbazaar/vc-bitstring-status-list";
import { z } from "zod";
import { contextAddresses } from "./credential.ts";
import { offlineLoader } from "./credential-contexts.server.ts";

/** `unknown`: the signature is right, and whether it was revoked cannot be said. */
export type Verdict = { is: "valid" | "not-valid" | "unknown"; why: string };

const methodSchema = z.object({
  id: z.string(),
  type: z.literal("Multikey"),
  controller: z.string(),
  publicKeyMultibase: z.string(),
});
const didSchema = z.looseObject({
  id: z.string(),
  verificationMethod: z.array(methodSchema),
  assertionMethod: z.array(z.string()),
});

const issuerSchema = z.union([z.string(), z.looseObject({ id: z.string() })]);
const proofSchema = z.looseObject({ type: z.string() });
const datedSchema = z.looseObject({
  issuer: issuerSchema,
  validFrom: z.iso.datetime({ offset: true }),
  validUntil: z.iso.datetime({ offset: true }).optional(),
  // Of several proofs one could be right and another not.
  proof: z.union([proofSchema, z.tuple([proofSchema])]),
});
const badgeSchema = datedSchema.extend({
  "@context": z.tuple([z.literal(contextAddresses.credentials), z.literal(contextAddresses.openBadges)]),
  type: z.array(z.string()).refine((types) => types.includes("OpenBadgeCredential")),
  credentialStatus: z.looseObject({
    type: z.literal("BitstringStatusListEntry"),
    statusPurpose: z.literal("revocation"),
    statusListIndex: z.string().regex(/^\d+$/),
    statusListCredential: z.string(),
  }),
});
const listSchema = datedSchema.extend({
  id: z.string(),
  type: z.array(z.string()).refine((types) => types.includes("BitstringStatusListCredential")),
  credentialSubject: z.looseObject({
    type: z.literal("BitstringStatusList"),
    statusPurpose: z.literal("revocation"),
    encodedList: z.string(),
  }),
});

const issuerOf = ({ issuer }: z.infer<typeof datedSchema>): string =>
  typeof issuer === "string" ? issuer : issuer.id;

/**
 * Checks a credential against the issuer's DID document and its status list, without a network. The caller decides
 * whether to trust that issuer. `lists` are status list credentials; the one that the credential names is used.
 */
export async function checkCredential(
  credential: unknown,
  didDocument: unknown,
  lists: unknown[],
  now = new Date(),
): Promise<Verdict> {
  const badge = badgeSchema.safeParse(credential);
  if (!badge.success) return no("This is not an Open Badges 3.0 credential, or a part of it was changed.");
  const did = didSchema.safeParse(didDocument);
  if (!did.success) return no("The issuer’s DID document cannot be read.");
  if (issuerOf(badge.data) !== did.data.id)
    return no(`It says that ${issuerOf(badge.data)} issued it. The DID document is of ${did.data.id}.`);
  const signature = await whySignatureFails(credential as object, did.data);
  if (signature) return no(signature);
  if (Date.parse(badge.data.validFrom) > now.getTime())
    return no(`It is valid from ${badge.data.validFrom} on.`);
  if (badge.data.validUntil && Date.parse(badge.data.validUntil) <= now.getTime())
    return no(`It expired at ${badge.data.validUntil}.`);
  return statusIn(lists, badge.data, did.data, now);
}

async function statusIn(
  lists: unknown[],
  { credentialStatus }: z.infer<typeof badgeSchema>,
  did: z.infer<typeof didSchema>,
  now: Date,
): Promise<Verdict> {
  const cannotSay = (why: string): Verdict => ({ is: "unknown", why: `The signature is right. ${why}` });
  const found = lists
    .map((one) => ({ raw: one as object, list: listSchema.safeParse(one).data }))
    .find(({ list }) => list?.id === credentialStatus.statusListCredential);
  if (!found?.list)
    return cannotSay(`Whether it was revoked stands in ${credentialStatus.statusListCredential}.`);
  const { raw, list } = found;
  if (issuerOf(list) !== did.id) return cannotSay("The status list is not of the same issuer.");
  if (await whySignatureFails(raw, did)) return cannotSay("The status list was changed by somebody.");
  if (list.validUntil && Date.parse(list.validUntil) <= now.getTime())
    return cannotSay(`The status list is too old (${list.validFrom}). Get a new one.`);
  const bits = await decodeList({ encodedList: list.credentialSubject.encodedList });
  const index = Number(credentialStatus.statusListIndex);
  if (index >= bits.length) return cannotSay("Its place is not in the status list.");
  if (bits.getStatus(index)) return no("It was revoked by its issuer.");
  return { is: "valid", why: `Signed by ${did.id}, not revoked as of ${list.validFrom}.` };
}

/** Why the proof does not hold, as a sentence, or null. Dates and revocation are not looked at. */
async function whySignatureFails(credential: object, did: z.infer<typeof didSchema>): Promise<string | null> {
  const given = new Map<string, object>([[did.id, did]]);
  for (const method of did.verificationMethod)
    given.set(method.id, { "@context": contextAddresses.multikey, ...method });
  const { validFrom } = credential as { validFrom: string };
  const { verified, error } = await verifyCredential({
    credential,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: offlineLoader(given),
    now: new Date(validFrom),
    checkStatus: async () => ({ verified: true }),
  });
  if (verified) return null;
  const causes = [error, ...(error?.errors ?? [])].map((one) => one?.message ?? "");
  if (causes.some((cause) => /did:web:\S+#\S+ is not kept here/.test(cause)))
    return "It was signed with a key that its issuer does not publish.";
  return "The signature does not fit: something in it was changed after it was issued.";
}

const no = (why: string): Verdict => ({ is: "not-valid", why });
