/** Boxes and lines of the tree, and points of the map, in plain numbers: what is drawn is decided here, without React. */

export type TreeNode = {
  id: string;
  /** Column, from 0. */
  level: number;
  title: string;
  detail: string;
  mine: boolean;
};
export type TreeEdge = { from: string; to: string };

export type PlacedNode = TreeNode & { x: number; y: number };
export type PlacedEdge = { from: string; to: string; path: string };
export type TreeDrawing = {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  levels: { level: number; x: number }[];
};

export const box = { width: 210, height: 58, between: 16, column: 290, top: 40 } as const;

/**
 * Columns from left to right, one for each level; in a column the boxes stand in the order of those they come from, so
 * that few lines cross. A box without a line stands where its order in the input puts it.
 */
export function drawTree(nodes: readonly TreeNode[], edges: readonly TreeEdge[]): TreeDrawing {
  const levels = [...new Set(nodes.map(({ level }) => level))].sort((a, b) => a - b);
  const placed = new Map<string, PlacedNode>();
  let tallest = 0;
  for (const [column, level] of levels.entries()) {
    const own = nodes.filter((node) => node.level === level);
    const wanted = (id: string, place: number): number => {
      const from = edges.filter((edge) => edge.to === id).flatMap((edge) => placed.get(edge.from)?.y ?? []);
      return from.length > 0 ? from.reduce((sum, y) => sum + y, 0) / from.length : place * 1e6;
    };
    const order = own
      .map((node, place) => ({ node, wanted: wanted(node.id, place), place }))
      .sort((a, b) => a.wanted - b.wanted || a.place - b.place);
    for (const [row, { node }] of order.entries()) {
      const y = box.top + row * (box.height + box.between);
      placed.set(node.id, { ...node, x: column * box.column, y });
      tallest = Math.max(tallest, y + box.height);
    }
  }
  return {
    width: Math.max(1, levels.length - 1) * box.column + box.width,
    height: tallest + 8,
    nodes: [...placed.values()],
    edges: edges.flatMap(({ from, to }) => {
      const [a, b] = [placed.get(from), placed.get(to)];
      if (!a || !b) return [];
      const [x1, y1, x2, y2] = [a.x + box.width, a.y + box.height / 2, b.x, b.y + box.height / 2];
      const bend = Math.max(24, Math.abs(x2 - x1) / 2);
      return [{ from, to, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }];
    }),
    levels: levels.map((level, column) => ({ level, x: column * box.column })),
  };
}

/** Where the five pilot cities are, in degrees east and north. Sites that came later stand in the table alone. */
const places: Readonly<Record<string, readonly [number, number]>> = {
  "atlantic-city": [-74.42, 39.36],
  chicago: [-87.63, 41.88],
  denver: [-104.99, 39.74],
  "san-diego": [-117.16, 32.72],
  "washington-dc": [-77.04, 38.91],
};

/** The border of the contiguous states in some sixty points: a shape to find one's way by, and no survey. */
const border: readonly (readonly [number, number])[] = [
  [-124.7, 48.4],
  [-123.0, 48.3],
  [-122.8, 49.0],
  [-95.2, 49.0],
  [-94.6, 48.7],
  [-92.0, 48.3],
  [-89.6, 48.0],
  [-88.4, 48.3],
  [-84.8, 46.8],
  [-84.6, 46.4],
  [-84.9, 45.8],
  [-87.0, 45.8],
  [-88.0, 44.6],
  [-87.5, 43.2],
  [-87.6, 41.8],
  [-86.8, 41.8],
  [-86.2, 42.9],
  [-86.4, 44.2],
  [-85.1, 45.5],
  [-83.5, 45.3],
  [-83.4, 44.0],
  [-82.5, 43.0],
  [-83.1, 42.1],
  [-83.4, 41.6],
  [-81.5, 41.7],
  [-79.0, 42.7],
  [-79.1, 43.3],
  [-76.8, 43.5],
  [-76.2, 44.1],
  [-74.9, 45.0],
  [-71.5, 45.0],
  [-70.3, 46.2],
  [-69.2, 47.4],
  [-68.2, 47.3],
  [-67.8, 45.7],
  [-67.0, 44.8],
  [-69.0, 44.1],
  [-70.6, 43.1],
  [-70.8, 42.3],
  [-70.0, 41.8],
  [-71.4, 41.4],
  [-73.8, 40.8],
  [-74.1, 39.8],
  [-75.0, 38.9],
  [-75.9, 37.1],
  [-75.8, 36.2],
  [-75.6, 35.3],
  [-77.6, 34.3],
  [-79.3, 33.1],
  [-81.2, 31.6],
  [-81.3, 29.9],
  [-80.1, 27.0],
  [-80.4, 25.2],
  [-81.8, 26.1],
  [-82.7, 28.0],
  [-83.9, 30.0],
  [-85.3, 29.7],
  [-87.6, 30.3],
  [-89.4, 30.2],
  [-89.4, 29.0],
  [-91.8, 29.5],
  [-94.7, 29.4],
  [-97.1, 27.9],
  [-97.2, 25.9],
  [-99.2, 26.5],
  [-100.6, 28.9],
  [-101.4, 29.8],
  [-102.6, 29.7],
  [-103.2, 29.0],
  [-104.6, 29.7],
  [-106.5, 31.8],
  [-108.2, 31.8],
  [-108.2, 31.3],
  [-111.1, 31.3],
  [-114.8, 32.5],
  [-117.1, 32.5],
  [-118.4, 33.8],
  [-120.6, 34.5],
  [-121.9, 36.6],
  [-123.0, 38.0],
  [-124.3, 40.4],
  [-124.2, 42.0],
  [-124.4, 43.0],
  [-124.0, 46.2],
];

export const map = { width: 800, height: 500 } as const;

/** Degrees to the drawing, with the width of a degree as it is at 39 degrees north. */
function project([east, north]: readonly [number, number]): { x: number; y: number } {
  const perDegree = 13.2;
  return {
    x: Math.round((east + 126) * perDegree * 10) / 10,
    y: Math.round((50 - north) * (perDegree / 0.777) * 10) / 10 + 20,
  };
}

/** The outline as one path of SVG. */
export const outline = `M${border
  .map((point) => project(point))
  .map(({ x, y }) => `${x} ${y}`)
  .join("L")}Z`;

export type MapPoint = { siteId: string; x: number; y: number; radius: number };

/** A circle for each site that has a place, its area by the number of people; the least size for a hidden number. */
export function mapPoints(sites: readonly { siteId: string; people: number | null }[]): MapPoint[] {
  const most = Math.max(1, ...sites.map(({ people }) => people ?? 0));
  return sites.flatMap(({ siteId, people }) => {
    const place = places[siteId];
    if (!place) return [];
    const radius = Math.round((7 + 23 * Math.sqrt((people ?? 0) / most)) * 10) / 10;
    return [{ siteId, ...project(place), radius }];
  });
}
