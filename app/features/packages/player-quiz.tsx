import { useEffect, useRef, useState } from "react";
import { rightOption, score, unanswered } from "#app/features/quiz/scoring.ts";
import { Question, type QuestionItem, Reasons } from "#app/ui/question.tsx";
import { Stones } from "#app/ui/stones.tsx";
import { answersOf, chooseOption, handIn, orderOf, standingOf } from "./kept.ts";
import type { LessonQuiz } from "./package.ts";
import type { Playing } from "./player-frame.tsx";

type Props = { quiz: LessonQuiz; playing: Playing };

/** The questions of the open attempt, in its order of options. */
function asked(quiz: LessonQuiz, { kept }: Playing): QuestionItem[] {
  const { open } = kept;
  if (!open) return [];
  const orders = orderOf(quiz, open);
  return quiz.items.map(({ id, stem, options }, index) => {
    const order = orders[id] ?? [];
    const chosen = open.answers[id];
    return {
      id,
      number: index + 1,
      stem,
      options: order.map((option) => options[option]?.text ?? ""),
      chosen: chosen === undefined ? null : order.indexOf(chosen),
    };
  });
}

export function QuizPage({ quiz, playing }: Props) {
  const { kept, change, go } = playing;
  const items = asked(quiz, playing);
  const total = items.length;
  const [number, setNumber] = useState(() => items.find(({ chosen }) => chosen === null)?.number ?? 1);
  const item = items[number - 1];
  const before = useRef(number);
  useEffect(() => {
    if (before.current !== number) document.getElementById(`question-${number}`)?.focus();
    before.current = number;
  }, [number]);
  if (!item || !kept.open) return null;
  const choose = (place: number) => {
    const option = orderOf(quiz, kept.open ?? { seed: 0, answers: {} })[item.id]?.[place];
    if (option !== undefined) change(chooseOption(kept, item.id, option));
  };
  const answered = items.filter(({ chosen }) => chosen !== null).length;
  return (
    <div className="quiz">
      <h1 className="small-title" tabIndex={-1}>
        Check yourself: {playing.matter.lesson.title}
      </h1>
      <Stones
        stones={items.map(({ chosen }, at) =>
          at + 1 === number ? "now" : chosen === null ? "todo" : "done",
        )}
        label={`${answered} of ${total} questions answered`}
      />
      <Question key={item.id} item={item} total={total} onChoose={choose} />
      <div className="row between quiz-buttons">
        {number > 1 ? (
          <button
            type="button"
            className="usa-button usa-button--outline"
            onClick={() => setNumber(number - 1)}
          >
            Back
          </button>
        ) : (
          <button type="button" className="usa-button usa-button--outline" onClick={() => go("end")}>
            Back to the text
          </button>
        )}
        <button
          type="button"
          className="usa-button"
          onClick={() => (number < total ? setNumber(number + 1) : go("review"))}
        >
          {number < total ? "Next question" : "Look over and submit"}
        </button>
      </div>
      <p className="quiet small">You can leave at any time and go on later. There is no time limit.</p>
    </div>
  );
}

export function ReviewPage({ quiz, playing }: Props) {
  const { kept, pass, change, go } = playing;
  const [missing, setMissing] = useState<string[]>([]);
  const items = asked(quiz, playing);
  const left = kept.open ? unanswered(quiz.items, answersOf(kept.open)) : [];
  const numberOf = (id: string) => quiz.items.findIndex((item) => item.id === id) + 1;
  const submit = () => {
    const handed = handIn(kept, quiz, pass);
    setMissing(handed.missing);
    if (handed.score) change({ ...handed.kept, place: "result" });
  };
  return (
    <div className="quiz review">
      <h1 tabIndex={-1}>Look over your answers</h1>
      {missing.length > 0 ? (
        <div className="usa-alert usa-alert--error" role="alert">
          <div className="usa-alert__body">
            <p className="usa-alert__text">
              {missing.length === 1 ? "One question has" : `${missing.length} questions have`} no answer yet:{" "}
              {missing.map((id) => `question ${numberOf(id)}`).join(", ")}. Your other answers are kept.
            </p>
          </div>
        </div>
      ) : (
        <p>
          {left.length === 0
            ? "Every question has an answer. You can still change each one."
            : `${left.length === 1 ? "One question is" : `${left.length} questions are`} still without an answer.`}
        </p>
      )}
      <ol className="plain-list">
        {items.map(({ id, number, stem, options, chosen }) => (
          <li key={id}>
            <p className="over">Question {number}</p>
            <p dangerouslySetInnerHTML={{ __html: stem }} />
            <p className="quiet">
              {chosen === null ? (
                "No answer yet"
              ) : (
                <>
                  Your answer: <span dangerouslySetInnerHTML={{ __html: options[chosen] ?? "" }} />
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
      <div className="row between quiz-buttons">
        <button type="button" className="usa-button usa-button--outline" onClick={() => go("quiz")}>
          Back to the questions
        </button>
        <button type="button" className="usa-button" onClick={submit}>
          Submit my answers
        </button>
      </div>
    </div>
  );
}

export function ResultPage({ quiz, playing }: Props) {
  const { kept, pass, go } = playing;
  const { lesson } = playing.matter;
  if (!kept.last) return null;
  const { answers } = kept.last;
  const orders = orderOf(quiz, kept.last);
  const { right, total, percent, passed } = score({ pass, items: quiz.items }, answersOf(kept.last));
  const standing = standingOf(kept, lesson);
  const rights = quiz.items.map((item) => answers[item.id] === rightOption(item));
  return (
    <div className="quiz">
      <h1 tabIndex={-1}>
        <span className="over">{lesson.title}</span>
        {passed ? "You passed" : "Not yet"}
      </h1>
      <p className="lede">
        {right} of {total} right, {percent} %.{" "}
        {passed
          ? "Read the reasons below, also where you were right."
          : `${pass} % is needed. Read the reasons below, look into the text again and try once more when you like.`}
      </p>
      {kept.passed && !passed ? (
        <p>You passed in an earlier attempt. It stays passed, with {standing.score?.percent} %.</p>
      ) : null}
      <Stones
        stones={rights.map((isRight) => (isRight ? "done" : "todo"))}
        label={`${right} of ${total} right`}
      />
      <p className="row">
        <button
          type="button"
          className={passed ? "usa-button usa-button--outline" : "usa-button"}
          onClick={() => go("end")}
        >
          {passed ? "Back to the lesson" : "Try again"}
        </button>
      </p>
      <ol className="plain-list results">
        {quiz.items.map((item, at) => {
          const section = lesson.sections.find(({ id }) => id === item.section);
          return (
            <li key={item.id} className="card">
              <h2>
                <span className="over">
                  Question {at + 1}{" "}
                  <span className={rights[at] ? "tag good" : "tag warn"}>
                    {rights[at] ? "Right" : "Not yet"}
                  </span>
                </span>
                <span className="stem" dangerouslySetInnerHTML={{ __html: item.stem }} />
              </h2>
              <Reasons
                number={at + 1}
                reasons={(orders[item.id] ?? []).map((option) => ({
                  text: item.options[option]?.text ?? "",
                  feedback: item.options[option]?.feedback ?? "",
                  chosen: option === answers[item.id],
                  right: option === rightOption(item),
                }))}
              />
              {section ? (
                <p>
                  <button
                    type="button"
                    className="usa-button usa-button--unstyled"
                    onClick={() => go(`section/${section.id}`)}
                  >
                    Read “{section.title}” again
                    <span className="usa-sr-only"> for question {at + 1}</span>
                  </button>
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
