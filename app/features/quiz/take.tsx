import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { Question } from "#app/ui/question.tsx";
import { Stones } from "#app/ui/stones.tsx";
import {
  type Choice,
  quizSheet,
  type SheetItem,
  saveAnswers,
  setQuizLayout,
  submitQuiz,
} from "./quiz.server.ts";
import { useAnswerForm } from "./saving.ts";

type View = "one" | "all" | "review";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const sheet = quizSheet(user, params.moduleId ?? "");
  if (!sheet) throw redirect(`/curriculum/${params.moduleId}/quiz`);
  const { searchParams } = new URL(request.url);
  const { items } = sheet;
  const asked = Number(searchParams.get("question"));
  const firstOpen = items.find(({ chosen }) => chosen === null)?.number ?? 1;
  const number = Number.isInteger(asked) && asked >= 1 && asked <= items.length ? asked : firstOpen;
  const view: View = searchParams.has("review") ? "review" : user.quizLayout === "page" ? "all" : "one";
  return {
    ...sheet,
    view,
    number,
    total: items.length,
    answered: items.map(({ chosen }) => chosen !== null),
    items: view === "one" ? items.filter((item) => item.number === number) : items,
    saved: searchParams.has("saved"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const attemptId = String(form.get("attempt") ?? "");
  const page = `/curriculum/${params.moduleId}/quiz`;
  const choices = [...form].flatMap(([name, place]): Choice[] =>
    name.startsWith("item:") ? [{ itemId: name.slice(5), place: Number(place) }] : [],
  );
  if (choices.length > 0) saveAnswers(user, attemptId, choices);

  const intent = String(form.get("intent"));
  if (intent === "submit") {
    const { missing } = submitQuiz(user, attemptId);
    if (missing.length > 0) return data({ missing }, { status: 422 });
    return redirect(`${page}/${attemptId}`);
  }
  if (intent === "review") return redirect(`${page}/take?review`);
  if (intent === "steps" || intent === "page") {
    setQuizLayout(user, intent);
    return redirect(`${page}/take`);
  }
  const question = /^question-(\d+)$/.exec(intent)?.[1];
  return redirect(question ? `${page}/take?question=${question}` : `${page}/take?saved`);
}

export default function Take() {
  const { attemptId, module, view, number, total, items, answered, changed, saved } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const missing = answer?.missing ?? [];
  const { form, saving, save, onSubmit } = useAnswerForm(
    `/curriculum/${module.id}/quiz/answer`,
    attemptId,
    items,
  );
  const count = answered.filter(Boolean).length;

  useFocusOn(view === "one" ? `question-${number}` : view, missing.length > 0);

  return (
    <div className="wrap narrow quiz">
      <Crumbs
        path={[
          { to: "/curriculum", label: "Curriculum" },
          { to: `/curriculum/${module.id}/quiz`, label: "Quiz" },
        ]}
      />
      <h1 className="small-title">{module.title}</h1>
      <Stones
        stones={answered.map((done, i) =>
          view === "one" && i + 1 === number ? "now" : done ? "done" : "todo",
        )}
        label={`${count} of ${total} questions answered`}
      />
      {changed ? (
        <p className="quiet small">
          The module has a newer text. You go on with the questions as they were when you started.
        </p>
      ) : null}
      <Form method="post" ref={form} onSubmit={onSubmit} className="quiz-form">
        <input type="hidden" name="attempt" value={attemptId} />
        {view === "review" ? (
          <Review items={items} missing={missing} />
        ) : (
          items.map((item) => (
            <Question
              key={item.id}
              item={item}
              total={total}
              onChoose={(place) => save(item.id, String(place))}
            />
          ))
        )}
        <p className={`saving ${saving.kind}`} role="status" aria-live="polite">
          {saving.text || (saved ? "Saved" : "")}
        </p>
        <div className="row between quiz-buttons">
          {view === "one" ? <StepButtons number={number} total={total} /> : null}
          {view === "all" ? (
            <>
              <Submit name="intent" value="save" look="outline">
                Save answers
              </Submit>
              <Submit name="intent" value="review">
                Look over and submit
              </Submit>
            </>
          ) : null}
          {view === "review" ? (
            <>
              <Link to="?question=1" className="usa-button usa-button--outline">
                Back to the questions
              </Link>
              <Submit name="intent" value="submit" busy="Submitting…">
                Submit my answers
              </Submit>
            </>
          ) : null}
        </div>
        {view !== "review" ? (
          <p className="layout-switch">
            <button
              type="submit"
              name="intent"
              value={view === "one" ? "page" : "steps"}
              className="usa-button usa-button--unstyled"
            >
              {view === "one" ? "Show all questions on one page" : "Show one question at a time"}
            </button>
          </p>
        ) : null}
      </Form>
      <p className="quiet small">You can leave at any time and go on later. There is no time limit.</p>
    </div>
  );
}

/** Moves the focus to what is new after a step, never on the first load. */
function useFocusOn(id: string, problem: boolean): void {
  const before = useRef(id);
  useEffect(() => {
    if (problem) document.getElementById("missing")?.focus();
    else if (before.current !== id) document.getElementById(id)?.focus();
    before.current = id;
  }, [id, problem]);
}

function StepButtons({ number, total }: { number: number; total: number }) {
  return (
    <>
      {number > 1 ? (
        <Submit name="intent" value={`question-${number - 1}`} look="outline">
          Back
        </Submit>
      ) : (
        <span />
      )}
      {number < total ? (
        <Submit name="intent" value={`question-${number + 1}`}>
          Next question
        </Submit>
      ) : (
        <Submit name="intent" value="review">
          Look over and submit
        </Submit>
      )}
    </>
  );
}

function Review({ items, missing }: { items: SheetItem[]; missing: number[] }) {
  const left = items.filter(({ chosen }) => chosen === null);
  return (
    <section aria-labelledby="review" className="review">
      <h2 id="review" tabIndex={-1}>
        Look over your answers
      </h2>
      {missing.length > 0 ? (
        <div className="usa-alert usa-alert--error" role="alert" id="missing" tabIndex={-1}>
          <div className="usa-alert__body">
            <p className="usa-alert__text">
              {missing.length === 1 ? "One question has" : `${missing.length} questions have`} no answer yet:{" "}
              {missing.map((number, i) => (
                <span key={number}>
                  {i > 0 ? ", " : ""}
                  <Link to={`?question=${number}#question-${number}`}>question {number}</Link>
                </span>
              ))}
              . Your other answers are kept.
            </p>
          </div>
        </div>
      ) : left.length > 0 ? (
        <p>
          {left.length === 1 ? "One question is" : `${left.length} questions are`} still without an answer.
        </p>
      ) : (
        <p>Every question has an answer. You can still change each one.</p>
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
            <p>
              <Link to={`?question=${number}#question-${number}`}>
                {chosen === null ? "Answer" : "Change"}
                <span className="usa-sr-only"> question {number}</span>
              </Link>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
