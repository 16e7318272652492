import { disciplineNames, isDiscipline } from "#app/content/discipline.ts";
import type { ModuleProgress } from "#app/features/learn/progress.server.ts";
import { daysBetween } from "./cohort.ts";
import { type StuckReason, stuckWords } from "./stuck.ts";

export const sorts = ["name", "discipline", "progress", "active"] as const;
export type Sort = (typeof sorts)[number];
export const sortNames: Record<Sort, string> = {
  name: "Name",
  discipline: "Discipline",
  progress: "Progress",
  active: "Last active",
};

/** What is asked of the matrix; it stands in the address, so a view can be kept and shared. */
export type View = {
  q: string;
  discipline: string;
  sort: Sort;
  desc: boolean;
  /** The day of the course whose modules are shown; empty for all. */
  day: string;
};

export function viewOf(search: URLSearchParams): View {
  const sort = sorts.find((one) => one === search.get("sort")) ?? "name";
  const discipline = search.get("discipline");
  return {
    q: (search.get("q") ?? "").trim().slice(0, 80),
    discipline: isDiscipline(discipline) ? discipline : "",
    sort,
    desc: search.get("dir") === "desc",
    day: /^d\d+$/.exec(search.get("day") ?? "")?.[0] ?? "",
  };
}

/** The address of a view, without what is at its default. */
export function searchOf(view: View, change: Partial<View> = {}): string {
  const next = { ...view, ...change };
  const search = new URLSearchParams();
  if (next.q) search.set("q", next.q);
  if (next.discipline) search.set("discipline", next.discipline);
  if (next.sort !== "name") search.set("sort", next.sort);
  if (next.desc) search.set("dir", "desc");
  if (next.day) search.set("day", next.day);
  const text = search.toString();
  return text ? `?${text}` : "";
}

export type CellState = "complete" | "begun" | "none" | "stuck";

export const cellNames: Record<CellState, string> = {
  complete: "Complete",
  begun: "Begun",
  none: "Not begun",
  stuck: "May need a hand",
};

export function cellState(
  progress: Pick<ModuleProgress, "complete" | "firstSeenAt">,
  stuck: StuckReason | null,
): CellState {
  if (progress.complete) return "complete";
  if (stuck) return "stuck";
  return progress.firstSeenAt ? "begun" : "none";
}

/** A cell in words, for screen readers, the list on small screens, and the file. */
export function cellWords(
  progress: Pick<ModuleProgress, "complete" | "sectionsDone" | "sectionsTotal" | "quiz" | "firstSeenAt">,
  stuck: StuckReason | null,
): string {
  if (progress.complete) return "Complete";
  const words = progress.firstSeenAt
    ? [`Begun, ${progress.sectionsDone} of ${progress.sectionsTotal} sections`, quizWords(progress.quiz)]
    : ["Not begun"];
  if (stuck) words.push(`May need a hand: ${stuckWords[stuck].what}`);
  return words.filter(Boolean).join(". ");
}

export function quizWords({ state, bestScore }: ModuleProgress["quiz"]): string {
  if (state === "none") return "";
  if (state === "not-started") return "Quiz not begun";
  if (state === "open") return bestScore === null ? "Quiz begun" : `Quiz not yet passed, best ${bestScore} %`;
  if (state === "not-yet") return `Quiz not yet passed, best ${bestScore ?? 0} %`;
  return `Quiz passed, best ${bestScore ?? 0} %`;
}

export const disciplineWords = (value: string | null): string =>
  isDiscipline(value) ? disciplineNames[value] : "Not said";

/** "Today", "Yesterday", "5 days ago", and after two weeks the day itself. Both are calendar days at the site. */
export function activeWords(day: string | null, today: string, shortDay: (day: string) => string): string {
  if (!day) return "Not yet";
  const days = daysBetween(day, today);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return days <= 14 ? `${days} days ago` : shortDay(day);
}
