import { useEffect, useState } from "react";
import type { DayEvent } from "./day-events.ts";
import { store } from "./store.ts";
import { ask, isPossible, listen } from "./talk.ts";
import type { useDay } from "./use-day.ts";
import { size, type Tell, things } from "./words.ts";

type Room = Pick<ReturnType<typeof useDay>, "own" | "merge" | "decide">;

/** What waits, what was merged, and what the server refused until somebody decides. */
export function DaySync({
  room: { own, merge, decide },
  words,
}: {
  room: Room;
  words: (event: DayEvent) => string;
}) {
  const waiting = own.filter(({ state }) => state === "waiting");
  const refused = own.filter(({ state }) => state === "refused");
  return (
    <section aria-labelledby="sync-title" className="day-sync">
      <h2 id="sync-title" className="usa-sr-only">
        This device and the server
      </h2>
      <p role="status">
        {waiting.length > 0
          ? `${things(waiting.length)} saved on this device, not yet sent. ${reasons[merge?.why ?? "none"]}`
          : merge && !merge.why
            ? "The server has everything from this device."
            : reasons[merge?.why ?? "none"]}
      </p>
      {merge?.why === "sign-in" ? (
        <p>
          <a href="/sign-in">Sign in to send</a>
        </p>
      ) : null}
      {merge && merge.kept + merge.known > 0 ? (
        <p className="quiet">
          Last sent: {merge.kept} kept{merge.known > 0 ? `, ${merge.known} known already` : ""}.
        </p>
      ) : null}
      {merge && merge.meanwhile.length > 0 ? (
        <details open>
          <summary>What others recorded meanwhile ({merge.meanwhile.length})</summary>
          <ul>
            {[...new Set(merge.meanwhile)].map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {merge && merge.doubtful.length > 0 ? (
        <div className="card">
          <h3>Kept, but it does not fit together</h3>
          <ul>
            {merge.doubtful.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {refused.length > 0 ? (
        <div className="card" role="alert">
          <h3>The server did not keep {things(refused.length)}</h3>
          <ul className="plain-list">
            {refused.map(({ id, event, sentence }) => (
              <li key={id}>
                <strong>{words(event as DayEvent)}.</strong> {sentence}
                <span className="row">
                  <button
                    type="button"
                    className="usa-button usa-button--outline"
                    onClick={() => decide(id, "again")}
                  >
                    Try again
                  </button>
                  <button
                    type="button"
                    className="usa-button usa-button--unstyled"
                    onClick={() => decide(id, "discard")}
                  >
                    Delete it here
                  </button>
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}

const reasons = {
  none: "",
  offline: "There is no connection. Go on; everything is kept here.",
  "sign-in": "You have been signed out.",
  "somebody-else": "Somebody else is signed in on this device. Only you can send it.",
  broken: "The server could not read it. Reload this page when you have a connection.",
};

/** Takes the day along with its plans and handouts: the evening before, where there is a connection. */
export function TakeDay({ day, title, addresses }: { day: string; title: string; addresses: string[] }) {
  const [taken, setTaken] = useState<string | null>(null);
  const [progress, setProgress] = useState<Extract<Tell, { kind: "progress" }> | null>(null);
  const [possible, setPossible] = useState<boolean | null>(null);
  useEffect(() => {
    setPossible(isPossible());
    if (!isPossible()) return;
    const look = async () => {
      const found = (await (await store()).getAll("taken")).find((one) => one.day === day);
      setTaken(found ? size(found.bytes) : null);
    };
    void look();
    return listen((told) => {
      if (told.kind === "state" || told.day !== day) return;
      setProgress(told.kind === "progress" && !told.finished ? told : null);
      void look();
    });
  }, [day]);
  if (possible === null) return null;
  if (!possible)
    return (
      <p>This browser, or this connection without https, cannot keep pages. Stay connected, or use paper.</p>
    );
  return (
    <div className="take-along no-print">
      {progress && !progress.problem ? (
        <>
          <progress value={progress.done} max={progress.total} aria-label={`Taking ${title} along`} />
          <p className="small">
            {progress.done} of {progress.total} pages, {size(progress.bytes)}
          </p>
        </>
      ) : taken ? (
        <>
          <p className="tag good">This day is on this device</p>
          <p className="quiet small">{taken}</p>
          <button
            type="button"
            className="usa-button usa-button--unstyled"
            onClick={() => ask({ kind: "drop", day })}
          >
            Remove from this device
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            className="usa-button usa-button--outline"
            onClick={() => ask({ kind: "take", day, title, addresses })}
          >
            Take this day along
          </button>
          <p className="quiet small">
            {progress?.problem ??
              "The roster with names, the run-of-show, the plans and handouts. Only on a device that you keep with you."}
          </p>
        </>
      )}
    </div>
  );
}
