import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import {
  handoutHtml,
  libraryHtml,
  printCatalogue,
  sectionsHtml,
  siteOf,
} from "#app/content/catalogue.server.ts";
import { notLocalized, waitsForCounsel } from "#app/content/local-words.ts";
import type { SlotName } from "#app/content/schema.ts";
import { collectBook } from "#app/features/manual/book.ts";
import { noticeOf } from "#app/features/manual/press.ts";
import { db } from "#db/client.server.ts";
import { localValue } from "#db/schema/overlay.ts";
import { audit } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { dropDraft, entryPage, overlay, overlayNews, restoreEntry, saveEntry } from "./overlay.server.ts";
import { type EntryInput, readEntry } from "./overlay.ts";
import { createSite } from "./sites.server.ts";

beforeEach(freshDb);

const now = new Date("2026-12-01T17:00:00Z");
const later = new Date("2027-06-01T17:00:00Z");
const center: EntryInput = {
  text: "Call the center first.\n\nIt is open to every agency: https://cac.example.org/intake",
  fields: { name: "Front Range Center", intake: "303-555-0142" },
  source: "The center’s intake lead, by phone",
  verifiedOn: "2026-12-01",
  reviewBy: "2027-05-20",
};
let made = 0;
const sent = (number: number, input: EntryInput, kind: "draft" | "saved" = "saved") => {
  made += 1;
  return { id: `form-${made}`, number, kind, input };
};
const save = (slot: SlotName, number: number, input = center, kind: "draft" | "saved" = "saved") =>
  saveEntry(as("coordinator"), "denver", slot, sent(number, input, kind), now);
const shown = (when = now) => siteOf("denver", when)?.slots.cac;
const printed = (when = now) => printCatalogue("denver", when).sites.get("denver")?.slots.cac;
const auditedActions = () =>
  db
    .select()
    .from(audit)
    .where(and(eq(audit.subject, "denver")))
    .all()
    .map(({ action, detail }) => [action, detail]);

describe("an entry", () => {
  test("is shown everywhere once it is saved, and to nobody while it is a draft", () => {
    expect(shown()?.status).toBe("missing");
    expect(save("cac", 0, center, "draft")).toBeNull();
    expect(shown()?.status).toBe("missing");
    expect(entryPage(as("coordinator"), "denver", "cac", now).form).toEqual(center);
    expect(save("cac", 1)).toBeNull();
    expect(shown()?.local?.state).toBe("current");
    const reader = { discipline: null, siteId: "denver", role: "trainee" as const };
    const page = sectionsHtml("2.6", reader)
      .sections.map(({ html }) => html)
      .join("");
    expect(page).toContain("303-555-0142");
    expect(page).toContain('href="https://cac.example.org/intake"');
    expect(JSON.stringify(printed()?.root)).toContain("303-555-0142");
    expect(
      sectionsHtml("2.6", { ...reader, siteId: "chicago" })
        .sections.map(({ html }) => html)
        .join(""),
    ).not.toContain("303-555-0142");
    expect(auditedActions()).toEqual([
      ["draft-local-entry", { slot: "cac", number: 1 }],
      ["save-local-entry", { slot: "cac", number: 2 }],
    ]);
  });

  test("is one version when the form comes twice, and the second of two coordinators loses nothing", () => {
    const once = sent(0, center);
    for (let i = 0; i < 2; i += 1)
      expect(saveEntry(as("coordinator"), "denver", "cac", once, now)).toBeNull();
    expect(db.select().from(localValue).all()).toHaveLength(1);
    const mine = { ...center, text: "Mine" };
    expect(save("cac", 0, mine)?.stale).toMatchObject({ ...center, number: 1, who: "Ruth Abernathy" });
    expect(shown()?.text).toContain("Call the center first.");
    expect(save("cac", 1, mine)).toBeNull();
    expect(shown()?.text).toContain("Mine");
  });

  test("can be undone, to an earlier version and to the text of the pack", () => {
    save("child_abuse_hotline", 0, { ...center, fields: { number: "303-555-0100" } });
    save("child_abuse_hotline", 1, { ...center, fields: { number: "303-555-0199" } });
    const hotline = () => siteOf("denver", now)?.slots.child_abuse_hotline?.text;
    const restore = (id: string, number: number, to: number) =>
      restoreEntry(as("coordinator"), "denver", "child_abuse_hotline", { id, number, to }, now);
    expect(hotline()).toContain("303-555-0199");
    expect(restore("undo-1", 2, 1)).toBeNull();
    expect(hotline()).toContain("303-555-0100");
    expect(restore("undo-2", 3, 0)).toBeNull();
    expect(hotline()).toContain("1-844-CO-4-KIDS");
    expect(restore("undo-3", 2, 1)?.stale.number).toBe(4);
    expect(refused(() => restore("undo-4", 4, 9))).toBe(404);
    const { history } = entryPage(as("coordinator"), "denver", "child_abuse_hotline", now);
    expect(history.map(({ what }) => what)).toEqual([
      "Taken back to the text of the pack",
      "Saved",
      "Saved",
      "Saved",
    ]);
    expect(history.every(({ isNow }) => !isNow)).toBe(true);
  });

  test("keeps what is in force when a draft is dropped", () => {
    save("cac", 0);
    save("cac", 1, { ...center, text: "Half a thou" }, "draft");
    expect(entryPage(as("coordinator"), "denver", "cac", now).entry.hasDraft).toBe(true);
    expect(dropDraft(as("coordinator"), "denver", "cac", { id: "drop", number: 2 }, now)).toBeNull();
    expect(entryPage(as("coordinator"), "denver", "cac", now)).toMatchObject({
      form: center,
      entry: { hasDraft: false },
    });
    expect(shown()?.text).toContain("Call the center first.");
  });

  test("holds words and never marks", () => {
    save("cac", 0, {
      ...center,
      text: ':::local{slot="cac"}\nx\n:::\n\n**b** [@CO-304] <script>alert(1)</script> javascript:x',
    });
    const page = sectionsHtml("2.6", { discipline: null, siteId: "denver", role: "trainee" })
      .sections.map(({ html }) => html)
      .join("");
    expect(page).toContain("**b** [@CO-304] &#x3C;script>alert(1)");
    expect(page).not.toContain("<script");
  });

  test("is filled by the coordinator of its site and by nobody else", () => {
    const by = (who: Parameters<typeof as>[0]) =>
      refused(() => saveEntry(as(who), "denver", "cac", sent(0, center), now));
    expect(by("trainer")).toBe(403);
    expect(by("grantee")).toBe(403);
    expect(by("administrator")).toBe(403);
    expect(by("trainee")).toBe(404);
    expect(by("chicagoTrainer")).toBe(404);
    expect(overlay(as("grantee"), "denver", now).may.edit).toBe(false);
    expect(refused(() => overlay(as("trainer"), "denver", now))).toBe(403);
    expect(refused(() => overlay(as("coordinator"), "chicago", now))).toBe(404);
    expect(refused(() => entryPage(as("coordinator"), "denver", "none", now))).toBe(404);
    expect(db.select().from(localValue).all()).toEqual([]);
  });
});

describe("a date that is over", () => {
  test("is told on the screen and absent from new prints, whose key changes with the day", () => {
    save("cac", 0);
    const before = printCatalogue("denver", now);
    expect(printCatalogue("denver", now)).toBe(before);
    expect(shown(later)?.local?.state).toBe("expired");
    expect(JSON.stringify(shown(later)?.root)).toContain("303-555-0142");
    const after = printCatalogue("denver", later);
    expect(after.hash).not.toBe(before.hash);
    expect(JSON.stringify(after.sites.get("denver"))).not.toContain("303-555-0142");
    expect(siteOf("denver", new Date("2027-05-21T05:59:00Z"))?.slots.cac?.local?.state).toBe("current");
    expect(siteOf("denver", new Date("2027-05-21T06:01:00Z"))?.slots.cac?.local?.state).toBe("expired");
    expect(overlayNews(as("coordinator"), new Date("2027-05-01T17:00:00Z"))).toMatchObject([
      { siteId: "denver", due: [{ slot: "cac", isOver: false }] },
    ]);
  });
});

describe("what is left", () => {
  test("a new city sees all of it, and its pages and books say so", () => {
    createSite(as("administrator"), "boise", {
      name: "Boise, Idaho",
      timeZone: "America/Boise",
      state: "Idaho",
    });
    const { left, required, groups, site } = overlay(as("grantee"), "boise", now);
    expect(site.state).toBe("Idaho");
    expect(left).toHaveLength(required);
    expect(groups.flatMap(({ entries }) => entries)).toHaveLength(20);
    const print = printCatalogue("boise", now);
    const book = collectBook(print, { book: "guide", site: "boise", paper: "letter" });
    expect(noticeOf(book.site)).toBe(`${notLocalized}.`);
    const text = JSON.stringify(handoutHtml("H2.5b", "boise"));
    expect(text).toContain(notLocalized);
    expect(text).not.toContain("C.R.S.");
  });

  test("law that counsel has not signed is on no page and in no book", () => {
    const site = siteOf("denver", now);
    expect(site?.gaps).toContain("mandated_reporter_statute");
    expect(site?.slots.mandated_reporter_statute?.text).toBe(waitsForCounsel);
    expect(handoutHtml("H1.5b", "denver").html).not.toContain("19-3-304");
    expect(handoutHtml("H1.5b", "denver").html).toContain("law page waits for counsel");
    expect(JSON.stringify(printCatalogue("denver", now).sites.get("denver"))).not.toContain(
      "C.R.S. 19-3-304",
    );
    expect(JSON.stringify(libraryHtml("federal-law"))).not.toContain("19-3-304");
  });

  test("what an edition no longer has a place for is kept and named, and an old name goes on under the new one", () => {
    const row = {
      siteId: "denver",
      number: 1,
      kind: "saved",
      source: "x",
      savedAt: now,
      verifiedOn: "2026-12-01",
      reviewBy: "2027-05-01",
    } as const;
    db.insert(localValue)
      .values({ ...row, id: "a", slot: "old_place", content: { text: "Kept words", fields: {} } })
      .run();
    db.insert(localValue)
      .values({
        ...row,
        id: "b",
        slot: "local_survivor_leadership_contacts",
        content: { text: "Ask the council", fields: {} },
      })
      .run();
    expect(overlay(as("coordinator"), "denver", now).unused).toEqual([
      { slot: "old_place", text: "Kept words", source: "x" },
    ]);
    expect(siteOf("denver", now)?.slots.survivor_leadership_contacts?.text).toContain("Ask the council");
  });
});

describe("the form of an entry", () => {
  const typed = { text: "Call", source: "The office", verifiedOn: "2026-12-01", reviewBy: "2027-05-01" };
  test.each([
    [{}, []],
    [{ text: "" }, ["text"]],
    [{ text: "", "field-name": "Center" }, []],
    [{ source: " " }, ["source"]],
    [{ verifiedOn: "2026-12-02" }, ["verifiedOn"]],
    [{ verifiedOn: "2026-02-30" }, ["verifiedOn"]],
    [{ reviewBy: "2026-12-01" }, ["reviewBy"]],
    [{ reviewBy: "2027-06-03" }, []],
    [{ reviewBy: "2027-06-04" }, ["reviewBy"]],
    [{ verifiedOn: "", reviewBy: "" }, ["verifiedOn", "reviewBy"]],
    [{ text: "x".repeat(3001) }, ["text"]],
  ])("%j needs attention at %j", (change, wanted) => {
    const { errors } = readEntry("cac", { ...typed, ...change }, "2026-12-01", false);
    expect(Object.keys(errors)).toEqual(wanted);
  });

  test("a draft may lack anything but not hold what is no day", () => {
    expect(readEntry("cac", { text: "" }, "2026-12-01", true).errors).toEqual({});
    expect(readEntry("cac", { reviewBy: "soon" }, "2026-12-01", true).errors).toHaveProperty("reviewBy");
  });
});
