import type { Documents, Tell } from "./documents.ts";

/** Ids in order and complete; the first that is not where it belongs is named. */
export function checkOrder(
  file: string,
  list: readonly { id: string }[],
  expected: readonly string[],
  tell: Tell,
): void {
  const ids = list.map(({ id }) => id);
  const at = expected.findIndex((id, index) => ids[index] !== id);
  const [wanted, found] = [expected[at], ids[at]];
  if (at >= 0 && wanted) {
    tell(file, found ?? wanted, found ? `Here ${wanted} was expected.` : `${wanted} is missing.`);
  } else if (ids.length > expected.length) {
    tell(file, ids[expected.length] ?? "", `The last one is ${expected.at(-1)}; this one is too many.`);
  }
}

/** Says that a file of the course is not there, unless it is and does not fit its schema. */
export function missing({ course, problems }: Documents, name: string, tell: Tell): void {
  const file = `${course?.folder ?? "<course>"}/${name}`;
  if (!problems.some((problem) => problem.file === file)) tell(file, "file", "This file is missing.");
}

/** A01, A02 … as many as there should be: `idsFrom("A", 30)`, or with one digit `idsFrom("K", 8, 1)`. */
export function idsFrom(letter: string, count: number, digits = 2): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(digits, "0")}`);
}
