import { and, eq, inArray, isNull } from "drizzle-orm";
import { db, type Writer } from "#db/client.server.ts";
import { roleGrant } from "#db/schema/people.ts";
import type { Standing } from "./pipeline.ts";

/** Whether each of these people may lead a delivery, co-train one, or neither. For callers that may name them. */
export function teachingOf(
  personIds: readonly string[],
  tx: Pick<Writer, "select"> = db,
): Map<string, Standing["mayTeach"]> {
  const trainers = new Set(
    tx
      .select({ id: roleGrant.personId })
      .from(roleGrant)
      .where(
        and(
          inArray(roleGrant.personId, [...personIds]),
          eq(roleGrant.role, "trainer"),
          isNull(roleGrant.endedAt),
        ),
      )
      .all()
      .map(({ id }) => id),
  );
  return new Map(personIds.map((id) => [id, trainers.has(id) ? "lead" : "no"]));
}
