/** The levels that a form gives, by criterion; what is no number is left out. */
export function readScores(form: FormData): Record<string, number> {
  const scores: Record<string, number> = {};
  for (const [name, value] of form) {
    const criterion = /^score-(.+)$/.exec(name)?.[1];
    if (criterion && /^\d$/.test(String(value))) scores[criterion] = Number(value);
  }
  return scores;
}

/** A sentence beside each criterion that has no level yet. */
export const unscoredErrors = (criteria: readonly string[]): Record<string, string> =>
  Object.fromEntries(criteria.map((id) => [`score-${id}`, "Choose the level that fits what was done."]));
