/** Where a segment ends: points from the top of its last page, and how many pages it has. */
export type SegmentEnd = { id: string; y: number; pages: number };

/** Points that a page gives at each level: text, then sheets, then worksheets, which can also lose blank rows. */
export const fitLimits = { text: [8, 40], sheet: [25, 125], worksheet: [50, 190] } as const;

/** How much tighter (1 or 2) to set each segment whose last page has no more than a question or ten lines. */
export function tightness(ends: readonly SegmentEnd[]): Map<string, number> {
  const tight = new Map<string, number>();
  for (const { id, y, pages } of ends) {
    const over = y - 72;
    const room = pages - 1;
    const kind = id.startsWith("handout-W") ? "worksheet" : id.startsWith("handout-") ? "sheet" : "text";
    const [first, second] = fitLimits[kind];
    if (room < 1 || over > 190) continue;
    if (over < room * first) tight.set(id, 1);
    else if (over < room * second) tight.set(id, 2);
  }
  return tight;
}
