import { contactMinutes } from "#app/features/room/contact.ts";
import { type CertificateRule, creditOf, missingFor, type Record, type RuleSet } from "./credit.ts";
import type { Facts } from "./pipeline.ts";

/**
 * Step 1 from what decides credit too: minutes in the room, and modules of which too little was attended. Reading such a
 * module and passing its quiz makes it up and earns no minutes (credit-rules.yaml); a make-up that a trainer recorded
 * does both (competencies.yaml, step-1). `full` are the contact minutes of the whole course: a shorter form of it is
 * measured against them.
 */
export function attendanceFact(
  record: Record,
  rules: RuleSet,
  certificate: CertificateRule,
  madeUp: ReadonlySet<string>,
  full: number,
): NonNullable<Facts["attendance"]> {
  const { scheduled, attended } = creditOf(record, rules);
  const made = record.days
    .flatMap(({ canceled, blocks, segments }) =>
      canceled ? [] : blocks.map((block) => ({ block, segments })),
    )
    .filter(({ block }) => madeUp.has(block.id));
  const extra = made.reduce(
    (sum, { block, segments }) => sum + block.minutes - contactMinutes([block], segments),
    0,
  );
  const missed = missingFor(record, rules, certificate).flatMap((one) =>
    one.what === "make-up" ? one.modules.map(({ id }) => id) : [],
  );
  return {
    attended: attended + extra,
    of: Math.max(scheduled, full),
    missedModules: missed.filter((id) => !madeUp.has(id)),
  };
}
