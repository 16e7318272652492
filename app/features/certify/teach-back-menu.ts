import type { Nodes, Root, RootContent } from "mdast";

/** One line of the slice menu (handout H4.3c): a small piece of the course that is safe to teach in eight minutes. */
export type MenuSlice = {
  /** Its number in the menu. */
  id: string;
  title: string;
  /** Where it comes from, as it is printed. */
  from: string;
  /** The modules it comes from, whose must-say points count. */
  modules: string[];
  objective: string;
  practice: string;
  leaveOut: string;
};

/** The slices of the menu's table: number and title, from, objective, practice, what to leave out. */
export function sliceMenu(handout: Root): MenuSlice[] {
  const table = handout.children.find((node) => node.type === "table");
  if (table?.type !== "table") return [];
  return table.children.slice(1).flatMap((row) => {
    const [name = "", from = "", objective = "", practice = "", leaveOut = ""] = row.children.map(plainText);
    const numbered = /^(\d+)\.\s*(.+)$/.exec(name);
    if (!numbered) return [];
    const modules = [...from.matchAll(/(?<![A-Z\d.])\d+\.\d+(?![\d.a-z])/g)].map(([id]) => id);
    return [
      {
        id: numbered[1] as string,
        title: numbered[2] as string,
        from,
        modules,
        objective,
        practice,
        leaveOut,
      },
    ];
  });
}

/** The points of a must-say or must-not-say list, as plain sentences. */
export const pointsOf = (nodes: readonly RootContent[]): string[] =>
  nodes.flatMap((node) => (node.type === "list" ? node.children.map(plainText) : []));

/** The words of a node without its markup; citations are left out. */
const plainText = (node: Nodes): string =>
  wordsOf(node)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,;:])/g, "$1")
    .trim();

function wordsOf(node: Nodes): string {
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  return "children" in node ? node.children.map(wordsOf).join("") : "";
}
