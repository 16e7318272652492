// These packages carry no types. What is used of them, as their own source documents it.
declare module "@digitalbazaar/ed25519-multikey" {
  export type KeyPair = {
    id?: string;
    controller?: string;
    publicKeyMultibase: string;
    secretKeyMultibase: string;
    signer(): object;
  };
  export function generate(options?: { id?: string; controller?: string }): Promise<KeyPair>;
  export function from(key: {
    "@context"?: string;
    type: "Multikey";
    id: string;
    controller: string;
    publicKeyMultibase: string;
    secretKeyMultibase?: string;
  }): Promise<KeyPair>;
}
declare module "@digitalbazaar/data-integrity" {
  export class DataIntegrityProof {
    constructor(options: { signer?: object; date?: string | Date; cryptosuite: object });
  }
}
declare module "@digitalbazaar/eddsa-rdfc-2022-cryptosuite" {
  export const cryptosuite: object;
}
declare module "@digitalbazaar/vc" {
  type Loader = (address: string) => Promise<{ document: object }>;
  export function issue<C extends object>(options: {
    credential: C;
    suite: object;
    documentLoader: Loader;
    now?: Date;
  }): Promise<C & { proof: Record<string, string> }>;
  export function verifyCredential(options: {
    credential: object;
    suite: object;
    documentLoader: Loader;
    now?: Date;
    checkStatus?: () => Promise<{ verified: boolean }>;
  }): Promise<{ verified: boolean; error?: Error & { errors?: Error[] } }>;
}
declare module "@digitalbazaar/vc-bitstring-status-list" {
  export type BitstringStatusList = {
    setStatus(index: number, status: boolean): void;
    getStatus(index: number): boolean;
    encode(): Promise<string>;
    length: number;
  };
  export function createList(options: { length: number }): Promise<BitstringStatusList>;
  export function decodeList(options: { encodedList: string }): Promise<BitstringStatusList>;
  export function createCredential(options: {
    id: string;
    list: BitstringStatusList;
    statusPurpose: "revocation";
  }): Promise<Record<string, unknown>>;
}
