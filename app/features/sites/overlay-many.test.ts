import { eq } from "drizzle-orm";
import Papa from "papaparse";
import { beforeEach, describe, expect, test } from "vitest";
import { siteOf } from "#app/content/catalogue.server.ts";
import type { SlotName } from "#app/content/schema.ts";
import { toCsv } from "#app/lib/csv.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { localValue } from "#db/schema/overlay.ts";
import { audit } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { entryPage, saveEntry } from "./overlay.server.ts";
import {
  batchPage,
  groupPage,
  saveBatch,
  sheetFile,
  sheetPage,
  sheetPlan,
  takeSheet,
  undoBatch,
  type Wanted,
} from "./overlay-many.server.ts";
import { readSheet, type Typed } from "./overlay-many.ts";

beforeEach(freshDb);

const now = new Date("2026-12-01T17:00:00Z");
const ruth = () => as("coordinator");
const contacts = () => groupPage(ruth(), "denver", "contacts", now).entries;
const entry = (slot: SlotName) => contacts().find((one) => one.slot === slot);
/** The whole form of the contacts as a browser sends it, with what was typed over it. */
const form = (changes: Partial<Record<SlotName, Typed & { again?: string }>>, from = contacts()): Wanted[] =>
  from.map(({ slot, typed, number }) => {
    const { again, ...change } = changes[slot] ?? {};
    return { slot, number, typed: { ...typed, ...change }, over: null, again: again !== undefined };
  });
const how = (more: { kind?: "saved" | "draft"; verifiedOn?: string; id?: string } = {}) => ({
  id: more.id ?? newId(),
  kind: more.kind ?? ("saved" as const),
  keepIncomplete: false,
  merges: false,
  dates: { verifiedOn: more.verifiedOn ?? "2026-11-30", reviewBy: "2027-05-20" },
});
const save = (wanted: Wanted[], of = how()) => saveBatch(ruth(), "denver", wanted, of, now);
const acts = (plans: { act: string; slot: string }[]) =>
  plans.filter(({ act }) => act !== "nothing").map(({ slot, act }) => [slot, act]);
const center = { "field-name": "Front Range Center", "field-intake": "303-555-0142", source: "By phone" };
const team = { "field-role": "Coordinator", "field-day": "303-555-0143", source: "By phone" };

describe("the form of a group", () => {
  test("writes what was changed, with the days of the page, and leaves the rest alone", () => {
    const plans = save(form({ cac: center, mdt_coordinator: { ...team, verifiedOn: "2026-11-02" } }));
    expect(acts(plans)).toEqual([
      ["cac", "saved"],
      ["mdt_coordinator", "saved"],
    ]);
    expect(db.select().from(localValue).all()).toHaveLength(2);
    expect(siteOf("denver", now)?.slots.cac?.text).toContain("303-555-0142");
    expect(entry("cac")?.typed).toMatchObject({ verifiedOn: "2026-11-30", reviewBy: "2027-05-20" });
    expect(entry("mdt_coordinator")?.typed).toMatchObject({
      verifiedOn: "2026-11-02",
      reviewBy: "2027-05-05",
    });
    const rows = db.select().from(audit).where(eq(audit.action, "save-local-entry")).all();
    expect(rows.map(({ detail }) => detail)).toEqual([
      { slot: "cac", number: 1 },
      { slot: "mdt_coordinator", number: 1 },
    ]);
    expect(groupPage(ruth(), "denver", "contacts", now).here).toMatchObject({ all: 5, due: 0 });
    expect(acts(save(form({})))).toEqual([]);
  });

  test("saves what is right, and gives back what is wrong with a sentence for each field", () => {
    const plans = save(form({ cac: center, mdt_coordinator: { ...team, source: "", reviewBy: "soon" } }));
    expect(acts(plans)).toEqual([
      ["cac", "saved"],
      ["mdt_coordinator", "wrong"],
    ]);
    const wrong = plans.find(({ act }) => act === "wrong");
    expect(Object.keys(wrong?.errors ?? {})).toEqual(["reviewBy", "source"]);
    expect(wrong?.typed["field-day"]).toBe("303-555-0143");
    expect(entry("mdt_coordinator")?.number).toBe(0);
  });

  test("is taken once when it comes twice", () => {
    const wanted = form({ cac: center });
    const of = how();
    expect(acts(save(wanted, of))).toEqual([["cac", "saved"]]);
    expect(acts(save(wanted, of))).toEqual([["cac", "done"]]);
    expect(db.select().from(localValue).all()).toHaveLength(1);
  });

  test("of two tabs, the second overwrites nothing until it is decided", () => {
    const second = contacts();
    save(form({ cac: center }));
    const mine = { ...center, "field-intake": "303-555-0199" };
    const wanted = form({ cac: mine, mdt_coordinator: team }, second);
    const plans = save(wanted);
    expect(acts(plans)).toEqual([
      ["cac", "overtaken"],
      ["mdt_coordinator", "saved"],
    ]);
    const kept = plans.find(({ slot }) => slot === "cac");
    expect(kept?.stale).toMatchObject({ who: "Ruth Abernathy", number: 1 });
    expect(kept?.now["field-intake"]).toBe("303-555-0142");
    expect(kept?.typed["field-intake"]).toBe("303-555-0199");
    expect(entry("cac")?.number).toBe(1);
    const [first] = wanted as [Wanted];
    expect(acts(save([{ ...first, over: "theirs" }]))).toEqual([]);
    expect(acts(save([{ ...first, number: 1 }]))).toEqual([["cac", "saved"]]);
    expect(entry("cac")?.typed["field-intake"]).toBe("303-555-0199");
    expect(acts(save(form({ mdt_coordinator: { ...team, "field-day": "303-555-0144" } }, second)))).toEqual([
      ["mdt_coordinator", "overtaken"],
    ]);
  });

  test("renews what is right as it stands, and says when the day is missing", () => {
    save(form({ cac: { ...center, verifiedOn: "2026-08-01", reviewBy: "2026-12-20" } }));
    expect(groupPage(ruth(), "denver", "contacts", now).here.due).toBe(1);
    const again = { cac: { again: "on" } };
    const [none] = save(form(again), how({ verifiedOn: "" })).filter(({ act }) => act !== "nothing");
    expect(none?.errors).toHaveProperty("verifiedOn");
    expect(acts(save(form(again)))).toEqual([["cac", "saved"]]);
    expect(entry("cac")?.typed).toMatchObject({
      ...center,
      verifiedOn: "2026-11-30",
      reviewBy: "2027-05-20",
    });
  });

  test("keeps drafts, and puts one in force without typing it again", () => {
    expect(acts(save(form({ cac: { "field-name": "Front Range Center" } }), how({ kind: "draft" })))).toEqual(
      [["cac", "draft"]],
    );
    expect(siteOf("denver", now)?.slots.cac?.status).toBe("missing");
    expect(acts(save(form({})))).toEqual([]);
    expect(acts(save(form({ cac: { source: "By phone", again: "on" } })))).toEqual([["cac", "saved"]]);
    expect(siteOf("denver", now)?.slots.cac?.text).toContain("Front Range Center");
  });

  test("is for the coordinator of the site alone", () => {
    const wanted = form({ cac: center });
    const by = (who: Parameters<typeof as>[0]) =>
      refused(() => saveBatch(as(who), "denver", wanted, how(), now));
    expect(by("trainer")).toBe(403);
    expect(by("grantee")).toBe(403);
    expect(by("chicagoTrainer")).toBe(404);
    expect(refused(() => groupPage(as("grantee"), "denver", "law", now))).toBe(403);
    expect(refused(() => sheetPage(as("trainer"), "denver"))).toBe(403);
    expect(refused(() => sheetFile(ruth(), "chicago", now))).toBe(404);
    expect(db.select().from(localValue).all()).toEqual([]);
  });
});

describe("what was saved together", () => {
  test("is undone as one, but for what was changed since", () => {
    save(form({ cac: center }), how());
    const of = how();
    const mine = { "field-intake": "303-555-0199" };
    save(form({ cac: mine, mdt_coordinator: team, tribal_contacts_icwa: { ...team, text: "Ask" } }), of);
    const role = { text: "Mine", fields: {}, source: "x", verifiedOn: "2026-12-01", reviewBy: "2027-05-01" };
    saveEntry(
      ruth(),
      "denver",
      "mdt_coordinator",
      { id: "later", number: 1, kind: "saved", input: role },
      now,
    );
    const states = () => batchPage(ruth(), "denver", of.id).entries.map(({ slot, state }) => [slot, state]);
    expect(states()).toEqual([
      ["cac", "stands"],
      ["mdt_coordinator", "changed since"],
      ["tribal_contacts_icwa", "stands"],
    ]);
    for (let i = 0; i < 2; i += 1) undoBatch(ruth(), "denver", of.id, now);
    expect(states()).toEqual([
      ["cac", "undone"],
      ["mdt_coordinator", "changed since"],
      ["tribal_contacts_icwa", "undone"],
    ]);
    expect(entry("cac")?.typed["field-intake"]).toBe("303-555-0142");
    expect(siteOf("denver", now)?.slots.mdt_coordinator?.text).toContain("Mine");
    expect(entryPage(ruth(), "denver", "cac", now).history).toHaveLength(3);
    expect(refused(() => undoBatch(as("grantee"), "denver", of.id, now))).toBe(403);
    expect(refused(() => batchPage(as("chicagoTrainer"), "denver", of.id))).toBe(404);
    expect(refused(() => batchPage(ruth(), "denver", "%"))).toBe(404);
  });
});

describe("the spreadsheet", () => {
  type Cells = Record<string, string>;
  const rows = () => Papa.parse<Cells>(sheetFile(ruth(), "denver", now).text.slice(1), { header: true }).data;
  const filled = (values: Cells, all = rows()) => {
    const header = Object.keys(all[0] ?? {});
    const lines = all
      .filter((row) => row.Key)
      .map((row) =>
        header.map((name) => (name === "Value" ? (values[row.Key ?? ""] ?? row.Value) : row[name]) ?? ""),
      );
    return toCsv(header, lines);
  };
  const cac = {
    "denver/cac/field-name": "Front Range Center",
    "denver/cac/field-intake": "+1 303 555 0142",
    "denver/cac/source": "By phone",
    "denver/cac/verifiedOn": "11/30/2026",
    "denver/cac/reviewBy": "5/20/27",
  };
  const choices = { keepIncomplete: true, takeMine: [] as string[] };
  const look = (text: string) => sheetPlan(ruth(), "denver", text, choices, now);
  const take = (text: string, more = {}) =>
    takeSheet(ruth(), "denver", text, { ...choices, id: newId(), seen: look(text).seen, ...more }, now);

  test("comes back as it went, and changes nothing", () => {
    expect(
      rows()
        .filter(({ Key }) => Key?.startsWith("denver/cac/"))
        .map(({ Item }) => Item),
    ).toEqual([
      "What people at your site need to know",
      "Name",
      "Address",
      "Intake",
      "Hours",
      "Source",
      "Tested on",
      "Test again by",
    ]);
    expect(acts(look(filled({})).plans)).toEqual([]);
    expect(take(filled({}))).toEqual({ plan: null, written: 0 });
  });

  test("says entry by entry what would change, and then does it once", () => {
    const text = filled({ ...cac, "denver/mdt_coordinator/field-day": "303-555-0143" });
    const plan = look(text);
    expect(acts(plan.plans).sort()).toEqual([
      ["cac", "saved"],
      ["mdt_coordinator", "draft"],
    ]);
    expect(plan.plans.find(({ slot }) => slot === "cac")?.changes).toContainEqual({
      label: "Intake",
      from: "",
      to: "+1 303 555 0142",
    });
    expect(plan.plans.find(({ act }) => act === "draft")?.lacks).toHaveProperty("source");
    expect(db.select().from(localValue).all()).toEqual([]);
    const id = newId();
    for (let i = 0; i < 2; i += 1) expect(take(text, { id, seen: plan.seen })).toMatchObject({ written: 2 });
    expect(db.select().from(localValue).all()).toHaveLength(2);
    expect(entry("cac")?.typed).toMatchObject({ verifiedOn: "2026-11-30", reviewBy: "2027-05-20" });
    expect(entry("mdt_coordinator")?.hasDraft).toBe(true);
    undoBatch(ruth(), "denver", id, now);
    expect(siteOf("denver", now)?.slots.cac?.status).toBe("missing");
    expect(entry("mdt_coordinator")?.hasDraft).toBe(false);
  });

  test("that is old overwrites nothing unasked, and then only what it changed", () => {
    const text = filled(cac);
    save(form({ cac: { ...center, "field-hours": "At any hour" } }));
    const plan = look(text);
    expect(acts(plan.plans)).toEqual([["cac", "overtaken"]]);
    expect(take(text)).toEqual({ plan: null, written: 0 });
    expect(take(text, { takeMine: ["cac"] })).toMatchObject({ written: 1 });
    expect(entry("cac")?.typed).toMatchObject({
      "field-intake": "+1 303 555 0142",
      "field-hours": "At any hour",
    });
  });

  test("writes nothing when the site changed after the look", () => {
    const text = filled(cac);
    const { seen } = look(text);
    save(form({ cac: center }));
    expect(take(text, { seen }).plan?.plans.filter(({ act }) => act === "overtaken")).toHaveLength(1);
    expect(entry("cac")?.number).toBe(1);
  });

  test("is read in part, in any order, and names the rows that it cannot use", () => {
    const part =
      "Version\tKey\tValue\n0\tdenver/cac/source\tBy phone\n0\tdenver/cac/none\tx\nx\tdenver/cac/text\ty\n";
    const { entries, unread, problem } = readSheet("denver", part);
    expect(problem).toBeNull();
    expect(entries).toEqual([{ slot: "cac", number: 0, typed: { source: "By phone" } }]);
    expect(unread.map(({ line }) => line)).toEqual([3, 4]);
    expect(readSheet("chicago", part).problem).toContain("Nothing is mixed");
    expect(readSheet("denver", "name,email\na,b\n").problem).toContain("Keep its first row");
    expect(readSheet("denver", "").problem).toBeTruthy();
  });
});
