/** The three disciplines that train together. Free of zod, so that pages may import it. */
export const disciplines = ["human-services", "law-enforcement", "child-advocacy"] as const;

export type Discipline = (typeof disciplines)[number];

export const disciplineNames: Record<Discipline, string> = {
  "human-services": "Human services",
  "law-enforcement": "Law enforcement",
  "child-advocacy": "Child advocacy",
};

export function isDiscipline(value: unknown): value is Discipline {
  return disciplines.some((discipline) => discipline === value);
}
