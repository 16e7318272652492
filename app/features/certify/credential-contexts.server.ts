import credentialsV2 from "./contexts/credentials-v2.json";
import didV1 from "./contexts/did-v1.json";
import multikeyV1 from "./contexts/multikey-v1.json";
import openBadges from "./contexts/open-badges-3.0.3.json";
import { contextAddresses } from "./credential.ts";

/** The JSON-LD contexts that are kept here, by the address that names them. */
export const keptContexts: ReadonlyMap<string, object> = new Map<string, object>([
  [contextAddresses.credentials, credentialsV2],
  [contextAddresses.openBadges, openBadges],
  [contextAddresses.did, didV1],
  [contextAddresses.multikey, multikeyV1],
]);

export type Loaded = { contextUrl: null; documentUrl: string; document: object };
export type DocumentLoader = (address: string) => Promise<Loaded>;

/**
 * Answers with a kept context or one of `given` (documents by address), and never asks the network: any other address
 * throws.
 */
export const offlineLoader =
  (given: ReadonlyMap<string, object> = new Map()): DocumentLoader =>
  async (address) => {
    const document = keptContexts.get(address) ?? given.get(address);
    if (!document) throw new Error(`${address} is not kept here, and nothing is fetched.`);
    return { contextUrl: null, documentUrl: address, document };
  };
