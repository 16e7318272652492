import type { RubricFile } from "./schema-instruments.ts";

/** What the pass rule needs of a rubric. Its numbers are read from rubric.yaml and stand nowhere in code. */
export type PassRule = Pick<RubricFile, "pass"> & {
  criteria: readonly Pick<RubricFile["criteria"][number], "id" | "safety">[];
};

export type Breach = {
  rule: "floor" | "safety" | "proficient";
  /** In the order of the rubric. For `proficient` all that stand below it; some of them have to rise. */
  criteria: string[];
  /** How many of them have to rise. */
  needed: number;
};

/**
 * Where a whole set of scores misses the pass rule of the rubric; empty when it passes. A rule holds when no criterion
 * stands below `none_below`, each safety criterion reaches `safety_at_least`, and `proficient_count` of all criteria
 * reach `proficient`. A criterion without a score counts as below everything.
 */
export function breachesOf({ criteria, pass }: PassRule, scores: Readonly<Record<string, number>>): Breach[] {
  const below = (level: number, of = criteria) =>
    of.filter(({ id }) => (scores[id] ?? 0) < level).map(({ id }) => id);
  const floor = below(pass.none_below);
  const unsafe = below(
    pass.safety_at_least,
    criteria.filter(({ safety }) => safety),
  );
  const notProficient = below(pass.proficient);
  const missing = pass.proficient_count - (criteria.length - notProficient.length);
  return [
    ...(floor.length > 0 ? [{ rule: "floor" as const, criteria: floor, needed: floor.length }] : []),
    ...(unsafe.length > 0 ? [{ rule: "safety" as const, criteria: unsafe, needed: unsafe.length }] : []),
    ...(missing > 0 ? [{ rule: "proficient" as const, criteria: notProficient, needed: missing }] : []),
  ];
}
