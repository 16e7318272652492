import { env } from "#app/lib/env.ts";
import { migrateDatabase } from "#db/migrate.server.ts";

const demo = process.argv.includes("--demo");
const step = (text: string) => console.log(`  ${text}`);

const copy = await migrateDatabase(env.dataDir);
step(copy ? `Database brought up to date (a copy of the old one is in ${copy})` : "Database is up to date");

const { db, transact } = await import("#db/client.server.ts");
const { demoPasswordHash, insertSites, seedDemo } = await import("#db/seed.ts");
const { installation } = await import("#db/schema/trust.ts");
const { person } = await import("#db/schema/people.ts");
const { eq } = await import("drizzle-orm");

const isDemo = db.select().from(installation).where(eq(installation.key, "demo")).get() !== undefined;
const isEmpty = db.select({ id: person.id }).from(person).limit(1).get() === undefined;

if (demo && isEmpty) {
  const passwordHash = await demoPasswordHash();
  transact((tx) => seedDemo(tx, passwordHash, new Date()));
  step("Demo programme loaded");
} else if (demo && !isDemo) {
  step("This database holds real people, so no demo is loaded and no demo sign-ins are shown.");
} else if (!demo && isDemo) {
  console.error(
    "Cairn will not start: this database holds the demo cast, whose passwords are public.\nPoint DATA_DIR at an empty folder for real use.",
  );
  process.exit(1);
}
if (!demo && isEmpty) {
  transact((tx) => insertSites(tx, new Date()));
}
if (demo && (isDemo || isEmpty)) {
  const { printDemoAccounts } = await import("#app/commands/demo-accounts.ts");
  printDemoAccounts();
}
