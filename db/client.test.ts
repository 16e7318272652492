import DatabaseFile from "better-sqlite3";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { freshDb } from "#tests/fresh-db.ts";
import { db, listed, prepared, transact, transactTogether, type Writer } from "./client.server.ts";
import { place } from "./schema/learning.ts";
import { installation } from "./schema/trust.ts";

beforeEach(freshDb);

const put = (key: string) => (tx: Writer) => {
  tx.insert(installation).values({ key, value: "kept" }).run();
  return key;
};
const keys = () =>
  db
    .select()
    .from(installation)
    .where(eq(installation.value, "kept"))
    .all()
    .map(({ key }) => key)
    .sort();

/** Another process with the same database. */
function beside(): DatabaseFile.Database {
  const other = new DatabaseFile(db.$client.name);
  onTestFinished(() => {
    other.close();
  });
  return other;
}
const seen = (other: DatabaseFile.Database) =>
  other.prepare("select count(*) from installation where value = 'kept'").pluck().get();

describe("writes that come together", () => {
  it("are on disk when they are answered, and not before, in one transaction", async () => {
    const other = beside();
    const changes = () => other.pragma("data_version", { simple: true }) as number;
    const before = changes();
    const group = ["a", "b", "c"].map((key) => transactTogether(put(key)).then(() => seen(other)));
    expect(seen(other)).toBe(0);
    expect(await Promise.all(group)).toEqual([3, 3, 3]);
    expect(changes()).toBe(before + 1);
  });

  it("one that is refused takes nothing of the others with it, and leaves nothing of its own", async () => {
    const outcomes = await Promise.allSettled([
      transactTogether(put("a")),
      transactTogether((tx) => {
        put("b")(tx);
        throw new Response("No.", { status: 409 });
      }),
      transactTogether(put("a")),
      transactTogether((tx) => transact(() => put("c")(tx))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect((outcomes[1] as PromiseRejectedResult).reason.status).toBe(409);
    expect(keys()).toEqual(["a", "c"]);
  });

  it("are all refused when they could not be kept", async () => {
    const outcomes = await Promise.allSettled([
      transactTogether(put("a")),
      transactTogether((tx) => {
        db.$client.pragma("defer_foreign_keys = ON");
        tx.insert(place)
          .values({ personId: "nobody", moduleId: "1.1", sectionId: "s", at: new Date() })
          .run();
      }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(keys()).toEqual([]);
    expect(await transactTogether(put("b"))).toBe("b");
    expect(keys()).toEqual(["b"]);
  });

  it("let this process go on while another one writes, and take along what comes meanwhile", async () => {
    const other = beside();
    other.exec("begin immediate");
    const first = transactTogether(put("a"));
    const second = new Promise((resolve) => setTimeout(resolve, 20)).then(() => transactTogether(put("b")));
    setTimeout(() => other.exec("commit"), 40);
    expect(await Promise.all([first, second])).toEqual(["a", "b"]);
    expect(keys()).toEqual(["a", "b"]);
  });
});

it("a prepared question is asked of the database that is open now", () => {
  const some = prepared((from) =>
    from
      .select({ key: installation.key })
      .from(installation)
      .where(sql`${installation.key} in ${listed("keys")}`),
  );
  const ask = (...wanted: string[]) => some().all({ keys: JSON.stringify(wanted) });
  transact(put("a"));
  expect(ask("a", "b")).toEqual([{ key: "a" }]);
  expect(ask()).toEqual([]);
  freshDb();
  expect(ask("a", "b")).toEqual([]);
});
