import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * npm run bench:trainers: the processor time of one view of /cascade and /fidelity, over 300 deliveries of 20 people at
 * five sites. Each delivery has its sign-ins and sign-outs and a tap for each step. In one process and without HTTP.
 */
const [deliveries, people, times] = [300, 20, 15];

const folder = mkdtempSync(join(tmpdir(), "cairn-bench-trainers-"));
process.env.DATA_DIR = folder;
try {
  await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const { migrateDatabase } = await import("#db/migrate.server.ts");
  await migrateDatabase(folder);
  const { connect, databasePath, transact } = await import("#db/client.server.ts");
  connect(databasePath(folder));
  const { insertCast, pilotSites } = await import("#db/seed.ts");
  transact((tx) => insertCast(tx, null, new Date()));
  const { insertDeliveries } = await import("./bench-deliveries.ts");
  transact((tx) =>
    insertDeliveries(
      tx,
      pilotSites.map(({ id }) => id),
      { deliveries, people },
    ),
  );
  const { cascadePage } = await import("#app/features/certify/cascade.server.ts");
  const { driftPage } = await import("#app/features/certify/drift.server.ts");
  const { as } = await import("#tests/fresh-db.ts");
  const whole = { site: "", day: "", variant: "" };
  console.log(`${deliveries} deliveries of ${people} people; CPU ms of one view, the middle of ${times}\n`);
  for (const [name, view] of [
    ["/cascade, grantee", () => cascadePage(as("grantee"))],
    ["/cascade, coordinator", () => cascadePage(as("coordinator"))],
    ["/fidelity, grantee", () => driftPage(as("grantee"), whole)],
    ["/fidelity, coordinator", () => driftPage(as("coordinator"), whole)],
  ] as const) {
    const first = cpuOf(view);
    const rest = Array.from({ length: times }, () => cpuOf(view)).sort((a, b) => a - b);
    console.log(
      `${name.padEnd(26)}${rest[times >> 1]?.toFixed(0).padStart(8)}   (the first: ${first.toFixed(0)})`,
    );
  }
}

function cpuOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
