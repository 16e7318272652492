import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords, readable } from "#app/features/people/records.server.ts";
import { auditWords } from "#app/features/sites/audit-words.ts";
import { db, transact } from "#db/client.server.ts";
import { badge } from "#db/schema/certify.ts";
import { person } from "#db/schema/people.ts";
import { audit } from "#db/schema/trust.ts";
import type { CastKey } from "#tests/cast.ts";
import { decided } from "#tests/certified.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { isRevokedElsewhere, verifiesElsewhere } from "#tests/verify-elsewhere.ts";
import { badgeState } from "./badge-state.ts";
import { issueBadge, myBadges, readableBadge, revokeBadge, revokedIn, shareBadge } from "./badges.server.ts";
import { type BadgeKind, statusListLength } from "./credential.ts";
import { checkCredential } from "./credential-check.server.ts";
import { bakedBadge, didDocumentHere, signedBadge, statusListHere } from "./credential-files.server.ts";
import { credentialPage, myCredentials, sendMachinesTo } from "./credential-page.server.ts";
import { revokeBadgeOf } from "./pipeline-person.server.ts";

beforeEach(freshDb);
const now = new Date("2026-11-24T15:00:00.500Z");
const years = (count: number) => new Date(now.getTime() + count * 366 * 24 * 3600_000);

const issue = (
  by: CastKey | null,
  to: CastKey,
  kind: BadgeKind = "certified-trainer",
  more: { siteId?: string; renews?: string } = {},
  at = now,
) =>
  transact((tx) =>
    issueBadge(tx, by && as(by), { personId: as(to).id, siteId: "denver", kind, ...more }, at),
  );
const rows = () => db.select().from(badge).all();
const audits = () =>
  db
    .select()
    .from(audit)
    .all()
    .filter(({ action }) => action.includes("badge"));

describe("issuing", () => {
  test("makes one row with its claims, and an audit row without personal text", () => {
    const id = issue("coordinator", "trainer");
    expect(id).toMatch(/^[\w-]{22}$/);
    const [row] = rows();
    expect(row).toMatchObject({
      id,
      kind: "certified-trainer",
      siteId: "denver",
      issuedBy: as("coordinator").id,
      issuedAt: new Date("2026-11-24T15:00:00Z"),
      expiresAt: new Date("2028-11-24T15:00:00Z"),
      sharedAt: null,
    });
    expect(row?.claims).toMatchObject({
      name: "CCIP Training: Certified Trainer",
      validFrom: "2026-11-24T15:00:00Z",
    });
    const [line] = audits();
    expect(line).toMatchObject({
      action: "issue-badge",
      subject: id,
      siteId: "denver",
      detail: { personId: as("trainer").id, kind: "certified-trainer" },
    });
    expect(JSON.stringify(line)).not.toMatch(/Amina|@/);
    expect(line && auditWords(line, () => "Amina Okafor")).toBe(
      "issued a certified trainer credential for Amina Okafor",
    );
  });

  test("twice at once makes one; every kind may be held beside the others", () => {
    const [one, two] = [issue("coordinator", "trainer"), issue("grantee", "trainer")];
    expect(two).toBe(one);
    issue("coordinator", "trainer", "lead-trainer");
    issue(null, "trainer", "participant");
    expect(rows().length).toBe(3);
    expect(audits().length).toBe(3);
    const again = db
      .insert(badge)
      .values({ ...(rows()[0] as typeof badge.$inferInsert), id: "second", statusIndex: 1 });
    expect(() => again.run()).toThrow(/UNIQUE/);
  });

  test("is refused to other roles, at other sites and for who is gone", () => {
    for (const who of ["trainee", "trainer", "reviewer", "administrator"] as const)
      expect(refused(() => issue(who, "coTrainer"))).toBe(403);
    expect(refused(() => issue("coordinator", "chicagoTrainer", "lead-trainer", { siteId: "chicago" }))).toBe(
      403,
    );
    expect(refused(() => issue("trainee", "secondTrainee", "participant"))).toBe(403);
    eraseMe(as("secondTrainee"), now);
    const gone = db.select().from(person).where(eq(person.name, "Erased person")).get();
    expect(
      refused(() =>
        transact((tx) =>
          issueBadge(tx, null, { personId: gone?.id ?? "", siteId: "denver", kind: "participant" }),
        ),
      ),
    ).toBe(404);
    expect(rows()).toEqual([]);
    expect(audits()).toEqual([]);
  });

  test("a participant takes their own, and a trainer may give it", () => {
    issue("trainee", "trainee", "participant");
    issue("trainer", "secondTrainee", "participant");
    expect(rows().map(({ expiresAt }) => expiresAt)).toEqual([null, null]);
  });

  test("a renewal takes over once, and the old one stays true until it expires", () => {
    const old = issue("coordinator", "trainer");
    const later = new Date("2028-10-01T00:00:00Z");
    const next = issue("coordinator", "trainer", "certified-trainer", { renews: old }, later);
    expect(issue("coordinator", "trainer", "certified-trainer", { renews: old }, later)).toBe(next);
    expect(next).not.toBe(old);
    const [first] = rows().filter(({ id }) => id === old);
    expect(first).toMatchObject({ replacedBy: next, replacedAt: later, revokedAt: null });
    expect(first && badgeState(first, later)).toBe("renewed");
    expect(first && badgeState(first, years(3))).toBe("expired");
    expect(revokedIn(1)).toEqual([]);
  });

  test("an expired one does not stand in the way of a new one", () => {
    const old = issue("coordinator", "trainer");
    expect(issue("coordinator", "trainer", "certified-trainer", {}, years(3))).not.toBe(old);
  });

  test("places are random, and a half full list is followed by another", () => {
    for (const who of ["trainee", "secondTrainee", "thirdTrainee", "trainer", "coTrainer"] as const)
      issue(null, who, "participant");
    const places = rows().map(({ statusIndex }) => statusIndex);
    expect(new Set(places).size).toBe(5);
    expect(places.some((place) => place > 1000)).toBe(true);
    const owner = as("trainee").id;
    db.run(sql`
      with recursive n(i) as (select 0 union all select i + 1 from n where i < ${statusListLength / 2 - 1})
      insert or ignore into badge
        (id, person_id, site_id, kind, status_list, status_index, issued_at, replaced_at)
      select 'filler-' || i, ${owner}, 'denver', 'participant', 1, i, 0, 0 from n`);
    const id = issue("coordinator", "trainer");
    expect(rows().find((one) => one.id === id)?.statusList).toBe(2);
  });
});

describe("revoking", () => {
  test("ends it for good, once, and a new one may follow", async () => {
    const id = issue("coordinator", "trainer");
    const row = readableBadge(as("trainer"), id);
    const credential = await signedBadge(row);
    const did = await didDocumentHere();
    expect(await checkCredential(credential, did, [await statusListHere(1, now)], now)).toMatchObject({
      is: "valid",
    });
    const revoke = (who: CastKey) => transact((tx) => revokeBadge(tx, as(who), id, "safety", now));
    for (const who of ["trainer", "reviewer", "administrator"] as const)
      expect(refused(() => revoke(who))).toBe(403);
    revoke("coordinator");
    revoke("grantee");
    expect(rows()[0]).toMatchObject({
      revokedAt: now,
      revokedBy: as("coordinator").id,
      revokedReason: "safety",
    });
    expect(audits().filter(({ action }) => action === "revoke-badge").length).toBe(1);
    expect(revokedIn(1)).toEqual([row.statusIndex]);
    expect(await checkCredential(credential, did, [await statusListHere(1, now)], now)).toMatchObject({
      is: "not-valid",
      why: "It was revoked by its issuer.",
    });
    expect(issue("coordinator", "trainer")).not.toBe(id);
    expect(refused(() => transact((tx) => revokeBadge(tx, as("grantee"), "none", "safety")))).toBe(404);
  });

  test("by hand from the page of a person: the bit flips, the page says so, and another stack refuses", async () => {
    decided("trainer", now);
    const id = issue("coordinator", "trainer");
    shareBadge(as("trainer"), id, true, now);
    const { statusIndex } = readableBadge(as("trainer"), id);
    const did = (await didDocumentHere()) as never;
    const elsewhere = async (at: Date) =>
      isRevokedElsewhere((await statusListHere(1, at)) as never, did, statusIndex);
    expect(await elsewhere(now)).toBe(false);
    expect(refused(() => revokeBadgeOf(as("chicagoTrainer"), as("trainer").id, id, "mistake", now))).toBe(
      404,
    );
    expect(refused(() => revokeBadgeOf(as("coordinator"), as("coTrainer").id, id, "mistake", now))).toBe(404);
    revokeBadgeOf(as("coordinator"), as("trainer").id, id, "mistake", now);
    revokeBadgeOf(as("coordinator"), as("trainer").id, id, "safety", now);
    expect(await elsewhere(years(0.01))).toBe(true);
    expect(credentialPage(null, id, now)).toMatchObject({ state: "revoked", mine: false });
    expect(rows()[0]?.revokedReason).toBe("mistake");
    expect(audits().filter(({ action }) => action === "revoke-badge")).toHaveLength(1);
  });

  test("its holder reads why, others only that", () => {
    const id = issue("coordinator", "trainer");
    shareBadge(as("trainer"), id, true, now);
    transact((tx) => revokeBadge(tx, as("coordinator"), id, "safety", now));
    expect(credentialPage(as("trainer"), id, now)).toMatchObject({
      state: "revoked",
      why: "for a safety reason",
    });
    expect(credentialPage(null, id, now)).toMatchObject({ state: "revoked", why: null, mine: false });
  });
});

describe("reading and sharing", () => {
  test("only its holder reads it, until they share it, and again when they stop", () => {
    const id = issue("coordinator", "trainer");
    const others = [null, "coordinator", "grantee", "coTrainer", "chicagoTrainer"] as const;
    const read = (who: CastKey | null) => () => credentialPage(who && as(who), id, now);
    expect(read("trainer")()).toMatchObject({ mine: true, state: "valid", issuedOn: "Nov 24, 2026" });
    for (const who of others) expect(refused(read(who))).toBe(404);
    for (const who of ["coordinator", "coTrainer"] as const)
      expect(refused(() => shareBadge(as(who), id, true))).toBe(404);
    shareBadge(as("trainer"), id, true, now);
    shareBadge(as("trainer"), id, true, now);
    for (const who of others) expect(read(who)()).toMatchObject({ mine: false, name: "Amina Okafor" });
    shareBadge(as("trainer"), id, false, now);
    for (const who of others) expect(refused(read(who))).toBe(404);
    expect(audits().map(({ action }) => action)).toEqual(["issue-badge", "share-badge", "unshare-badge"]);
    expect(myCredentials(as("trainer"), now)).toMatchObject([{ id, isShared: false }]);
    expect(myBadges(as("coTrainer"))).toEqual([]);
  });

  test("a revoked one is not shared anew", () => {
    const id = issue("coordinator", "trainer");
    transact((tx) => revokeBadge(tx, as("coordinator"), id, "mistake", now));
    expect(refused(() => shareBadge(as("trainer"), id, true))).toBe(409);
  });

  test("the file and the picture hold the same credential, right by the other stack", async () => {
    const row = readableBadge(as("trainer"), issue("coordinator", "trainer", "lead-trainer"));
    const credential = await signedBadge(row);
    expect(await verifiesElsewhere(credential as never, (await didDocumentHere()) as never)).toBe(true);
    expect(await bakedBadge(row)).toContain(JSON.stringify(credential, null, 2));
  });

  test("there is no list before anything is in it", async () => {
    expect(revokedIn(1)).toBeNull();
    await expect(statusListHere(1)).rejects.toMatchObject({ status: 404 });
  });

  test("programs are sent to the JSON, people are not", () => {
    const ask = (accept: string) => () =>
      sendMachinesTo(new Request("http://a/", { headers: { Accept: accept } }), "/x.json");
    for (const accept of [
      "application/json",
      "application/ld+json",
      "application/vc+ld+json",
      "application/vc",
    ])
      expect(refused(ask(accept)), accept).toBe(303);
    for (const accept of [
      "",
      "*/*",
      "text/html,application/xhtml+xml,application/xml;q=0.9",
      "text/html, application/json",
    ])
      expect(ask(accept)(), accept).toBeUndefined();
  });
});

test("what is kept about me has it, and erasing my account takes what it names", async () => {
  const id = issue("trainee", "trainee", "participant");
  shareBadge(as("trainee"), id, true, now);
  const place = rows()[0]?.statusIndex;
  const records = myRecords(as("trainee"), now);
  expect(records.tables.badge).toMatchObject([{ id, claims: { name: "CCIP Training: Participant" } }]);
  expect(readable(records, "America/Denver").map(({ title }) => title)).toContain("Credentials");
  const credential = await signedBadge(readableBadge(as("trainee"), id));
  eraseMe(as("trainee"), now);
  expect(rows()).toMatchObject([{ id, claims: null, sharedAt: null, statusIndex: place }]);
  expect(refused(() => readableBadge(null, id))).toBe(404);
  // What they took with them stays valid.
  const list = await statusListHere(1, now);
  expect(await checkCredential(credential, await didDocumentHere(), [list], now)).toMatchObject({
    is: "valid",
  });
});
