import { createHash, randomBytes } from "node:crypto";
import { monotonicFactory } from "ulid";

const ulid = monotonicFactory();

/** A new text id that sorts by the time it was made. */
export const newId = (): string => ulid().toLowerCase();

/** 256 random bits for a link that signs somebody in; store only `hashToken` of it. */
export const newToken = (): string => randomBytes(32).toString("base64url");

export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
