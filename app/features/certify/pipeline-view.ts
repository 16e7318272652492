import { shortDay } from "#app/lib/dates.ts";
import { fold } from "#app/lib/fold.ts";
import { decisionWords, type Stage, stageNames, stageOf, stages } from "./decision.ts";
import type { Ready, Standing, StepId } from "./pipeline.ts";

export const pipelineSorts = ["ready", "name", "stage", "due"] as const;
export type PipelineSort = (typeof pipelineSorts)[number];
export const pipelineSortNames: Record<PipelineSort, string> = {
  ready: "Ready first",
  name: "Name",
  stage: "Stage",
  due: "Due day",
};

export type PipelineView = { q: string; stage: Stage | "ready" | ""; site: string; sort: PipelineSort };

export function pipelineViewOf(search: URLSearchParams): PipelineView {
  const stage = search.get("stage") ?? "";
  return {
    q: (search.get("q") ?? "").slice(0, 80),
    stage: stage === "ready" ? stage : (stages.find((one) => one === stage) ?? ""),
    site: search.get("site") ?? "",
    sort: pipelineSorts.find((one) => one === search.get("sort")) ?? "ready",
  };
}

/** The same view as a search, with some of it changed; "" when nothing is asked. */
export function pipelineSearch(view: PipelineView, change: Partial<PipelineView> = {}): string {
  const { q, stage, site, sort } = { ...view, ...change };
  const search = new URLSearchParams(
    Object.entries({ q, stage, site, sort: sort === "ready" ? "" : sort }).filter(([, value]) => value),
  ).toString();
  return search && `?${search}`;
}

export type PipelineRow = {
  personId: string;
  name: string;
  agency: string | null;
  sites: string[];
  stage: Stage;
  stageName: string;
  ready: Ready[];
  /** What is next, in words for those who look after the list. */
  next: string;
  by: string | null;
  late: boolean;
  mentors: string[];
};

/** What is next for somebody, in a few words for a list that others read. */
export function nextInBrief(standing: Standing, titles: Readonly<Record<StepId, string>>): string {
  const { status, ready, rebrief, level, steps, next } = standing;
  if (status === "ended") return "Nothing is open";
  if (status === "paused") return "To be heard by two people";
  if (rebrief) return `Briefing on edition ${rebrief.edition}`;
  if (ready.length > 0)
    return `Ready: ${ready.map((one) => decisionWords[one].act.toLowerCase()).join(", ")}`;
  if (level === "none" || level === "apprentice") {
    const open = steps.find(({ id, done }) => !done && id !== "step-6");
    return open ? titles[open.id] : "Nothing is open";
  }
  return next.what;
}

/** Ready first means: a hearing that waits, then who waits for a decision, then by the day that is due. */
export function sortPipeline(rows: PipelineRow[], sort: PipelineSort): PipelineRow[] {
  const name = (a: PipelineRow, b: PipelineRow) =>
    fold(a.name).localeCompare(fold(b.name), "en") || (a.personId < b.personId ? -1 : 1);
  const due = (a: PipelineRow, b: PipelineRow) => (a.by ?? "9999").localeCompare(b.by ?? "9999");
  const rank = ({ stage, ready }: PipelineRow) => (stage === "paused" ? 0 : ready.length > 0 ? 1 : 2);
  const compare: Record<PipelineSort, (a: PipelineRow, b: PipelineRow) => number> = {
    name,
    due: (a, b) => due(a, b) || name(a, b),
    stage: (a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage) || name(a, b),
    ready: (a, b) => rank(a) - rank(b) || due(a, b) || name(a, b),
  };
  return [...rows].sort(compare[sort]);
}

export const stageWords = (standing: Pick<Standing, "level" | "status">): string =>
  stageNames[stageOf(standing)];

export const dueWords = (by: string | null): string => (by ? shortDay(by) : "–");
