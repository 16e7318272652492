import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { rightsOf } from "#app/auth/session.server.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { connect, db } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { personIdOf } from "#db/seed.ts";
import { type CastKey, cast } from "./cast.ts";

/** A database of its own for this test: migrated, with the sites and the cast, and nothing else. */
export function freshDb(): void {
  const file = join(env.dataDir, `${newId()}.sqlite`);
  copyFileSync(process.env.CAIRN_TEMPLATE as string, file);
  connect(file);
}

/** A member of the cast as the server sees them. */
export function as(key: CastKey): User {
  const id = personIdOf(cast[key]);
  const row = db.select().from(person).where(eq(person.id, id)).get();
  if (!row) throw new Error(`${key} is not in this database`);
  const { name, email, discipline, quizLayout } = row;
  return { id, name, email, discipline, quizLayout, ...rightsOf(id) };
}

/** What `work` throws as a Response, with its status; fails when it does not. */
export function refused(work: () => unknown): number {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    throw thrown;
  }
  throw new Error("It was allowed");
}
