import { useState } from "react";
import { advisoryNames } from "#app/features/learn/reader.ts";
import { neededToPass } from "#app/features/quiz/scoring.ts";
import { type How, markDone, standingOf, startAttempt } from "./kept.ts";
import type { LessonSection } from "./package.ts";
import type { Playing } from "./player-frame.tsx";

const random = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;

/** The first page: what awaits the reader, and the way to where they were. */
export function Start({ playing }: { playing: Playing }) {
  const { lesson, place, edition, hash } = playing.matter;
  const { sections, advisory, objectives } = lesson;
  const next = sections.find(({ id }) => !playing.kept.done[id]);
  const hasBegun = Object.keys(playing.kept.done).length > 0;
  return (
    <>
      <header className="reader-head">
        <h1 tabIndex={-1}>{lesson.title}</h1>
        <ul className="meta">
          <li>{lesson.number}</li>
          <li>{sections.reduce((sum, { minutes }) => sum + minutes, 0)} minutes to read</li>
          <li>{place}</li>
          <li>Edition {edition}</li>
          <li className="hash">Text {hash}</li>
        </ul>
        <div className="before-you-read">
          <h2>Before you read</h2>
          <p>{advisory.text}</p>
          <p className="quiet small">
            Level {advisory.level}: {advisoryNames[advisory.level].toLowerCase()}.
          </p>
        </div>
        {objectives.length > 0 ? (
          <div className="objectives">
            <h2>After this {lesson.kind} you can</h2>
            <ul>
              {objectives.map((objective) => (
                <li key={objective}>{objective}</li>
              ))}
            </ul>
          </div>
        ) : null}
        <details className="about">
          <summary>About this {lesson.kind}</summary>
          <p>{lesson.summary}</p>
          <p>
            <strong>Lived expertise.</strong> {lesson.survivorVoice}
          </p>
        </details>
      </header>
      <p>
        <button
          type="button"
          className="usa-button"
          onClick={() => playing.go(next ? `section/${next.id}` : "end")}
        >
          {hasBegun ? "Go on reading" : "Start reading"}
        </button>
      </p>
    </>
  );
}

export function Outline({
  playing,
  aside,
  small = false,
}: {
  playing: Playing;
  aside: string | null;
  small?: boolean;
}) {
  const { lesson } = playing.matter;
  const { kept, go } = playing;
  const isQuiz = ["quiz", "review", "result"].includes(kept.place);
  const entries = [
    { to: "start", title: "Before you read", isDone: false, isHere: kept.place === "start" },
    ...lesson.sections.map(({ id, title }) => ({
      to: `section/${id}`,
      title,
      isDone: kept.done[id] !== undefined,
      isHere: kept.place === `section/${id}`,
    })),
    {
      to: isQuiz ? kept.place : "end",
      title: lesson.quiz ? "Check yourself" : "The end",
      isDone: kept.passed,
      isHere: kept.place === "end" || isQuiz,
    },
  ];
  return (
    <nav aria-label={small ? `In this ${lesson.kind}, short list` : `In this ${lesson.kind}`}>
      {small ? null : <p className="outline-title">{lesson.title}</p>}
      <ol className="outline">
        {entries.map(({ to, title, isDone, isHere }) => (
          <li key={to} className={isDone ? "done" : undefined}>
            <a
              href={`#${to}`}
              aria-current={isHere && !aside ? "location" : undefined}
              onClick={(event) => {
                event.preventDefault();
                event.stopPropagation();
                event.currentTarget.closest("details")?.removeAttribute("open");
                go(to);
              }}
            >
              {title}
              <span className="state">{isDone ? " (done)" : ""}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

type Shown = "choice" | "read" | "alternative";

export function SectionPage({ section, playing }: { section: LessonSection; playing: Playing }) {
  const { lesson } = playing.matter;
  const { kept, change, go } = playing;
  const { id, title, noticeHtml, alternativeHtml } = section;
  const before = kept.done[id];
  const [shown, setShown] = useState<Shown>(() =>
    !noticeHtml ? "read" : before === "read" || before === "alternative" ? before : "choice",
  );
  const at = lesson.sections.findIndex((one) => one.id === id);
  const next = lesson.sections[at + 1];
  const previous = lesson.sections[at - 1];
  const goOn = (how: How) =>
    change({ ...markDone(kept, id, how), place: next ? `section/${next.id}` : "end" });
  return (
    <>
      <p className="quiet">
        {lesson.number} · {lesson.title}
      </p>
      <section className="part" aria-labelledby="part-title">
        <h1 id="part-title" data-head="" tabIndex={-1}>
          {title}
        </h1>
        {noticeHtml && shown === "choice" ? (
          <div className="choice">
            <div dangerouslySetInnerHTML={{ __html: noticeHtml }} />
            {before === "set-aside" ? <p>You set this aside. It waits here, no hurry.</p> : null}
            <div className="row no-print">
              <button type="button" className="usa-button" onClick={() => setShown("read")}>
                Read now
              </button>
              {alternativeHtml ? (
                <button
                  type="button"
                  className="usa-button usa-button--outline"
                  onClick={() => setShown("alternative")}
                >
                  Read the alternative
                </button>
              ) : null}
              <button
                type="button"
                className="usa-button usa-button--outline"
                onClick={() => goOn("set-aside")}
              >
                Later
              </button>
            </div>
            <p className="quiet small no-print">
              None of these costs you any progress, and nobody is told which one you chose.
            </p>
          </div>
        ) : null}
        {noticeHtml && shown !== "choice" ? (
          <div className="chosen no-print">
            <span>{shown === "read" ? "You opened the text." : "You opened the written alternative."}</span>
            {shown === "read" && alternativeHtml ? (
              <Other onClick={() => setShown("alternative")}>Read the alternative instead</Other>
            ) : null}
            {shown === "alternative" ? (
              <Other onClick={() => setShown("read")}>Read the text instead</Other>
            ) : null}
            <Other onClick={() => setShown("choice")}>Close this section</Other>
          </div>
        ) : null}
        {shown === "choice" ? null : (
          <div
            className="text"
            dangerouslySetInnerHTML={{
              __html: (shown === "alternative" && alternativeHtml) || section.html,
            }}
          />
        )}
      </section>
      <div className="row between tools no-print">
        <button
          type="button"
          className="usa-button usa-button--outline"
          onClick={() => go(previous ? `section/${previous.id}` : "start")}
        >
          Back
        </button>
        {shown === "choice" ? null : (
          <button type="button" className="usa-button" onClick={() => goOn(shown)}>
            {next ? `Next: ${next.title}` : "Finish reading"}
          </button>
        )}
      </div>
    </>
  );
}

function Other({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" className="usa-button usa-button--unstyled" onClick={onClick}>
      {children}
    </button>
  );
}

/** After the text: the quiz, the handouts, and what is still unread. */
export function End({ playing }: { playing: Playing }) {
  const { lesson } = playing.matter;
  const { kept, pass, change, go } = playing;
  const { quiz } = lesson;
  const left = lesson.sections.filter(({ id }) => !kept.done[id]);
  const { score } = standingOf(kept, lesson);
  return (
    <>
      <h1 tabIndex={-1}>{quiz ? "Check yourself" : "That is the whole text"}</h1>
      {left.length > 0 ? (
        <div className="before-you-read">
          <p>
            {left.length === 1 ? "One part is" : `${left.length} parts are`} still to be read or set aside:{" "}
            {left.map(({ id, title }, index) => (
              <span key={id}>
                {index > 0 ? ", " : ""}
                <button
                  type="button"
                  className="usa-button usa-button--unstyled inline"
                  onClick={() => go(`section/${id}`)}
                >
                  {title}
                </button>
              </span>
            ))}
            .
          </p>
        </div>
      ) : null}
      {quiz ? (
        <section className="card" aria-labelledby="quiz-title">
          <h2 id="quiz-title">The quiz</h2>
          {kept.passed ? <p className="tag good">You have passed this quiz</p> : null}
          <ul className="quiz-rules">
            <li>
              {quiz.items.length} questions. {neededToPass({ pass, items: quiz.items })} right answers pass (
              {pass} %).
            </li>
            <li>No time limit. Each answer is kept; you can stop and go on later.</li>
            <li>
              As many attempts as you like. Your best one counts{score ? `: ${score.percent} % so far` : ""}.
            </li>
            <li>After you submit, every option says why it protects a child or does not.</li>
            <li>Your learning system gets your score and your answers.</li>
          </ul>
          <p className="row">
            <button
              type="button"
              className="usa-button"
              onClick={() => change({ ...startAttempt(kept, random()), place: "quiz" })}
            >
              {kept.open ? "Go on with the quiz" : kept.tries > 0 ? "Start a new attempt" : "Start the quiz"}
            </button>
            {kept.last ? (
              <button type="button" className="usa-button usa-button--outline" onClick={() => go("result")}>
                Look at the last attempt
              </button>
            ) : null}
          </p>
        </section>
      ) : (
        <p>There is no quiz here. Reading it is enough.</p>
      )}
      {lesson.handouts.length > 0 ? (
        <section aria-labelledby="handouts-title">
          <h2 id="handouts-title">Handouts</h2>
          <ul className="plain-list">
            {lesson.handouts.map(({ id, anchor, title, purpose }) => (
              <li key={id}>
                <a href={`#${anchor}`}>
                  {id}: {title}
                </a>
                <br />
                <span className="quiet">{purpose}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <p>
        <a href="#sources">Sources of this {lesson.kind}</a>
      </p>
    </>
  );
}
