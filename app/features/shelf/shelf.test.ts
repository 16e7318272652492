import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { EditionFile } from "#app/features/manual/edition-files.server.ts";
import { sendManual, specOf } from "#app/features/manual/manuals.server.ts";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords } from "#app/features/people/records.server.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { shelfRequest } from "#db/schema/shelf.ts";
import { audit, manualDownload, outbox } from "#db/schema/trust.ts";
import { cast, emailOf } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { countsCsv, downloadCounts } from "./counts.server.ts";
import { readShelfRequest, type ShelfRequest } from "./request.ts";
import {
  answerRequest,
  askOnShelf,
  eraseRequest,
  forgetShelfRequests,
  grantedBy,
  renewShelfLink,
  shelfRequestPage,
  shelfRequests,
} from "./requests.server.ts";
import { countsAs, shelfPreview } from "./shelf.server.ts";

beforeEach(() => {
  freshDb();
  env.smtpUrl = "smtp://127.0.0.1:1";
});
afterEach(() => {
  env.smtpUrl = undefined;
});

const now = new Date("2027-02-01T18:00:00Z");
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
const asking = (change: Partial<ShelfRequest> = {}): ShelfRequest => ({
  id: newId(),
  wants: "participant",
  name: "Ada Moss",
  email: "ada.moss@example.org",
  agency: "Boise Family Services",
  agencyKind: "child-welfare",
  state: "ID",
  purpose: "We would like to read it in our coalition.",
  ...change,
});
const letters = (to: string) => db.select().from(outbox).where(eq(outbox.recipient, to)).all();
const actions = () =>
  db
    .select()
    .from(audit)
    .all()
    .map(({ action }) => action);

describe("a request on the public shelf", () => {
  it("is kept once however often it is sent, and told to the grantee", () => {
    const input = asking();
    expect([askOnShelf(input, "192.0.2.1", now), askOnShelf(input, "192.0.2.1", now)]).toEqual([0, 0]);
    expect(db.select().from(shelfRequest).all()).toMatchObject([{ ...input, answer: null, erasedAt: null }]);
    expect(actions()).toEqual(["ask-on-shelf"]);
    expect(JSON.stringify(db.select().from(audit).all())).not.toContain("Ada");
    const [letter, ...more] = letters(emailOf(cast.grantee));
    expect(more).toEqual([]);
    expect(letter?.body).toContain("/shelf/requests");
    expect(letter?.body).not.toContain("Ada");
    expect(letters(input.email)).toEqual([]);
  });

  it("has to wait after a few from one address, and a flood sends one letter an hour", () => {
    const waits = Array.from({ length: 12 }, (_, place) =>
      askOnShelf(asking({ email: `a${place}@example.org` }), "192.0.2.1", now),
    );
    expect(waits.map((wait) => wait > 0)).toEqual([...Array(10).fill(false), true, true]);
    expect(letters(emailOf(cast.grantee)).length).toBe(1);
  });

  it("is read field by field, and a program that fills in everything is caught", () => {
    const form = (change: Record<string, string>) => {
      const made = new FormData();
      for (const [name, value] of Object.entries({ ...asking(), ...change })) made.set(name, value);
      return readShelfRequest(made);
    };
    expect(form({ email: "ADA@example.org " }).values?.email).toBe("ada@example.org");
    for (const [name, value] of [
      ["wants", "keys"],
      ["name", "A"],
      ["email", "ada"],
      ["agencyKind", "toString"],
      ["state", "XX"],
      ["purpose", "read"],
    ] as const)
      expect(Object.keys(form({ [name]: value }).errors ?? {})).toEqual([name]);
    expect(form({ id: "1" }).errors?.form).toMatch(/load the page again/i);
    expect(form({ website: "https://example.org" }).isTrapped).toBe(true);
  });
});

describe("an answer", () => {
  it("is the grantee's alone", () => {
    const { id } = asking();
    askOnShelf(asking({ id }), "192.0.2.1", now);
    for (const who of ["trainee", "trainer", "coordinator", "reviewer", "administrator"] as const) {
      expect(refused(() => shelfRequests(as(who)))).toBe(403);
      expect(refused(() => answerRequest(as(who), id, { granted: true }, now))).toBe(403);
      expect(refused(() => eraseRequest(as(who), id, now))).toBe(403);
      expect(refused(() => downloadCounts(as(who), null))).toBe(403);
    }
  });

  it("that grants the participant edition makes a link for thirty days, once", () => {
    const { id, email } = asking();
    askOnShelf(asking({ id }), "192.0.2.1", now);
    const user = as("grantee");
    const { link } = answerRequest(user, id, { granted: true }, now);
    expect(answerRequest(user, id, { granted: true }, now)).toEqual({ link: null });
    expect(refused(() => answerRequest(user, id, { granted: false, reason: "No." }, now))).toBe(409);
    const token = link?.split("/").at(-1) as string;
    expect(letters(email).map(({ body }) => body.includes(link as string))).toEqual([true]);
    expect(grantedBy(token, later(29))).toMatchObject({ agencyKind: "child-welfare", state: "ID" });
    expect(grantedBy(token, later(30))).toBeNull();
    const again = renewShelfLink(user, id, later(29)).split("/").at(-1) as string;
    expect(grantedBy(token, later(29))).toBeNull();
    expect(grantedBy(again, later(58))).not.toBeNull();
    expect(actions()).toEqual(["ask-on-shelf", "answer-request", "renew-shelf-link"]);
    expect(shelfRequests(user)).toMatchObject({ open: [], received: 1, granted: 1, medianDays: 0 });
  });

  it("that declines gives the reason; other wishes make no link", () => {
    const { id, email } = asking();
    askOnShelf(asking({ id }), "192.0.2.1", now);
    const reason = "Your state has a program of its own.";
    expect(answerRequest(as("grantee"), id, { granted: false, reason }, later(2))).toEqual({ link: null });
    expect(letters(email)[0]?.body).toContain(reason);
    expect(shelfRequestPage(as("grantee"), id)).toMatchObject({ state: "declined", reason });
    const site = asking({ wants: "site", email: "b@example.org" });
    askOnShelf(site, "192.0.2.1", now);
    expect(answerRequest(as("grantee"), site.id, { granted: true }, now)).toEqual({ link: null });
    expect(refused(() => renewShelfLink(as("grantee"), site.id, now))).toBe(409);
  });

  it("can be erased, and goes by itself after a year; that there was a request stays", () => {
    const first = asking();
    const second = asking({ email: "b@example.org", name: "Ben Ash" });
    askOnShelf(first, "192.0.2.1", now);
    askOnShelf(second, "192.0.2.1", now);
    const token = answerRequest(as("grantee"), first.id, { granted: true }, now).link?.split("/").at(-1);
    eraseRequest(as("grantee"), first.id, now);
    expect(grantedBy(token as string, now)).toBeNull();
    expect(refused(() => shelfRequestPage(as("grantee"), first.id))).toBe(404);
    forgetShelfRequests(later(364));
    expect(shelfRequests(as("grantee")).open.length).toBe(1);
    forgetShelfRequests(later(366));
    expect(shelfRequests(as("grantee"))).toMatchObject({ open: [], answered: [], received: 2, granted: 1 });
    expect(JSON.stringify(db.select().from(shelfRequest).all())).not.toMatch(
      /Moss|Ash|example\.org|Boise|coalition/,
    );
  });
});

it("is in the records of who made it, and goes with their account", () => {
  const user = as("secondTrainee");
  askOnShelf(asking({ email: user.email }), "192.0.2.1", now);
  expect(myRecords(user).tables.shelf_request).toMatchObject([{ agency: "Boise Family Services" }]);
  eraseMe(user, now);
  expect(db.select().from(shelfRequest).all()).toMatchObject([{ email: null, name: null, purpose: null }]);
});

describe("downloads", () => {
  const file: EditionFile = {
    path: "package.json",
    fileName: "a.pdf",
    hash: "0123",
    bytes: 10,
    pages: 1,
    sheets: [],
  };
  const guide = specOf({ book: "guide", site: "national", form: "a4" });
  const take = async (
    search = "",
    agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    method = "GET",
  ) => {
    const request = new Request(`http://localhost/response-guide/a4/download${search}`, {
      method,
      headers: { "User-Agent": agent },
    });
    await sendManual(null, guide, file, null, countsAs(request)).body?.cancel();
  };

  it("from the shelf keep what was said, the month, and nothing that leads to a person", async () => {
    await take("?agency=advocacy&state=OH");
    await take("?agency=&state=nowhere");
    const rows = db.select().from(manualDownload).all();
    expect(rows.map(({ agencyKind, state }) => [agencyKind, state]).sort()).toEqual([
      [null, null],
      ["advocacy", "OH"],
    ]);
    for (const row of rows) {
      expect(row.personId).toBeNull();
      expect(row.at.toISOString()).toMatch(/-01T00:00:00\.000Z$/);
      expect(row.id).toMatch(/^[0-9a-f]{32}$/);
    }
    const written = db
      .select()
      .from(audit)
      .where(and(eq(audit.action, "download-manual")))
      .all();
    expect(written.map(({ actorId, subject, detail }) => ({ actorId, subject, detail }))).toEqual(
      Array(2).fill({ actorId: null, subject: "public-shelf", detail: { book: "guide", form: "a4" } }),
    );
  });

  it("by programs that look for pages, or of the head alone, are not counted", async () => {
    await take("", "Googlebot/2.1 (+http://www.google.com/bot.html)");
    await take("", undefined, "HEAD");
    expect(db.select().from(manualDownload).all()).toEqual([]);
  });

  it("are counted with those of sites, and every table adds up to the records", async () => {
    for (const search of ["?agency=advocacy&state=OH", "?agency=advocacy&state=OH", "?state=OH", "", "", ""])
      await take(search);
    await sendManual(
      as("trainer"),
      specOf({ book: "training", site: "denver", form: "letter" }),
      file,
    ).body?.cancel();
    const page = downloadCounts(as("grantee"), null);
    const sum = (counts: { count: number }[]) => counts.reduce((all, { count }) => all + count, 0);
    expect([page.total, page.shelf, page.atSites]).toEqual([7, 6, 1]);
    for (const counts of [page.byMonth, page.byBook, page.byForm, page.byEdition])
      expect(sum(counts)).toBe(7);
    expect(page.bySite).toEqual([{ name: "Denver, Colorado", count: 1 }]);
    expect(page.bySiteState).toEqual([{ name: "Colorado", count: 1 }]);
    for (const counts of [page.byKind, page.byState]) expect(sum(counts)).toBe(6);
    expect(page.byState).toEqual([
      { name: "Not said", count: 3 },
      { name: "Others, fewer than 5 each", count: 3 },
    ]);
    const { name, text } = countsCsv(as("grantee"), page.half);
    expect(name).toBe(`ccip-downloads-${page.half}.csv`);
    expect(text).toContain(`${page.half},All downloads,,7`);
    expect(text).toContain(`${page.half},Public shelf by state,"Others, fewer than 5 each",3`);
    expect(text).not.toContain("Ohio");
  });
});

test("what is shown of the books has no plan, no key and no link that asks for an account", () => {
  const guide = shelfPreview("guide");
  const participant = shelfPreview("participant");
  const first = catalogue().course.days[0]?.modules[0];
  expect(guide.sample?.sections.length).toBeGreaterThan(2);
  expect(participant.sample?.title).toBe(first?.title);
  expect(participant.contents.length).toBe(catalogue().course.days.length);
  expect(shelfPreview("training").sample).toBeNull();
  const shown = JSON.stringify([guide, participant, shelfPreview("training")]);
  expect(shown).not.toMatch(/href=\\"\//);
  for (const module of catalogue().modules.values()) {
    for (const { title } of module.plan?.steps ?? [])
      if (title.length > 40) expect(shown).not.toContain(title);
    for (const { options } of module.quiz?.items ?? [])
      for (const { feedback } of options) expect(shown).not.toContain(feedback);
  }
  expect(refused(() => shelfPreview("keys"))).toBe(404);
});
