import { and, eq } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { catalogue, variantOf } from "#app/content/catalogue.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { certificate } from "#db/schema/room.ts";
import type { Claims } from "./certificate.ts";
import { myDetails } from "./certificate-details.server.ts";
import { type DetailField, detailKeys } from "./certificate-details.ts";
import { certificateToPrint } from "./certificates.server.ts";
import { creditRules } from "./credit.server.ts";
import type { RecordSheet } from "./record-sheet.ts";

/** The record sheet of a certificate, for the person it is about and nobody else; otherwise 404. Revoked ones: 409. */
export function recordToPrint(
  user: User,
  number: string,
): { number: string; claims: Claims; sheet: RecordSheet } {
  const mine = db
    .select({ variant: cohort.variant })
    .from(certificate)
    .innerJoin(cohort, eq(cohort.id, certificate.cohortId))
    .where(and(eq(certificate.id, number), eq(certificate.personId, user.id)))
    .get();
  if (!mine) throw notFound();
  const { claims } = certificateToPrint(user, number);
  const details = myDetails(user);
  const { course } = catalogue();
  const modules = (variantOf(mine.variant)?.days ?? []).flatMap(({ items }) =>
    items.flatMap(({ module }) => (module && module.objectives.length > 0 ? [module] : [])),
  );
  return {
    number,
    claims,
    sheet: {
      fullTitle: course.title,
      own: askedDetails().flatMap(({ field, label }) => {
        const value = details[field];
        return value ? [{ label, value }] : [];
      }),
      modules: modules.map(({ id, title, objectives }) => ({
        title: `${id} ${title}`,
        objectives: objectives.map(({ verb, text }) => `${verb} ${text}`),
      })),
    },
  };
}

/** What the rule sets ask for beside the name, with who asks. Everything is optional. */
export function askedDetails(): { field: DetailField; label: string; forWhom: string[] }[] {
  const fields = catalogue().course.instruments.certificate?.fields ?? [];
  return (Object.entries(detailKeys) as [DetailField, string][]).flatMap(([field, key]) => {
    const forWhom = creditRules()
      .rule_sets.filter(({ asks }) => (asks as string[]).includes(key))
      .map(({ title }) => title);
    if (forWhom.length === 0) return [];
    return [{ field, label: fields.find((one) => one.key === key)?.label ?? key, forWhom }];
  });
}
