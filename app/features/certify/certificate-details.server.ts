import { eq, getTableColumns, inArray } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { certificateDetail } from "#db/schema/room.ts";
import { type DetailField, type Details, detailFields } from "./certificate-details.ts";

const none: Details = { legalName: null, licenseNumber: null, agency: null, rank: null, postId: null };

/** What the one who asks has given for their own certificate. Nobody else reads it here. */
export function myDetails(user: User, tx: Pick<Writer, "select"> = db): Details {
  const { personId: _, updatedAt: __, ...columns } = getTableColumns(certificateDetail);
  return (
    tx.select(columns).from(certificateDetail).where(eq(certificateDetail.personId, user.id)).get() ?? none
  );
}

/** Saves what somebody gives for their own certificate. When every field is empty nothing of it is kept. */
export function saveDetails(user: User, details: Details, now = new Date()): void {
  transact((tx) => {
    const had = myDetails(user, tx);
    const fields = detailFields.filter((field) => had[field] !== details[field]);
    if (fields.length === 0) return;
    if (detailFields.every((field) => details[field] === null))
      tx.delete(certificateDetail).where(eq(certificateDetail.personId, user.id)).run();
    else
      tx.insert(certificateDetail)
        .values({ personId: user.id, ...details, updatedAt: now })
        .onConflictDoUpdate({ target: certificateDetail.personId, set: { ...details, updatedAt: now } })
        .run();
    recordAudit(
      tx,
      user,
      "set-certificate-details",
      user.id,
      null,
      { fields: fields satisfies DetailField[] },
      now,
    );
  });
}

/** The name that these people want on their certificate; who gave none is not in the answer. For the certificate only. */
export function legalNames(personIds: string[], tx: Pick<Writer, "select"> = db): Map<string, string> {
  const rows = tx
    .select({ personId: certificateDetail.personId, name: certificateDetail.legalName })
    .from(certificateDetail)
    .where(inArray(certificateDetail.personId, personIds))
    .all();
  return new Map(rows.flatMap(({ personId, name }) => (name ? [[personId, name] as const] : [])));
}
