import { hash } from "@node-rs/argon2";
import { newId } from "#app/lib/ids.ts";
import { cast, demoPassword, emailOf, everyone, finishedCohort, type Member } from "#tests/cast.ts";
import type { Writer } from "./client.server.ts";
import { insertDemoCohorts } from "./demo.ts";
import { insertDemoBadges } from "./demo-badges.ts";
import { insertDemoBeforeAfter } from "./demo-before-after.ts";
import { insertDemoCascade } from "./demo-cascade.ts";
import { insertDemoLedger } from "./demo-ledger.ts";
import { insertDemoLocal } from "./demo-local.ts";
import { insertDemoRoom, startDemoDaySoon } from "./demo-room.ts";
import { insertDemoShelf } from "./demo-shelf.ts";
import { insertDemoTrainers } from "./demo-trainers.ts";
import { person, roleGrant, site } from "./schema/people.ts";
import { installation } from "./schema/trust.ts";

export const pilotSites = [
  { id: "atlantic-city", name: "Atlantic City, New Jersey", timeZone: "America/New_York" },
  { id: "chicago", name: "Chicago, Illinois", timeZone: "America/Chicago" },
  { id: "denver", name: "Denver, Colorado", timeZone: "America/Denver" },
  { id: "san-diego", name: "San Diego, California", timeZone: "America/Los_Angeles" },
  { id: "washington-dc", name: "Washington, District of Columbia", timeZone: "America/New_York" },
];

export function insertSites(tx: Writer, now: Date): void {
  for (const one of pilotSites)
    tx.insert(site)
      .values({ ...one, createdAt: now })
      .onConflictDoNothing()
      .run();
}

/** The id of a member of the cast, the same in every demo and test. */
export const personIdOf = (member: Member): string => `p-${member.key}`;

/** Sites, the cast and their roles. */
export function insertCast(tx: Writer, passwordHash: string | null, now: Date): void {
  insertSites(tx, now);
  insertMembers(tx, everyone, passwordHash, now);
}

/** These people with their roles. */
export function insertMembers(tx: Writer, members: Member[], passwordHash: string | null, now: Date): void {
  for (const one of members) {
    tx.insert(person)
      .values({
        id: personIdOf(one),
        email: emailOf(one),
        name: one.name,
        passwordHash,
        discipline: one.discipline,
        agency: one.agency,
        demo: true,
        createdAt: now,
      })
      .run();
    tx.insert(roleGrant)
      .values({
        id: newId(),
        personId: personIdOf(one),
        role: one.role,
        siteId: one.site,
        grantedBy: one === cast.grantee ? null : personIdOf(cast.grantee),
        grantedAt: now,
      })
      .run();
  }
}

/** Hashes the demo password (argon2id). */
export const demoPasswordHash = (): Promise<string> => hash(demoPassword);

/** The demo programme in an empty database: sites, cast, and cohorts with lifelike progress. */
export function seedDemo(tx: Writer, passwordHash: string, now: Date): void {
  insertCast(tx, passwordHash, now);
  insertMembers(tx, finishedCohort, passwordHash, now);
  insertDemoCohorts(tx, now);
  insertDemoTrainers(tx, now);
  insertDemoBadges(tx, now);
  insertDemoCascade(tx, now);
  startDemoDaySoon(tx, now);
  insertDemoLedger(tx, now);
  insertDemoRoom(tx, now);
  insertDemoLocal(tx, now);
  insertDemoShelf(tx, now);
  insertDemoBeforeAfter(tx);
  tx.insert(installation).values({ key: "demo", value: "true" }).run();
}
