import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { from } from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { issue } from "@digitalbazaar/vc";
import { createCredential, createList } from "@digitalbazaar/vc-bitstring-status-list";
import {
  contextAddresses,
  didOf,
  instant,
  statusListAddress,
  statusListDays,
  statusListLength,
} from "./credential.ts";
import { offlineLoader } from "./credential-contexts.server.ts";
import { type CredentialKey, credentialKeys, type SigningKey, signingKey } from "./credential-keys.server.ts";

export type Proof = Record<string, string>;
export type Signed<C extends object> = C & { proof: Proof };

const multikey = (did: string, { publicKey }: CredentialKey) => ({
  id: `${did}#${publicKey}`,
  type: "Multikey" as const,
  controller: did,
  publicKeyMultibase: publicKey,
});

/**
 * Signs with the newest key (Data Integrity, eddsa-rdfc-2022). The same claims under the same key always give the same
 * bytes: the proof is dated by the credential, or by the key when it is younger. It is a list of one, as the schema of
 * Open Badges 3.0 wants it.
 */
export async function signed<C extends { validFrom: string }>(claims: C): Promise<C & { proof: [Proof] }> {
  const one = await signedWith(await signingKey(), claims);
  return { ...one, proof: [one.proof] };
}

/** Signs with a given key, which is named in the proof as the issuer's. */
export async function signedWith<C extends { validFrom: string }>(
  key: SigningKey,
  claims: C,
): Promise<Signed<C>> {
  const issuer = (claims as unknown as { issuer: string | { id: string } }).issuer;
  const did = typeof issuer === "string" ? issuer : issuer.id;
  const pair = await from({
    "@context": contextAddresses.multikey,
    ...multikey(did, key),
    secretKeyMultibase: key.secretKey,
  });
  const date = new Date(Math.max(Date.parse(claims.validFrom), Date.parse(key.createdAt)));
  return issue({
    credential: structuredClone(claims),
    suite: new DataIntegrityProof({ signer: pair.signer(), date: instant(date), cryptosuite }),
    documentLoader: offlineLoader(),
    now: date,
  });
}

/** What `did:web` finds at /.well-known/did.json: every key that was not withdrawn. */
export async function didDocument(origin: string) {
  const did = didOf(origin);
  const published = (await credentialKeys()).filter(({ withdrawnAt }) => withdrawnAt === null);
  return {
    "@context": [contextAddresses.did, contextAddresses.multikey],
    id: did,
    verificationMethod: published.map((key) => multikey(did, key)),
    assertionMethod: published.map(({ publicKey }) => `${did}#${publicKey}`),
  };
}

const hour = 60 * 60_000;
const kept = new Map<number, { mark: string; made: Signed<{ validFrom: string }> }>();

/**
 * The status list as a signed credential, with the bit of each of `revoked` set. It names the hour it was made in and
 * the day when a copy is too old to rely on.
 */
export async function signedStatusList(
  origin: string,
  list: number,
  revoked: number[],
  now: Date,
): Promise<Signed<{ validFrom: string }>> {
  const key = await signingKey();
  const from = new Date(Math.floor(now.getTime() / hour) * hour);
  // A revocation is never taken back, so their number says which ones they are.
  const mark = [origin, revoked.length, key.publicKey, from.getTime()].join(" ");
  const known = kept.get(list);
  if (known?.mark === mark) return known.made;
  const bits = await createList({ length: statusListLength });
  for (const index of revoked) bits.setStatus(index, true);
  const id = statusListAddress(origin, list);
  const made = await signedWith(key, {
    ...(await createCredential({ id, list: bits, statusPurpose: "revocation" })),
    issuer: didOf(origin),
    validFrom: instant(from),
    validUntil: instant(new Date(from.getTime() + statusListDays * 24 * hour)),
  });
  kept.set(list, { mark, made });
  return made;
}
