import { copyFileSync } from "node:fs";
import { join } from "node:path";
import type DatabaseFile from "better-sqlite3";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueBadge } from "#app/features/certify/badges.server.ts";
import routes from "#app/routes.ts";
import { connect, db, transact } from "#db/client.server.ts";
import { insertDemoCohorts } from "#db/demo.ts";
import { insertDemoTrainers } from "#db/demo-trainers.ts";
import { badge } from "#db/schema/certify.ts";
import { attempt, note } from "#db/schema/learning.ts";
import { peopleImport, person } from "#db/schema/people.ts";
import { insertMembers, personIdOf } from "#db/seed.ts";
import { cast, emailOf, everyone, finishedCohort, type Member } from "./cast.ts";
import {
  databaseOf,
  ownForm,
  type RealServer,
  sessionCookie,
  startServer,
  temporaryFolder,
} from "./real-server.ts";
import { type Asker, askers, ids, lines } from "./route-access.ts";

let server: RealServer;
let database: DatabaseFile.Database;
const cookies = new Map<Asker, string>();

beforeAll(async () => {
  const dataDir = temporaryFolder();
  fill(join(dataDir, "cairn.sqlite"));
  server = await startServer({ dataDir, demo: false });
  database = databaseOf(server);
  for (const asker of askers) if (asker !== "nobody") cookies.set(asker, sessionCookie(server, asker));
}, 180_000);
afterAll(async () => {
  database.close();
  await server.stop();
});

/** The cast as real people, their cohorts and, at each of two sites, an attempt and an import. */
function fill(file: string): void {
  copyFileSync(process.env.CAIRN_TEMPLATE as string, file);
  connect(file);
  const now = new Date();
  transact((tx) => {
    insertMembers(tx, finishedCohort, null, now);
    insertDemoCohorts(tx, now);
    insertDemoTrainers(tx, now);
    tx.update(person).set({ demo: false }).run();
    for (const { person: personId, attempt: id, importing, site } of [ids.own, ids.other]) {
      const [done] = tx.select().from(attempt).where(eq(attempt.personId, personId)).all();
      if (!done?.submittedAt) throw new Error(`${personId} has submitted nothing`);
      tx.insert(attempt)
        .values({ ...done, id })
        .run();
      tx.insert(note)
        .values({
          id: `note-${site}`,
          personId,
          moduleId: done.moduleId,
          sectionId: "s",
          body: "A private thought",
          contentHash: done.contentHash,
          createdAt: now,
          updatedAt: now,
        })
        .run();
      const issued = issueBadge(tx, null, { personId, siteId: site, kind: "participant" }, now);
      tx.update(badge)
        .set({ id: `badge-${site}` })
        .where(eq(badge.id, issued))
        .run();
      tx.insert(peopleImport)
        .values({
          id: importing,
          siteId: site,
          importedBy: personIdOf(site === "denver" ? cast.coordinator : cast.atlanticCityTrainer),
          importedAt: now,
          fileHash: "0".repeat(64),
          changes: [],
        })
        .run();
    }
  });
  db.$client.pragma("wal_checkpoint(TRUNCATE)");
  db.$client.close();
}

const headersOf = (asker: Asker): Record<string, string> => {
  const cookie = cookies.get(asker);
  return cookie ? { Cookie: cookie } : {};
};

/** The status, or `in` when it sends to the sign-in page. */
function outcome(response: Response): string {
  const to = response.headers.get("Location") ?? "";
  return response.status === 302 && to.startsWith("/sign-in") ? "in" : String(response.status);
}

/** What of people elsewhere must be in no answer to somebody of Denver. */
const strangers = everyone.filter(({ site }) => site !== null && site !== "denver");
const leaks = (body: string, people: Member[]): string[] =>
  people.flatMap((one) => [one.name, emailOf(one)]).filter((text) => body.includes(text));

describe("the table", () => {
  it("has a line for each route, and no line for a route that is gone", () => {
    const paths = routes.map(({ path, index }) => (index ? "/" : (path ?? "?")));
    expect(routes.some(({ children }) => children?.length)).toBe(false);
    expect([...new Set(lines.map(({ route }) => route))].sort()).toEqual([...new Set(paths)].sort());
  });

  it("asks each route about another's id where it has one", () => {
    const withIds = routes
      .map(({ path }) => path ?? "")
      .filter((path) => /:(cohort|person|personId|site|attemptId|importId)\b/.test(path));
    expect(withIds.length).toBeGreaterThan(15);
    for (const path of withIds) {
      const addresses = lines.filter(({ route }) => route === path).map(({ address }) => address);
      const foreign = Object.values(ids.other);
      expect(
        addresses.some((address) => address.split("/").some((part) => foreign.includes(part))),
        `${path} has no line with another site's id`,
      ).toBe(true);
    }
  });
});

describe.each(lines.map((one) => [one.address, one] as const))("%s", (address, { get, post, form }) => {
  it("opens for whom it should, and shows nobody from elsewhere", async () => {
    const answers = await Promise.all(
      askers.map(async (asker, column) => {
        if (skips(get, column)) return { asker, is: "-", body: "" };
        const response = await fetch(server.origin + address, {
          headers: headersOf(asker),
          redirect: "manual",
        });
        return { asker, is: outcome(response), body: await response.text() };
      }),
    );
    expect(answers.map(({ is }) => is).join(" ")).toBe(get);
    for (const { asker, body } of answers) {
      if (asker === "nobody") expect(leaks(body, everyone), asker).toEqual([]);
      else if (cast[asker].site) expect(leaks(body, strangers), asker).toEqual([]);
      if (asker === "trainee" && !address.startsWith("/account"))
        expect(leaks(body, everyone.filter(isAnotherTrainee)), "another trainee").toEqual([]);
    }
  });

  if (post === undefined) return;
  it("takes a form from nobody who may not send it, and changes nothing then", async () => {
    const before = rowsThatMatter();
    const answers: string[] = [];
    for (const [column, asker] of askers.entries()) {
      if (skips(post ?? "", column)) {
        answers.push("-");
        continue;
      }
      const response = await fetch(server.origin + address, {
        method: "POST",
        redirect: "manual",
        headers: { ...ownForm(server), ...headersOf(asker) },
        body: new URLSearchParams(form),
      });
      answers.push(outcome(response));
    }
    expect(answers.join(" ")).toBe(post);
    expect(rowsThatMatter()).toEqual(before);
  });
});

const skips = (expected: string, column: number): boolean => expected.split(" ")[column] === "-";
const isAnotherTrainee = (one: Member) => one.role === "trainee" && one !== cast.trainee;

/** Everything but sessions, whose last visit moves when somebody asks. */
function rowsThatMatter(): Record<string, unknown> {
  const tables = database
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'session'",
    )
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    tables.map((table) => [
      table,
      database.prepare(`select count(*) as n, * from "${table}" group by rowid`).all(),
    ]),
  );
}
