/** What a module asks for, as the catalogue has it today. */
export type ModuleShape = {
  id: string;
  kind: "module" | "opening" | "closing";
  sections: { id: string; minutes: number }[];
  /** How many items its quiz has; 0 where there is none. */
  items: number;
};

export type DayShape = { id: string; modules: ModuleShape[] };

/** One row of the reading log. How a section was met (read, alternative, set aside) makes no difference here. */
export type SectionMark = { moduleId: string; sectionId: string; at: Date };

/** One attempt, scored against the quiz and the pass rule that it pinned. */
export type AttemptMark = {
  moduleId: string;
  startedAt: Date;
  submittedAt: Date | null;
  percent: number;
  passed: boolean;
};

/** Everything that progress is computed from, in any order and with any repetition. */
export type Log = { sections: SectionMark[]; attempts: AttemptMark[] };

/** "none": the module has no quiz. "not-yet": tried, and the next attempt has not started. */
export type QuizState = "none" | "not-started" | "open" | "not-yet" | "passed";

export type ModuleProgress = {
  moduleId: string;
  sectionsDone: number;
  sectionsTotal: number;
  /** `bestScore` is a whole percent of a submitted attempt. */
  quiz: { state: QuizState; bestScore: number | null };
  complete: boolean;
  /** Minutes of reading left, and a minute per item while the quiz is not passed. */
  minutesLeft: number;
  firstSeenAt: Date | null;
  completedAt: Date | null;
};

export type Total = {
  modules: { done: number; total: number };
  /** Opening and closing. */
  frames: { done: number; total: number };
  complete: boolean;
  minutesLeft: number;
  firstSeenAt: Date | null;
  completedAt: Date | null;
};

export type Completion = {
  modules: Map<string, ModuleProgress>;
  days: Map<string, Total>;
  overall: Total;
};

/** Progress of one person per module, per day and overall: the only place where it is decided. */
export function completion(days: DayShape[], log: Log): Completion {
  const modules = new Map<string, ModuleProgress>();
  const totals = new Map<string, Total>();
  for (const day of days) {
    for (const shape of day.modules) modules.set(shape.id, moduleProgress(shape, log));
    totals.set(day.id, total(day.modules, modules));
  }
  const all = days.flatMap((day) => day.modules);
  return { modules, days: totals, overall: total(all, modules) };
}

/** The same of one module. `log` may hold more than that. */
export function moduleProgress(shape: ModuleShape, log: Log): ModuleProgress {
  const marks = log.sections.filter(({ moduleId }) => moduleId === shape.id);
  const attempts = log.attempts.filter(({ moduleId }) => moduleId === shape.id);
  const readAt = new Map<string, Date>();
  for (const { sectionId, at } of marks) {
    const known = readAt.get(sectionId);
    if (!known || at < known) readAt.set(sectionId, at);
  }
  const done = shape.sections.filter(({ id }) => readAt.has(id));
  const left = shape.sections.filter(({ id }) => !readAt.has(id));
  const passedAt = earliest(attempts.flatMap((one) => (one.passed && one.submittedAt) || []));
  const quizDone = shape.items === 0 || passedAt !== null;
  const complete = left.length === 0 && quizDone && shape.sections.length + shape.items > 0;
  return {
    moduleId: shape.id,
    sectionsDone: done.length,
    sectionsTotal: shape.sections.length,
    quiz: { state: quizState(shape, attempts), bestScore: bestScore(attempts) },
    complete,
    minutesLeft: sum(left.map(({ minutes }) => minutes)) + (quizDone ? 0 : shape.items),
    firstSeenAt: earliest([...marks.map(({ at }) => at), ...attempts.map(({ startedAt }) => startedAt)]),
    completedAt: complete
      ? latest([...done.map(({ id }) => readAt.get(id) as Date), ...(passedAt ? [passedAt] : [])])
      : null,
  };
}

function quizState(shape: ModuleShape, attempts: AttemptMark[]): QuizState {
  if (shape.items === 0) return "none";
  if (attempts.some(({ submittedAt, passed }) => submittedAt && passed)) return "passed";
  if (attempts.some(({ submittedAt }) => !submittedAt)) return "open";
  return attempts.length > 0 ? "not-yet" : "not-started";
}

function bestScore(attempts: AttemptMark[]): number | null {
  const scores = attempts.filter(({ submittedAt }) => submittedAt).map(({ percent }) => percent);
  return scores.length > 0 ? Math.max(...scores) : null;
}

function total(shapes: ModuleShape[], progress: Map<string, ModuleProgress>): Total {
  const count = (wanted: (shape: ModuleShape) => boolean) => {
    const some = shapes.filter(wanted);
    return { done: some.filter(({ id }) => progress.get(id)?.complete).length, total: some.length };
  };
  const all = shapes.flatMap(({ id }) => progress.get(id) ?? []);
  const complete = all.length > 0 && all.every((one) => one.complete);
  return {
    modules: count(({ kind }) => kind === "module"),
    frames: count(({ kind }) => kind !== "module"),
    complete,
    minutesLeft: sum(all.map(({ minutesLeft }) => minutesLeft)),
    firstSeenAt: earliest(all.flatMap(({ firstSeenAt }) => firstSeenAt ?? [])),
    completedAt: complete ? latest(all.flatMap(({ completedAt }) => completedAt ?? [])) : null,
  };
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
const earliest = (dates: Date[]): Date | null =>
  dates.reduce<Date | null>((first, at) => (first && first <= at ? first : at), null);
const latest = (dates: Date[]): Date | null =>
  dates.reduce<Date | null>((last, at) => (last && last >= at ? last : at), null);
