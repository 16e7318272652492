import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { JsonLdParser } from "jsonld-streaming-parser";
import { RDFC10 } from "rdfjs-c14n";

/**
 * Checks an eddsa-rdfc-2022 proof with nothing of what Cairn issues with: another JSON-LD processor, another
 * canonicalization and OpenSSL instead of the issuing libraries. The steps are those of Data Integrity EdDSA
 * Cryptosuites 1.0 (W3C Recommendation), section 3.2.
 */

type Json = Record<string, unknown>;
type Quads = Exclude<Parameters<RDFC10["c14n"]>[0], string>;
type DidDocument = { id: string; verificationMethod: Json[]; assertionMethod: string[] };

const folder = "app/features/certify/contexts";
const contexts: Record<string, string> = {
  "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
};

const documentLoader = {
  async load(address: string): Promise<Json> {
    const file = contexts[address];
    if (!file) throw new Error(`${address} was asked for`);
    return JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
  },
};

function quadsOf(document: Json): Promise<Quads> {
  return new Promise((resolve, reject) => {
    const parser = new JsonLdParser({ documentLoader, strictValues: true });
    const quads: Quads extends Iterable<infer Quad> ? Quad[] : never = [];
    parser.on("data", (quad) => quads.push(quad));
    parser.on("error", reject);
    parser.on("end", () => resolve(quads));
    parser.write(JSON.stringify(document));
    parser.end();
  });
}

/** The canonical N-Quads of a document (RDFC-1.0). */
export const canonical = async (document: Json): Promise<string> =>
  (await new RDFC10().c14n(await quadsOf(document))).canonical_form;

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Bytes of a multibase text that starts with z (base58, Bitcoin's alphabet). */
function fromBase58(text: unknown): Buffer {
  if (typeof text !== "string" || !text.startsWith("z")) throw new Error("That is not base58.");
  let number = 0n;
  for (const sign of text.slice(1)) {
    const digit = alphabet.indexOf(sign);
    if (digit < 0) throw new Error("That is not base58.");
    number = number * 58n + BigInt(digit);
  }
  const hex = number.toString(16);
  const zeros = /^1*/.exec(text.slice(1))?.[0].length ?? 0;
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex")]);
}

/** Whether the proof of `credential` holds for a key that `did` publishes. Throws on what cannot be read. */
export async function verifiesElsewhere(credential: Json, did: DidDocument): Promise<boolean> {
  const { proof, ...document } = credential as { proof: Json | [Json]; issuer: string | { id: string } };
  const { proofValue, ...options } = Array.isArray(proof) ? proof[0] : proof;
  const issuer = typeof document.issuer === "string" ? document.issuer : document.issuer.id;
  if (issuer !== did.id || options.type !== "DataIntegrityProof") return false;
  if (options.cryptosuite !== "eddsa-rdfc-2022" || options.proofPurpose !== "assertionMethod") return false;
  const method = did.verificationMethod.find(({ id }) => id === options.verificationMethod);
  if (!method || !did.assertionMethod.includes(method.id as string)) return false;
  const key = fromBase58(method.publicKeyMultibase);
  if (key.length !== 34 || key.readUInt16BE() !== 0xed01) return false;
  const context = credential["@context"];
  const hashes = [
    sha256(await canonical({ "@context": context, ...options })),
    sha256(await canonical(document)),
  ];
  const publicKey = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: key.subarray(2).toString("base64url") },
    format: "jwk",
  });
  return verify(null, Buffer.concat(hashes), publicKey, fromBase58(proofValue));
}

/**
 * Whether a signed status list says that a place is revoked, read with nothing of Cairn: Bitstring Status List 1.0 (W3C
 * Recommendation), section 3.3. Throws when the list is not properly signed.
 */
export async function isRevokedElsewhere(list: Json, did: DidDocument, place: number): Promise<boolean> {
  if (!(await verifiesElsewhere(list, did))) throw new Error("The list is not signed by its issuer.");
  const { encodedList } = list.credentialSubject as { encodedList: string };
  if (!encodedList.startsWith("u")) throw new Error("That is not base64url.");
  const bits = gunzipSync(Buffer.from(encodedList.slice(1), "base64url"));
  return ((bits[place >> 3] ?? 0) & (0x80 >> (place & 7))) !== 0;
}
