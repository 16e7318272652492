import { type Discipline, disciplines } from "#app/content/discipline.ts";
import { fold } from "#app/lib/fold.ts";
import type { Standing } from "./pipeline.ts";

export const registryStatuses = ["current", "paused", "ended"] as const;
export type RegistryStatus = (typeof registryStatuses)[number];

export const statusNames: Record<RegistryStatus, string> = {
  current: "Current",
  paused: "Paused",
  ended: "Ended",
};

/** The registry knows three words (competencies.yaml): who let their certification run out is not current. */
export const registryStatus = (status: Standing["status"]): RegistryStatus =>
  status === "lapsed" ? "ended" : status;

export type RegistryView = {
  q: string;
  site: string;
  discipline: Discipline | "";
  language: string;
  status: RegistryStatus | "all";
};

export function registryViewOf(search: URLSearchParams): RegistryView {
  const short = (name: string) => (search.get(name) ?? "").slice(0, 80);
  return {
    q: short("q"),
    site: short("site"),
    discipline: disciplines.find((one) => one === search.get("discipline")) ?? "",
    language: short("language"),
    status:
      search.get("status") === "all"
        ? "all"
        : (registryStatuses.find((one) => one === search.get("status")) ?? "current"),
  };
}

/** "English, Spanish" from what somebody typed, each once, as they wrote it first. */
export function languagesIn(text: string): string[] {
  const found = new Map<string, string>();
  for (const part of text.split(/[,;\n]/)) {
    const name = part.trim().replaceAll(/\s+/g, " ");
    if (name && !found.has(fold(name))) found.set(fold(name), name);
  }
  return [...found.values()];
}
