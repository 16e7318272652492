/** What pages ask of the service worker. */
export type Ask =
  | { kind: "hello" }
  | { kind: "keep"; path: string }
  | { kind: "take"; day: string; title: string; addresses: string[] }
  | { kind: "drop"; day: string }
  | { kind: "clear" }
  | { kind: "again"; id: string }
  | { kind: "discard"; id: string };

/** Why things still wait. */
export type Why = "offline" | "sign-in" | "somebody-else" | "broken" | null;

/** What the service worker tells pages. */
export type Tell =
  | { kind: "state"; waiting: number; refused: number; why: Why }
  | {
      kind: "progress";
      day: string;
      done: number;
      total: number;
      bytes: number;
      problem: string | null;
      finished: boolean;
    }
  | { kind: "dropped"; day: string };

/** "1.4 MB", "120 kB". */
export const size = (bytes: number): string =>
  bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;

export const things = (count: number): string => (count === 1 ? "1 thing" : `${count} things`);
