import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import DatabaseFile from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { databaseOf, type RealServer, startServer, temporaryFolder } from "./real-server.ts";

const folders: string[] = [];
function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made;
}
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

/** `npm run backup` or `npm run restore`, as npm runs it. */
function command(name: "backup" | "restore", dataDir: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", `app/commands/${name}.ts`, ...args],
    { encoding: "utf8", env: { ...process.env, DATA_DIR: dataDir } },
  );
  return { status, stdout, stderr };
}

/** A data folder with the migrated cast in it. */
function filledFolder(): string {
  const dataDir = folder();
  cpSync(process.env.CAIRN_TEMPLATE as string, join(dataDir, "cairn.sqlite"));
  return dataDir;
}

function everyRow(file: string): Record<string, unknown[]> {
  const client = new DatabaseFile(file, { readonly: true });
  const tables = client
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")
    .pluck()
    .all() as string[];
  const rows = tables.map((table) => [table, client.prepare(`select * from "${table}" order by 1, 2`).all()]);
  client.close();
  return Object.fromEntries(rows);
}

const backupsIn = (dataDir: string): string[] =>
  existsSync(join(dataDir, "backups")) ? readdirSync(join(dataDir, "backups")) : [];

describe("backup and restore", () => {
  it("give back every row of every table", () => {
    const dataDir = filledFolder();
    const database = join(dataDir, "cairn.sqlite");
    const before = everyRow(database);
    expect(Object.keys(before).length).toBeGreaterThan(15);

    const backup = join(dataDir, "elsewhere", "monday.sqlite");
    const made = command("backup", dataDir, "--out", backup);
    expect(made).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/monday\.sqlite \(\d+\.\d\d MB, checked\)/),
    });
    expect(everyRow(backup)).toEqual(before);

    const client = new DatabaseFile(database);
    client.exec(
      "update person set name = 'Somebody else'; delete from installation; delete from role_grant;",
    );
    client.close();
    const changed = everyRow(database);
    expect(changed).not.toEqual(before);

    const restored = command("restore", dataDir, backup);
    expect(restored).toMatchObject({ status: 0, stderr: "" });
    expect(everyRow(database)).toEqual(before);
    const kept = backupsIn(dataDir).filter((name) => name.startsWith("before-restore-"));
    expect(kept).toHaveLength(1);
    expect(everyRow(join(dataDir, "backups", kept[0] as string))).toEqual(changed);
  });

  it("puts a backup into an empty data folder", () => {
    const backup = process.env.CAIRN_TEMPLATE as string;
    const dataDir = folder();
    expect(command("restore", dataDir, backup)).toMatchObject({ status: 0 });
    expect(everyRow(join(dataDir, "cairn.sqlite"))).toEqual(everyRow(backup));
  });

  it("refuses what is not a whole Cairn database that it knows, and changes nothing", () => {
    const dataDir = filledFolder();
    const before = everyRow(join(dataDir, "cairn.sqlite"));
    const text = join(dataDir, "notes.sqlite");
    writeFileSync(
      text,
      "These are my notes, long enough to be read as the header of a database file.".repeat(10),
    );
    const other = join(dataDir, "other.sqlite");
    new DatabaseFile(other).exec("create table recipe (id text)").close();
    const newer = join(dataDir, "newer.sqlite");
    cpSync(process.env.CAIRN_TEMPLATE as string, newer);
    new DatabaseFile(newer)
      .exec("insert into __drizzle_migrations (hash, created_at) values ('of next year', 4000000000000)")
      .close();
    const damaged = join(dataDir, "damaged.sqlite");
    const bytes = readFileSync(process.env.CAIRN_TEMPLATE as string);
    writeFileSync(damaged, bytes.subarray(0, Math.floor(bytes.length * 0.6)));

    const sentences: [string, RegExp][] = [
      [text, /is not a database/],
      [other, /is not a Cairn database/],
      [newer, /newer or different Cairn/],
      [damaged, /is damaged|is not a database/],
      [join(dataDir, "missing.sqlite"), /There is no file/],
    ];
    for (const [file, sentence] of sentences)
      expect(command("restore", dataDir, file)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(sentence),
      });
    expect(command("restore", dataDir)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("Name one backup"),
    });
    expect(everyRow(join(dataDir, "cairn.sqlite"))).toEqual(before);
    expect(backupsIn(dataDir)).toEqual([]);
  });

  it("does not write over a file and says when there is nothing to copy", () => {
    const dataDir = filledFolder();
    const out = join(dataDir, "once.sqlite");
    expect(command("backup", dataDir, "--out", out).status).toBe(0);
    expect(command("backup", dataDir, "--out", out)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("exists already"),
    });
    expect(command("backup", folder())).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("There is no Cairn database"),
    });
  });
});

describe("beside a running server", () => {
  it("a backup under constant writing is whole, and restore is refused until the server has stopped", async () => {
    const server = await startServer();
    const backup = join(server.dataDir, "under-load.sqlite");
    const writer = spawn(process.execPath, ["--input-type=module", "--eval", pairsForEver, server.dataDir], {
      stdio: ["pipe", "pipe", "inherit"],
      cwd: resolve("."),
    });
    await new Promise((first) => writer.stdout.once("data", first));
    expect(command("backup", server.dataDir, "--out", backup)).toMatchObject({ status: 0 });
    const stillWriting = writer.exitCode === null;
    writer.stdin.end();
    await new Promise((ended) => writer.once("close", ended));
    expect(stillWriting).toBe(true);

    // Each transaction of the writer adds two rows: half of one in the copy would be a torn copy.
    const copy = new DatabaseFile(backup, { readonly: true });
    const inCopy = copy
      .prepare("select count(*) from installation where key like 'pair-%'")
      .pluck()
      .get() as number;
    copy.close();
    const inServer = pairsIn(server);
    expect(inCopy % 2).toBe(0);
    expect(inCopy).toBeGreaterThan(0);
    expect(inServer).toBeGreaterThan(inCopy);

    expect(command("restore", server.dataDir, backup)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("A server is using this data folder"),
    });
    expect(pairsIn(server)).toBe(inServer);

    server.signal("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(command("restore", server.dataDir, backup)).toMatchObject({ status: 0 });
    expect(pairsIn(server)).toBe(inCopy);

    // The drill ends with people working again.
    const again = await startServer({ dataDir: server.dataDir });
    expect((await fetch(`${again.origin}/readyz`)).status).toBe(200);
    expect(pairsIn(again)).toBe(inCopy);
    await again.stop();
  });
});

function pairsIn(server: Pick<RealServer, "dataDir">): number {
  const database = databaseOf(server);
  const count = database
    .prepare("select count(*) from installation where key like 'pair-%'")
    .pluck()
    .get() as number;
  database.close();
  return count;
}

const pairsForEver = `
import DatabaseFile from "better-sqlite3";
const client = new DatabaseFile(process.argv[1] + "/cairn.sqlite", { timeout: 10000 });
const add = client.prepare("insert into installation (key, value) values (?, 'x')");
const pair = client.transaction((n) => { add.run("pair-" + n + "-a"); add.run("pair-" + n + "-b"); });
let n = 0, stop = false;
process.stdin.on("end", () => { stop = true; }).resume();
const next = () => {
  if (stop) { client.close(); return; }
  for (let i = 0; i < 20; i += 1) pair.immediate((n += 1));
  if (n === 20) console.log("writing");
  setImmediate(next);
};
next();
`;

describe("migrations", () => {
  /** The real migrations and one more, as the next release would bring it. */
  function nextRelease(sql: string): string {
    const made = join(folder(), "migrations");
    cpSync("db/migrations", made, { recursive: true });
    const journalFile = join(made, "meta/_journal.json");
    const journal = JSON.parse(readFileSync(journalFile, "utf8"));
    journal.entries.push({
      idx: 99,
      version: "6",
      when: 4_000_000_000_000,
      tag: "0099_next",
      breakpoints: true,
    });
    writeFileSync(journalFile, JSON.stringify(journal));
    writeFileSync(join(made, "0099_next.sql"), sql);
    return made;
  }

  it("run by themselves after a copy of the old database, once", async () => {
    const { migrateDatabase } = await import("#db/migrate.server.ts");
    const dataDir = filledFolder();
    const before = everyRow(join(dataDir, "cairn.sqlite"));
    const release = nextRelease("alter table site add column motto text;");

    const copy = await migrateDatabase(dataDir, new Date("2026-03-01T08:00:00Z"), release);
    expect(copy).toBe(join(dataDir, "backups", "before-migration-2026-03-01T08-00-00.000Z.sqlite"));
    expect(everyRow(copy as string)).toEqual(before);
    const after = everyRow(join(dataDir, "cairn.sqlite"));
    expect(after.site).toEqual((before.site as object[]).map((row) => ({ ...row, motto: null })));
    expect(await migrateDatabase(dataDir, new Date(), release)).toBeNull();
    expect(backupsIn(dataDir)).toHaveLength(1);

    // The older program must not write into it now.
    await expect(migrateDatabase(dataDir)).rejects.toThrow(/newer or different Cairn/);
  });

  it("leave the database as it was when one fails", async () => {
    const { migrateDatabase } = await import("#db/migrate.server.ts");
    const dataDir = filledFolder();
    const before = everyRow(join(dataDir, "cairn.sqlite"));
    const release = nextRelease(
      "alter table site add column motto text;\n--> statement-breakpoint\nalter table nowhere add column x text;",
    );
    await expect(migrateDatabase(dataDir, new Date(), release)).rejects.toThrow();
    expect(everyRow(join(dataDir, "cairn.sqlite"))).toEqual(before);
  });

  it("keep the rows that point at a table which is built anew", async () => {
    const { migrateDatabase } = await import("#db/migrate.server.ts");
    const dataDir = filledFolder();
    const before = everyRow(join(dataDir, "cairn.sqlite"));
    const statements = [
      "create table new_site (id text primary key, name text not null, time_zone text not null, created_at integer not null, closed_at integer)",
      "insert into new_site select id, name, time_zone, created_at, closed_at from site",
      "drop table site",
      "alter table new_site rename to site",
    ];
    await migrateDatabase(dataDir, new Date(), nextRelease(statements.join(";\n--> statement-breakpoint\n")));
    const after = everyRow(join(dataDir, "cairn.sqlite"));
    expect(after.role_grant).toEqual(before.role_grant);
    expect(after.site).toHaveLength((before.site as unknown[]).length);
  });
});

it("two servers that start at once on an empty data folder make one database", async () => {
  const dataDir = folder();
  mkdirSync(dataDir, { recursive: true });
  const [one, two] = await Promise.all([startServer({ dataDir }), startServer({ dataDir })]);
  const database = databaseOf(one);
  expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(database.prepare("select count(*) from person").pluck().get()).toBeGreaterThan(20);
  database.close();
  for (const server of [one, two]) expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
  await two.stop();
  await one.stop();
});
