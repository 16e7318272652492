type Step = { id: string; done: boolean; title: string; rule: string; detail: string };

/**
 * The steps of the way as a list that says of each whether it is done, in words and not by color alone. Who was
 * certified from papers is not asked for what those papers showed.
 */
export function Steps({ steps, level, history }: { steps: Step[]; level: string; history: Decided[] }) {
  const onPapers = (id: string) => id !== "step-6" && history.some(({ fromPaper }) => fromPaper);
  const shown = steps.filter(
    ({ id, done }) => id !== "step-6" || done || level === "certified" || level === "lead",
  );
  return (
    <ol className="way">
      {shown.map(({ id, done, title, rule, detail }) => (
        <li key={id} className={done || onPapers(id) ? "done" : undefined}>
          <h3>
            {title}{" "}
            <span className={done || onPapers(id) ? "tag good" : "tag"}>
              {done ? "Done" : onPapers(id) ? "Seen on papers" : "Open"}
            </span>
          </h3>
          <p>{done || !onPapers(id) ? detail : "Shown by papers that are older than this record."}</p>
          <details>
            <summary>
              What it asks<span className="usa-sr-only"> for: {title}</span>
            </summary>
            <p className="small">{rule}</p>
          </details>
        </li>
      ))}
    </ol>
  );
}

type Decided = {
  id: string;
  what: string;
  on: string;
  by: string;
  reason: string | null;
  heardOn: string | null;
  fromPaper: boolean;
};

/** Decisions, the newest first: what, when, by whom and, for those who may read it, why. */
export function Decisions({ history }: { history: Decided[] }) {
  return (
    <ol className="decisions">
      {history.map(({ id, what, on, by, reason, heardOn, fromPaper }) => (
        <li key={id}>
          <p>
            <strong>{what}</strong> on {on} by {by}
            {heardOn ? `, after the hearing on ${heardOn}` : ""}
            {fromPaper ? ", from papers that are older than this record" : ""}
          </p>
          {reason ? <p className="reason">{reason}</p> : null}
        </li>
      ))}
    </ol>
  );
}

export const stageTag = (stage: string): string =>
  stage === "paused" || stage === "ended"
    ? "tag bad"
    : stage === "lapsed"
      ? "tag warn"
      : stage === "certified" || stage === "lead"
        ? "tag good"
        : "tag";
