import { type Discipline, disciplines } from "#app/content/discipline.ts";
import { fold } from "#app/lib/fold.ts";
import type { Standing } from "./pipeline.ts";

export const registryStatuses = [
  "current",
  "lapsed",
  "paused",
  "ended",
] as const satisfies Standing["status"][];
export type RegistryStatus = (typeof registryStatuses)[number];

export const statusNames: Record<RegistryStatus, string> = {
  current: "Current",
  lapsed: "Lapsed",
  paused: "Paused",
  ended: "Ended",
};

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
