/** Where a segment ends: points from the top of its last page, and how many pages it has. */
export type SegmentEnd = { id: string; y: number; pages: number };

/**
 * Points that a page gives at each level, and how many may stand on a last page that is worth saving: text, then sheets,
 * then worksheets, which can also lose blank rows. A module is long, and setting it again takes a good part of the build:
 * only for six lines or fewer. A sheet is copied for a whole room: also for ten.
 */
export const fitLimits = {
  text: { gives: [8, 40], most: 110 },
  sheet: { gives: [25, 125], most: 190 },
  worksheet: { gives: [50, 190], most: 190 },
} as const;

/** How much tighter (1 or 2) to set each segment whose last page has only a few lines. */
export function tightness(ends: readonly SegmentEnd[]): Map<string, number> {
  const tight = new Map<string, number>();
  for (const { id, y, pages } of ends) {
    // A worksheet's blank sheet is set like the worksheet, never by itself.
    if (id.endsWith("-blank")) continue;
    const over = y - 72;
    const room = pages - 1;
    const kind = id.startsWith("handout-W") ? "worksheet" : id.startsWith("handout-") ? "sheet" : "text";
    const { gives, most } = fitLimits[kind];
    if (room < 1 || over > most) continue;
    if (over < room * gives[0]) tight.set(id, 1);
    else if (over < room * gives[1]) tight.set(id, 2);
  }
  return tight;
}
