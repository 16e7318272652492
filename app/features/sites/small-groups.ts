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
