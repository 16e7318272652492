import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifiesElsewhere } from "#tests/verify-elsewhere.ts";
import { badgePicture, bake, unbaked } from "./badge-picture.ts";
import { badgeWords } from "./badges.server.ts";
import { type BadgeKind, badgeKinds, claimsOf, didOf, endOf, hashedIdentity } from "./credential.ts";
import { checkCredential } from "./credential-check.server.ts";
import { keptContexts, offlineLoader } from "./credential-contexts.server.ts";
import { credentialKeys, rotateKeys, withdrawKey } from "./credential-keys.server.ts";
import { didDocument, signed, signedStatusList, signedWith } from "./credential-sign.server.ts";

const origin = "https://cairn.example.org";
const issuedAt = new Date("2026-11-24T15:00:00Z");
const now = new Date("2026-11-25T09:30:00Z");

const claims = (kind: BadgeKind, more: Partial<Parameters<typeof claimsOf>[1]> = {}) =>
  claimsOf(origin, {
    id: "3q2-7wTmQ0u1v5yKp8aZbA",
    kind,
    words: badgeWords(kind),
    name: "Tomás Rivera",
    email: "tomas.rivera@example.org",
    salt: "c2FsdA",
    statusList: 1,
    statusIndex: 94_567,
    issuedAt,
    expiresAt: endOf(kind, issuedAt),
    ...more,
  });

/** No test of this file may reach for the network. */
const connect = Socket.prototype.connect;
const attempts: unknown[] = [];
beforeAll(() => {
  Socket.prototype.connect = ((...to: unknown[]) => {
    attempts.push(to);
    throw new Error("The network was asked.");
  }) as typeof connect;
});
afterAll(() => {
  Socket.prototype.connect = connect;
  expect(attempts).toEqual([]);
});

describe("what is issued", () => {
  test.each(badgeKinds)("%s: right by the other stack, by ours and by 1EdTech's schema", async (kind) => {
    const one = await signed(claims(kind));
    const did = await didDocument(origin);
    expect(await verifiesElsewhere(one, did)).toBe(true);
    const list = await signedStatusList(origin, 1, [], now);
    expect(await verifiesElsewhere(list, did)).toBe(true);
    expect(await checkCredential(one, did, [list], now)).toMatchObject({ is: "valid" });
    const schema = JSON.parse(readFileSync("tests/vectors/ob-3.0-achievementcredential-schema.json", "utf8"));
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const matches = ajv.compile(schema);
    expect(matches(one), JSON.stringify(matches.errors)).toBe(true);
  });

  test("the same claims under the same key are the same bytes", async () => {
    expect(await signed(claims("participant"))).toEqual(await signed(claims("participant")));
  });

  test("the example that 1EdTech publishes with its key comes out to the letter", async () => {
    const published = JSON.parse(readFileSync("tests/vectors/ob-3.0-signed.json", "utf8"));
    const { proof, ...unsigned } = published;
    const key = {
      publicKey: "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
      secretKey:
        "zrv2bqTbNwCTsRrHFcJCPjVAduh4Ezcnoq1A3ZxH1GWTNkxipLVuaAoMFmze2gFN9oNXfJjufxSHWVZzsJiUsMHFMcx",
      createdAt: proof.created,
      retiredAt: null,
      withdrawnAt: null,
    };
    expect(await signedWith(key, unsigned)).toEqual(published);
    const did = {
      id: published.issuer.id,
      verificationMethod: [{ id: proof.verificationMethod, publicKeyMultibase: key.publicKey }],
      assertionMethod: [proof.verificationMethod],
    };
    expect(await verifiesElsewhere(published, did)).toBe(true);
  });

  test("it names no topic, no place and no e-mail address", async () => {
    const sheet = readFileSync("curricula/ccip/instruments/certificate.yaml", "utf8");
    const never = /^never: \[(.+)\]$/m.exec(sheet)?.[1]?.split(", ") ?? [];
    expect(never).toContain("trafficking");
    for (const kind of badgeKinds) {
      const words = badgeWords(kind);
      const text = `${JSON.stringify(await signed(claims(kind)))}${badgePicture(kind, words)}`.toLowerCase();
      for (const word of [...never, "child", "denver", "@example"]) expect(text).not.toContain(word);
    }
  });

  test("whoever knows the address recognizes it, others do not", () => {
    // Open Badges 3.0, IdentityObject: the hash of the identity followed by the salt.
    expect(hashedIdentity("a@b.org", "salt")).toBe(
      `sha256$${createHash("sha256").update("a@b.orgsalt").digest("hex")}`,
    );
    expect(hashedIdentity("a@b.org", "salt")).not.toBe(hashedIdentity("a@b.org", "other"));
  });

  test("did:web writes a port as %3A", () => {
    expect(didOf("https://cairn.example.org")).toBe("did:web:cairn.example.org");
    expect(didOf("http://127.0.0.1:3000")).toBe("did:web:127.0.0.1%3A3000");
  });

  test("trainers' badges end after two years, on a leap day as well", () => {
    expect(endOf("participant", issuedAt)).toBeNull();
    expect(endOf("lead-trainer", issuedAt)?.toISOString()).toBe("2028-11-24T15:00:00.000Z");
    expect(endOf("certified-trainer", new Date("2028-02-29T12:00:00Z"))?.toISOString()).toBe(
      "2030-03-01T12:00:00.000Z",
    );
  });
});

describe("what was changed", () => {
  test("one flipped bit anywhere in the file fails, for both stacks", async () => {
    const whole = await signed(claims("certified-trainer"));
    const did = await didDocument(origin);
    const lists = [await signedStatusList(origin, 1, [], now)];
    const bytes = Buffer.from(JSON.stringify(whole), "utf8");
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (place, bit) => {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] as number) ^ (1 << bit);
        const read = parsed(changed.toString("utf8"));
        if (read === null) return;
        expect(isDeepStrictEqual(read, whole)).toBe(false);
        expect((await checkCredential(read, did, lists, now)).is).not.toBe("valid");
        expect(await verifiesElsewhere(read, did).catch(() => false)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test("a claim that was added, or a context of somebody else, fails", async () => {
    const one = await signed(claims("participant"));
    const did = await didDocument(origin);
    const lists = [await signedStatusList(origin, 1, [], now)];
    const forged: object[] = [
      { ...one, evidence: [{ id: "https://example.org/e", type: ["Evidence"] }] },
      { ...one, unknownWord: "more" },
      { ...one, "@context": [...(one["@context" as never] as string[]), "https://example.org/context"] },
      {
        ...one,
        "@context": [(one["@context" as never] as string[])[0], { name: "https://schema.org/alternateName" }],
      },
      { ...one, validUntil: "2040-01-01T00:00:00Z" },
      { ...one, issuer: { ...one.issuer, id: "did:web:elsewhere.example.org" } },
      { ...one, proof: [{ ...one.proof[0], proofPurpose: "authentication" }] },
      { ...one, proof: [...one.proof, ...one.proof] },
    ];
    for (const each of forged) expect((await checkCredential(each, did, lists, now)).is).toBe("not-valid");
    for (const each of [null, [], "text", {}, { ...one, proof: undefined }])
      expect((await checkCredential(each, did, lists, now)).is).toBe("not-valid");
  });

  test("the same claims signed by somebody else fail", async () => {
    const did = await didDocument(origin);
    const published = JSON.parse(readFileSync("tests/vectors/ob-3.0-signed.json", "utf8"));
    const stranger = {
      publicKey: "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
      secretKey:
        "zrv2bqTbNwCTsRrHFcJCPjVAduh4Ezcnoq1A3ZxH1GWTNkxipLVuaAoMFmze2gFN9oNXfJjufxSHWVZzsJiUsMHFMcx",
      createdAt: published.proof.created,
      retiredAt: null,
      withdrawnAt: null,
    };
    const forged = await signedWith(stranger, claims("lead-trainer"));
    const verdict = await checkCredential(forged, did, [], now);
    expect(verdict).toMatchObject({ is: "not-valid", why: expect.stringMatching(/does not publish/) });
    expect(await verifiesElsewhere(forged, did)).toBe(false);
  });
});

describe("time and revocation", () => {
  test("revoked: the list says so, for this place alone", async () => {
    const one = await signed(claims("certified-trainer"));
    const neighbor = await signed(claims("participant", { id: "other", statusIndex: 94_568 }));
    const did = await didDocument(origin);
    const list = await signedStatusList(origin, 1, [94_567], now);
    expect(await checkCredential(one, did, [list], now)).toMatchObject({
      is: "not-valid",
      why: expect.stringMatching(/revoked/),
    });
    expect(await checkCredential(neighbor, did, [list], now)).toMatchObject({ is: "valid" });
  });

  test("without its list, with a changed one or an old one, nothing is claimed", async () => {
    const one = await signed(claims("certified-trainer"));
    const did = await didDocument(origin);
    const list = await signedStatusList(origin, 1, [94_567], now);
    const clean = await signedStatusList(origin, 1, [], now);
    const { credentialSubject } = clean as unknown as { credentialSubject: object };
    const other = await signedStatusList(origin, 2, [], now);
    const eightDaysLater = new Date(now.getTime() + 8 * 24 * 3600_000);
    for (const [lists, at, why] of [
      [[], now, /stands in https:\/\/cairn.example.org\/credentials\/status\/1/],
      [[other], now, /stands in/],
      [[{ ...list, credentialSubject }], now, /changed/],
      [[clean], eightDaysLater, /too old/],
    ] as const)
      expect(await checkCredential(one, did, [...lists], at)).toMatchObject({
        is: "unknown",
        why: expect.stringMatching(why),
      });
  });

  test("expired and not yet valid are told apart from changed", async () => {
    const one = await signed(claims("certified-trainer"));
    const did = await didDocument(origin);
    const at = (day: string) => checkCredential(one, did, [], new Date(day));
    expect(await at("2028-11-25T00:00:00Z")).toMatchObject({
      is: "not-valid",
      why: expect.stringMatching(/expired/),
    });
    expect(await at("2026-11-01T00:00:00Z")).toMatchObject({
      is: "not-valid",
      why: expect.stringMatching(/valid from/),
    });
  });

  test("after a rotation the old and the new verify; after a withdrawal the old one does not", async () => {
    const old = await signed(claims("certified-trainer"));
    await rotateKeys(now);
    const renewed = await signed(claims("certified-trainer"));
    expect(renewed.proof[0].verificationMethod).not.toBe(old.proof[0].verificationMethod);
    const did = await didDocument(origin);
    const lists = [await signedStatusList(origin, 1, [], now)];
    for (const one of [old, renewed]) {
      expect(await verifiesElsewhere(one, did)).toBe(true);
      expect(await checkCredential(one, did, lists, now)).toMatchObject({ is: "valid" });
    }
    const [first] = await credentialKeys();
    await withdrawKey(first?.publicKey ?? "", now);
    const after = await didDocument(origin);
    expect(await checkCredential(old, after, lists, now)).toMatchObject({ is: "not-valid" });
    expect(await checkCredential(renewed, after, lists, now)).toMatchObject({ is: "valid" });
  });
});

describe("baked into a picture", () => {
  test.each(["Tomás Rivera", "]]> <svg onload=\"x\"> & 'quotes'"])(
    "%s: comes out and verifies",
    async (name) => {
      const kind = "lead-trainer";
      const one = await signed(claims(kind, { name }));
      const svg = bake(badgePicture(kind, badgeWords(kind)), one);
      expect(svg).toContain('xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"');
      // Directly after the svg tag, once, and well-formed XML up to the end of the CDATA.
      expect(svg).toMatch(/<svg\b[^>]*>\s*<openbadges:credential><!\[CDATA\[/);
      expect(svg.split("<![CDATA[").length).toBe(2);
      expect(svg.split("]]>").length).toBe(2);
      const out = parsed(unbaked(svg) ?? "") as Record<string, unknown>;
      expect(out).toEqual(one);
      expect(await verifiesElsewhere(out, await didDocument(origin))).toBe(true);
      expect(() => bake(svg, one)).toThrow(/holds a credential already/);
    },
  );

  test("a picture without one gives nothing", () => {
    expect(unbaked(badgePicture("participant", badgeWords("participant")))).toBeNull();
  });
});

describe("contexts", () => {
  test("are the published ones, to the byte", () => {
    const sum = (file: string) =>
      createHash("sha256")
        .update(readFileSync(`app/features/certify/contexts/${file}`))
        .digest("hex");
    // As printed in Verifiable Credentials Data Model 2.0 (W3C Recommendation), B.1.
    expect(sum("credentials-v2.json")).toBe(
      "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    );
    expect(sum("did-v1.json")).toBe("4f3eae5568c9c5f036a082088f9e192019ee06faa78973c87ff91d5421b88dad");
    expect(sum("multikey-v1.json")).toBe("ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597");
    expect(sum("open-badges-3.0.3.json")).toBe(
      "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    );
  });

  test("any other address throws, and the network is not asked", async () => {
    expect(keptContexts.size).toBe(4);
    const load = offlineLoader();
    for (const address of keptContexts.keys()) expect((await load(address)).document).toBeTypeOf("object");
    for (const address of [
      "https://www.w3.org/2018/credentials/v1",
      "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
      "http://169.254.169.254/latest",
      "file:///etc/passwd",
      "did:web:elsewhere.example.org",
    ])
      await expect(load(address)).rejects.toThrow(/not kept here/);
    const one = claims("participant");
    const elsewhere = {
      ...one,
      "@context": [...(one["@context"] as string[]), "https://example.org/context"],
    };
    await expect(signed(elsewhere)).rejects.toThrow();
    expect(attempts).toEqual([]);
  });
});

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
