import { beforeEach, expect, test } from "vitest";
import { hashOf } from "#app/content/local.server.ts";
import { type LocalValue, lawText } from "#app/content/local-site.ts";
import type { SlotName } from "#app/content/schema.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { counselStamp, localLink } from "#db/schema/overlay.ts";
import { as, freshDb } from "#tests/fresh-db.ts";
import { restoreEntry, saveEntry } from "./overlay.server.ts";
import { localChanges } from "./overlay-changes.server.ts";

beforeEach(freshDb);

const now = new Date("2026-12-20T17:00:00Z");
const center: LocalValue = {
  text: "Call the center first.",
  fields: { intake: "303-555-0142" },
  source: "By phone",
  verifiedOn: "2026-11-30",
  reviewBy: "2027-05-20",
};
const save = (
  slot: SlotName,
  number: number,
  day: string,
  input = center,
  kind: "saved" | "draft" = "saved",
) =>
  saveEntry(
    as("coordinator"),
    "denver",
    slot,
    { id: newId(), number, kind, input },
    new Date(`${day}T17:00:00Z`),
  );
const since = (day: string, when = now) => localChanges("denver", day, when);

test("tells which words of a site differ from those of a copy, and from which day on", () => {
  save("cac", 0, "2026-12-01");
  save("cac", 1, "2026-12-10", { ...center, fields: { intake: "303-555-0199" } });
  save("cac", 2, "2026-12-11", { ...center, text: "A draft" }, "draft");
  save("mdt_coordinator", 0, "2026-12-01");
  save("mdt_coordinator", 1, "2026-12-12", { ...center, verifiedOn: "2026-12-11" });
  expect(since("2026-12-05")).toEqual([
    {
      slot: "cac",
      title: "Children's advocacy center",
      group: "Contacts",
      what: ["Changed on Dec 10, 2026."],
      items: [{ label: "Intake", from: "303-555-0142", to: "303-555-0199" }],
    },
  ]);
  expect(since("2026-12-01").map(({ slot }) => slot)).toEqual(["cac", "mdt_coordinator"]);
  expect(since("2026-12-13")).toEqual([]);
  expect(localChanges("chicago", "2026-01-01", now)).toEqual([]);
  restoreEntry(as("coordinator"), "denver", "cac", { id: newId(), number: 3, to: 1 }, now);
  expect(since("2026-12-05")).toEqual([]);
});

test("tells what has left new prints because its day is over", () => {
  save("cac", 0, "2026-12-01");
  const later = new Date("2027-06-01T17:00:00Z");
  expect(since("2027-01-01", later)).toMatchObject([{ slot: "cac", items: [] }]);
  expect(since("2027-01-01", later)[0]?.what.join()).toContain("Its day was May 20, 2027");
  expect(since("2027-05-25", later)).toEqual([]);
});

test("never holds the words of law, and says whether counsel signed them", () => {
  const law = { ...center, fields: {}, text: "Unsigned words" };
  save("safe_harbor", 0, "2026-12-01", law);
  const [waits] = since("2026-11-01");
  expect(waits).toMatchObject({ slot: "safe_harbor", items: [] });
  expect(waits?.what.join(" ")).toContain("waits for counsel");
  expect(JSON.stringify(since("2026-11-01"))).not.toContain("Unsigned words");
  const link = { id: "link", siteId: "denver", tokenHash: "x", madeBy: as("coordinator").id };
  db.insert(localLink)
    .values({ ...link, madeAt: now, expiresAt: now })
    .run();
  db.insert(counselStamp)
    .values({
      id: "stamp",
      siteId: "denver",
      slot: "safe_harbor",
      textHash: hashOf(lawText("safe_harbor", law, null)),
      linkId: "link",
      name: "Ana Counsel",
      barState: "Colorado",
      signedOn: "2026-12-15",
      signedAt: now,
    })
    .run();
  expect(since("2026-12-14")).toMatchObject([
    { slot: "safe_harbor", what: ["Signed by counsel on Dec 15, 2026: new prints hold it."], items: [] },
  ]);
});
