/** Fewer people than this are never shown as a number to somebody who does not know them by name. */
export const smallestGroup = 11;

/** A count that may be shown, or null when it would speak of a small group. Nobody at all may be said. */
export const shown = (count: number): number | null => (count === 0 || count >= smallestGroup ? count : null);

/**
 * A part of a whole, hidden when the part or the rest is a small group: the rest can be had by subtraction.
 */
export const shownPart = (part: number, whole: number): number | null =>
  shown(whole) === null || shown(part) === null || shown(whole - part) === null ? null : part;

/**
 * The sum over sites, hidden when subtracting the sites that are shown from it would leave one site or a small
 * group.
 */
export function shownSum(counts: number[]): number | null {
  const hidden = counts.filter((count) => shown(count) === null);
  const rest = hidden.reduce((sum, count) => sum + count, 0);
  if (hidden.length === 1 || (hidden.length > 0 && rest < smallestGroup)) return null;
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * The parts of a sum that is shown itself: small groups are hidden, and with them as many of the smallest others as it
 * takes until what is hidden cannot be had by subtraction: at least two parts that are eleven or more together.
 */
export function shownParts(counts: readonly number[]): (number | null)[] {
  const hidden = new Set(counts.flatMap((count, place) => (shown(count) === null ? [place] : [])));
  const sum = () => [...hidden].reduce((total, place) => total + (counts[place] as number), 0);
  const others = () =>
    counts
      .map((count, place) => ({ count, place }))
      .filter(({ count, place }) => count > 0 && !hidden.has(place))
      .sort((a, b) => a.count - b.count);
  while (hidden.size > 0 && (hidden.size === 1 || sum() < smallestGroup)) {
    const next = others()[0];
    if (!next) break;
    hidden.add(next.place);
  }
  return counts.map((count, place) => (hidden.has(place) ? null : count));
}
