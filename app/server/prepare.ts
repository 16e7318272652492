import { env } from "#app/lib/env.ts";
import { waitToBeAlone } from "./alone.ts";

const demo = process.argv.includes("--demo");
const step = (text: string) => console.log(`  ${text}`);

// Before the imports below, because the first of them opens the database.
waitToBeAlone(env.dataDir);
const { migrateDatabase } = await import("#db/migrate.server.ts");
const { db, transact } = await import("#db/client.server.ts");
const { demoPasswordHash, insertSites, seedDemo } = await import("#db/seed.ts");
const { installation } = await import("#db/schema/trust.ts");
const { person } = await import("#db/schema/people.ts");
const { eq } = await import("drizzle-orm");

try {
  const copy = await migrateDatabase(env.dataDir);
  step(copy ? `Database brought up to date (a copy of the old one is in ${copy})` : "Database is up to date");
} catch (error) {
  console.error(`\nCairn cannot start.\n${(error as Error).message}`);
  process.exit(1);
}

const { prepareSearch } = await import("#app/features/library/search.server.ts");
prepareSearch();

const isDemo =
  db.select().from(installation).where(eq(installation.key, "demo")).get() !== undefined ||
  db.select({ id: person.id }).from(person).where(eq(person.demo, true)).limit(1).get() !== undefined;
const isEmpty = db.select({ id: person.id }).from(person).limit(1).get() === undefined;

if (demo && isEmpty) {
  const passwordHash = await demoPasswordHash();
  transact((tx) => seedDemo(tx, passwordHash, new Date()));
  step("Demo program loaded");
} else if (demo && !isDemo) {
  step("This database holds real people, so no demo is loaded and no demo sign-ins are shown.");
} else if (!demo && isDemo) {
  console.error(
    "\nCairn cannot start.\nThis database holds the demo cast, whose passwords are public. Point DATA_DIR at an empty folder for real use.",
  );
  process.exit(1);
}
if (!demo && isEmpty) {
  transact((tx) => insertSites(tx, new Date()));
}
if (!demo) {
  const { firstInvitation } = await import("#app/auth/invitations.server.ts");
  const link = firstInvitation();
  if (link) step(`First sign-in link (works once, 7 days): ${link}`);
}
if (demo && (isDemo || isEmpty)) {
  const { printDemoAccounts } = await import("#app/commands/demo-accounts.ts");
  printDemoAccounts();
}
