import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { Question } from "#app/ui/question.tsx";
import { type Choice, quizSheet, saveAnswers, submitQuiz } from "./quiz.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const sheet = quizSheet(await requireUser(request), params.moduleId ?? "");
  if (!sheet) throw redirect(`/curriculum/${params.moduleId}/quiz`);
  return { ...sheet, saved: new URL(request.url).searchParams.has("saved") };
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
  if (form.get("intent") !== "submit") return redirect(`${page}/sheet?saved`);
  const { missing } = submitQuiz(user, attemptId);
  return missing.length > 0 ? data({ missing }, { status: 422 }) : redirect(`${page}/${attemptId}`);
}

export default function Sheet() {
  const { attemptId, module, items, changed, saved } = useLoaderData<typeof loader>();
  const missing = useActionData<typeof action>()?.missing ?? [];
  return (
    <div className="wrap narrow quiz" data-sheet={attemptId} data-module={module.id}>
      <Crumbs
        path={[
          { to: "/curriculum", label: "Curriculum" },
          { to: `/curriculum/${module.id}/quiz`, label: "Quiz" },
        ]}
      />
      <h1>
        <span className="over">Check yourself, on one sheet</span>
        {module.title}
      </h1>
      <p>
        This sheet also works without a connection. Each answer is saved the moment you choose it; without a
        connection it is saved on this device and sent when you are back.
      </p>
      <p>
        You get your result once the sheet has been sent: which answers are right is never stored on a device.
      </p>
      {changed ? (
        <p className="quiet small">
          The module has a newer text. You go on with the questions as they were when you started.
        </p>
      ) : null}
      <div id="handed-in" tabIndex={-1} />
      <form method="post" action={`/curriculum/${module.id}/quiz/sheet`} className="quiz-form">
        <input type="hidden" name="attempt" value={attemptId} />
        {missing.length > 0 ? (
          <div className="usa-alert usa-alert--error" role="alert" id="missing">
            <div className="usa-alert__body">
              <p className="usa-alert__text">
                {missing.length === 1 ? "One question has" : `${missing.length} questions have`} no answer
                yet:{" "}
                {missing.map((number, i) => (
                  <span key={number}>
                    {i > 0 ? ", " : ""}
                    <a href={`#question-${number}`}>question {number}</a>
                  </span>
                ))}
                . Your other answers are kept.
              </p>
            </div>
          </div>
        ) : null}
        {items.map((item) => (
          <Question key={item.id} item={item} total={items.length} />
        ))}
        <p className="saving" role="status" aria-live="polite" id="sheet-status">
          {saved ? "Saved" : ""}
        </p>
        <div className="row between quiz-buttons">
          <button type="submit" name="intent" value="save" className="usa-button usa-button--outline">
            Save answers
          </button>
          <button type="submit" name="intent" value="submit" className="usa-button">
            Hand in
          </button>
        </div>
      </form>
      <p className="quiet small">You can leave at any time and go on later. There is no time limit.</p>
    </div>
  );
}
