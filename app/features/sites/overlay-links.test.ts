import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { handoutHtml, printCatalogue, siteOf } from "#app/content/catalogue.server.ts";
import { collectBook } from "#app/features/manual/book.ts";
import { foliate } from "#app/features/manual/folio.ts";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords } from "#app/features/people/records.server.ts";
import { env } from "#app/lib/env.ts";
import { db } from "#db/client.server.ts";
import { counselStamp, localAnswer, localLink, localReminder, localValue } from "#db/schema/overlay.ts";
import { audit, outbox } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { entryPage, overlayNews, saveEntry } from "./overlay.server.ts";
import { exportOverlay, importOverlay } from "./overlay-file.server.ts";
import {
  answerAsOwner,
  counselPage,
  decideCorrection,
  forgetOldLinks,
  makeLink,
  openLinks,
  ownerPage,
  signLaw,
  takeLinkBack,
} from "./overlay-links.server.ts";
import { remindReviews } from "./overlay-reminders.server.ts";

beforeEach(() => {
  freshDb();
  env.smtpUrl = "smtp://127.0.0.1:1";
});
afterEach(() => {
  env.smtpUrl = undefined;
});

const now = new Date("2026-12-01T17:00:00Z");
const entry = {
  text: "Call the center first.",
  fields: { intake: "303-555-0142" },
  source: "Its intake lead",
  verifiedOn: "2026-11-30",
  reviewBy: "2027-05-20",
};
const save = (slot: "cac" | "safe_harbor", number = 0, input = entry) =>
  saveEntry(
    as("coordinator"),
    "denver",
    slot,
    { id: `save-${slot}-${number}`, number, kind: "saved", input },
    now,
  );
const tokenIn = (slot: "cac" | null) =>
  openLinks(as("coordinator"), "denver", slot, now)[0]?.address.split("/").at(-1) ?? "";
const who = { name: "Intake lead", email: "intake@example.org" };
const owner = (id = "link-1") => {
  makeLink(as("coordinator"), "denver", "cac", { id, ...who }, now);
  return tokenIn("cac");
};
const counsel = (id = "link-c") => {
  makeLink(as("coordinator"), "denver", null, { id, name: "A. Lawyer", email: "" }, now);
  return tokenIn(null);
};
const actionsOf = () =>
  db
    .select()
    .from(audit)
    .where(eq(audit.subject, "denver"))
    .all()
    .map(({ action }) => action);

describe("the owner of an entry", () => {
  test("sees the one entry, and says once that it is right", () => {
    save("cac");
    const token = owner();
    owner();
    expect(db.select().from(localLink).all()).toHaveLength(1);
    expect(JSON.stringify(db.select().from(localLink).all())).not.toContain(token);
    const letters = db.select().from(outbox).all();
    expect(letters).toHaveLength(1);
    expect(letters[0]?.body).toContain(`/local-entry/${token}`);
    expect(`${letters[0]?.subject}`).not.toMatch(/traffick|abuse|child/i);
    expect(ownerPage(token, now)).toMatchObject({
      value: { text: entry.text },
      number: 1,
      site: "Denver, Colorado",
    });

    expect(answerAsOwner(token, { intent: "confirm", number: "1", name: "" }, now)).toHaveProperty("name");
    expect(answerAsOwner(token, { intent: "confirm", number: "0", name: "Intake" }, now)).toHaveProperty(
      "form",
    );
    expect(answerAsOwner(token, { intent: "confirm", number: "1", name: "Intake" }, now)).toBeNull();
    expect(siteOf("denver", now)?.slots.cac).toMatchObject({ verified_on: "2026-12-01" });
    expect(refused(() => ownerPage(token, now))).toBe(404);
    expect(refused(() => answerAsOwner(token, { intent: "confirm", number: "2", name: "Intake" }, now))).toBe(
      404,
    );
    expect(db.select().from(localLink).get()).toMatchObject({ recipient: null, email: null });
    expect(actionsOf()).toEqual(["save-local-entry", "ask-entry-owner", "confirm-local-entry"]);
  });

  test("corrects it, and the correction waits for the coordinator", () => {
    save("cac");
    const typed = {
      intent: "correct",
      number: "1",
      name: "Intake",
      text: "",
      "field-intake": "303-555-0199",
    };
    expect(answerAsOwner(owner(), { ...typed, "field-intake": " " }, now)).toHaveProperty("text");
    expect(answerAsOwner(tokenIn("cac"), typed, now)).toBeNull();
    expect(siteOf("denver", now)?.slots.cac?.text).toContain("303-555-0142");
    expect(overlayNews(as("coordinator"), now)[0]?.corrections).toEqual([
      { slot: "cac", title: "Children's advocacy center" },
    ]);
    const id = entryPage(as("coordinator"), "denver", "cac", now).corrections[0]?.id ?? "";
    expect(refused(() => decideCorrection(as("grantee"), "denver", id, true, now))).toBe(403);
    expect(refused(() => decideCorrection(as("trainee"), "denver", id, true, now))).toBe(404);
    for (let i = 0; i < 2; i += 1) decideCorrection(as("coordinator"), "denver", id, true, now);
    expect(siteOf("denver", now)?.slots.cac?.text).toContain("303-555-0199");
    expect(db.select().from(localValue).all()).toHaveLength(2);
    expect(refused(() => decideCorrection(as("coordinator"), "denver", id, false, now))).toBe(409);
    expect(entryPage(as("coordinator"), "denver", "cac", now).corrections).toEqual([]);
  });

  test("cannot use a link that is invented, old, taken back or replaced, and never one to the law", () => {
    save("cac");
    expect(refused(() => ownerPage("invented", now))).toBe(404);
    const first = owner("one");
    const second = owner("two");
    expect(second).not.toBe(first);
    expect(refused(() => ownerPage(first, now))).toBe(404);
    expect(refused(() => ownerPage(second, new Date("2026-12-16T17:00:00Z")))).toBe(404);
    expect(refused(() => counselPage(second, now))).toBe(404);
    takeLinkBack(as("coordinator"), "denver", "two", now);
    expect(refused(() => ownerPage(second, now))).toBe(404);
    expect(refused(() => takeLinkBack(as("grantee"), "denver", "two", now))).toBe(403);
    expect(refused(() => makeLink(as("grantee"), "denver", "cac", { id: "x", ...who }, now))).toBe(403);
    expect(refused(() => makeLink(as("coordinator"), "chicago", "cac", { id: "x", ...who }, now))).toBe(404);
    expect(
      refused(() => makeLink(as("coordinator"), "denver", "safe_harbor", { id: "x", ...who }, now)),
    ).toBe(409);
    owner("three");
    forgetOldLinks(new Date("2027-01-16T17:00:00Z"));
    expect(
      db
        .select()
        .from(localLink)
        .all()
        .every(({ email, recipient }) => !email && !recipient),
    ).toBe(true);
  });
});

describe("counsel", () => {
  const sign = (token: string, hashes: string[], barState = "Colorado", name = "A. Lawyer") =>
    signLaw(token, { name, barState, hashes }, now);

  test("signs what was read; a changed entry needs a new signature, and the old words have the old one", () => {
    save("safe_harbor");
    const token = counsel();
    const hash = () => counselPage(token, now).entries.find(({ slot }) => slot === "safe_harbor")?.hash ?? "";
    const shown = () => siteOf("denver", now)?.slots.safe_harbor?.text ?? "";
    expect(shown()).not.toContain(entry.text);
    expect(sign(token, [hash()], "Utah")?.barState).toContain("law of Colorado");
    expect(sign(token, [], "Colorado", " ")).toMatchObject({
      name: expect.any(String),
      entries: expect.any(String),
    });
    expect(sign(token, ["other"])).toHaveProperty("entries");
    for (let i = 0; i < 2; i += 1) expect(sign(token, [hash()])).toBeNull();
    expect(db.select().from(counselStamp).all()).toHaveLength(1);
    expect(shown()).toContain(entry.text);
    expect(handoutHtml("H1.5b", "denver").html).toContain("by A. Lawyer, admitted in Colorado");
    const print = printCatalogue("denver", now);
    expect(JSON.stringify(print.sites.get("denver")?.slots.safe_harbor)).toContain(entry.text);
    const folio = foliate(
      print,
      collectBook(print, { book: "guide", site: "denver", paper: "letter" }),
      "",
      "0",
    );
    expect(JSON.stringify(folio.pieces)).toContain("by A. Lawyer, admitted in Colorado");
    const old = hash();
    save("safe_harbor", 1, { ...entry, text: "Other words." });
    expect(shown()).not.toContain("Other words.");
    expect(sign(token, [old])).toHaveProperty("entries");
    save("safe_harbor", 2);
    expect(shown()).toContain(entry.text);
    expect(actionsOf().filter((action) => action === "sign-law")).toHaveLength(1);
  });

  test("signs the text of the pack too, and then a complete site says so no more", () => {
    const token = counsel();
    const { entries } = counselPage(token, now);
    expect(
      sign(
        token,
        entries.map(({ hash }) => hash),
      ),
    ).toBeNull();
    expect(siteOf("denver", now)?.slots.mandated_reporter_statute?.text).toContain("19-3-304");
    const rest = siteOf("denver", now)?.gaps ?? [];
    for (const slot of rest)
      saveEntry(
        as("coordinator"),
        "denver",
        slot,
        { id: `fill-${slot}`, number: 0, kind: "saved", input: entry },
        now,
      );
    const again = counselPage(token, now).entries.filter(({ signed }) => !signed);
    sign(
      token,
      again.map(({ hash }) => hash),
    );
    expect(siteOf("denver", now)?.gaps).toEqual([]);
    expect(siteOf("denver", new Date("2027-05-21T17:00:00Z"))?.gaps).not.toEqual([]);
    expect(siteOf("chicago", now)?.slots.safe_harbor?.text).toContain("waits for counsel");
  });
});

test("coordinators are told once of each entry and date, at most once a week and with the whole list, however many processes ask", () => {
  save("cac");
  remindReviews(new Date("2027-04-01T17:00:00Z"));
  expect(db.select().from(localReminder).all()).toEqual([]);
  remindReviews(new Date("2027-05-01T10:00:00Z"));
  expect(db.select().from(outbox).all()).toEqual([]);
  for (const at of ["2027-05-01T17:00:00Z", "2027-05-01T17:20:00Z", "2027-05-02T17:00:00Z"])
    remindReviews(new Date(at));
  const letters = db.select().from(outbox).all();
  expect(letters.map(({ recipient }) => recipient)).toEqual(["ruth.abernathy@example.org"]);
  expect(letters[0]?.body).toContain("Children's advocacy center: by May 20, 2027");
  save("cac", 1, { ...entry, verifiedOn: "2026-12-01", reviewBy: "2027-05-25" });
  remindReviews(new Date("2027-05-03T17:00:00Z"));
  expect(db.select().from(localReminder).all()).toHaveLength(1);
  save("safe_harbor", 0, { ...entry, reviewBy: "2027-05-26" });
  for (const day of ["2027-05-06", "2027-05-08", "2027-05-09"]) remindReviews(new Date(`${day}T17:00:00Z`));
  expect(db.select().from(localReminder).all()).toHaveLength(3);
  const second = db.select().from(outbox).all().slice(1);
  expect(second.map(({ recipient }) => recipient)).toEqual(["ruth.abernathy@example.org"]);
  expect(second[0]?.body).toContain("Children's advocacy center: by May 25, 2027");
  expect(second[0]?.body).toContain("by May 26, 2027");
  expect(overlayNews(as("coordinator"), new Date("2027-05-27T17:00:00Z"))[0]?.due).toMatchObject([
    { slot: "safe_harbor" },
    { slot: "cac", isOver: true },
  ]);
});

test("what somebody wrote is in their records, and stays without a name when they erase their account", () => {
  save("cac");
  owner();
  expect(myRecords(as("coordinator"), now).tables).toMatchObject({
    local_value: [{ slot: "cac", siteId: "denver" }],
    local_link: [{ slot: "cac" }],
  });
  expect(JSON.stringify(myRecords(as("trainer"), now))).not.toContain("local_value");
  eraseMe(as("coordinator"), now);
  expect(siteOf("denver", now)?.slots.cac?.text).toContain("303-555-0142");
  expect(db.select().from(localAnswer).all()).toEqual([]);
});

test("the file of a site goes out and in, twice without a change, and never into another site", () => {
  save("cac");
  const file = JSON.stringify(exportOverlay("denver"));
  expect(importOverlay("denver", file, now)).toEqual({ taken: 0, same: 1, problems: [] });
  expect(importOverlay("chicago", file, now).problems[0]).toContain("of the site “denver”");
  const changed = file.replace("303-555-0142", "303-555-0177");
  expect(importOverlay("denver", changed, now)).toMatchObject({ taken: 1 });
  expect(importOverlay("denver", changed, now)).toMatchObject({ taken: 0, same: 1 });
  expect(siteOf("denver", now)?.slots.cac?.text).toContain("303-555-0177");
  const broken = changed.replace("2027-05-20", "2026-01-01").replace("303-555-0177", "303-555-0100");
  expect(importOverlay("denver", broken, now).problems[0]).toContain("cac, reviewBy");
  expect(importOverlay("denver", "{}", now).problems).toHaveLength(1);
  expect(siteOf("denver", now)?.slots.cac?.text).toContain("303-555-0177");
});
