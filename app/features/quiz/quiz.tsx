import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Choice, Submit } from "#app/ui/form.tsx";
import { Crumbs, Scroll } from "#app/ui/page.tsx";
import { quizHome, setQuizLayout, startQuiz } from "./quiz.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return quizHome(await requireUser(request), params.moduleId ?? "");
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const moduleId = params.moduleId ?? "";
  startQuiz(user, moduleId);
  setQuizLayout(user, form.get("layout") === "page" ? "page" : "steps");
  return redirect(`/curriculum/${moduleId}/quiz/take`);
}

export default function QuizHome() {
  const { module, items, pass, needed, layout, open, passed, history } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow quiz">
      <Crumbs path={[{ to: "/curriculum", label: "Curriculum" }]} />
      <h1>
        <span className="over">Check yourself</span>
        {module.title}
      </h1>
      <ul className="quiz-rules">
        <li>
          {items} questions. {needed} right answers pass ({pass} %).
        </li>
        <li>
          No time limit. Each answer is kept the moment you choose it; you can stop and go on later, on any
          device.
        </li>
        <li>As many attempts as you like. Your best one counts.</li>
        <li>After you submit, every option says why it protects a child or does not.</li>
        <li>Your trainer sees your results, to help where many people stumble. Other trainees do not.</li>
      </ul>
      {passed ? <p className="tag good">You have passed this quiz</p> : null}
      <Form method="post">
        <Choice
          label="How would you like to see it?"
          name="layout"
          defaultValue={layout}
          options={[
            { value: "steps", label: "One question at a time" },
            { value: "page", label: "All questions on one page" },
          ]}
        />
        <p className="row">
          <Submit>
            {open ? "Go on with the quiz" : history.length > 0 ? "Start a new attempt" : "Start the quiz"}
          </Submit>
          <Link to={`/curriculum/${module.id}`} reloadDocument>
            Back to the text
          </Link>
        </p>
        {open ? (
          <p className="quiet">
            {open.answered} of {items} questions are answered so far.
          </p>
        ) : null}
      </Form>
      {history.length > 0 ? (
        <section aria-labelledby="history-title">
          <h2 id="history-title">Your attempts</h2>
          <Scroll label="Table of your attempts">
            <table className="usa-table">
              <caption className="usa-sr-only">Your attempts, newest first</caption>
              <thead>
                <tr>
                  <th scope="col">Submitted</th>
                  <th scope="col">Right</th>
                  <th scope="col">Result</th>
                  <th scope="col">Look again</th>
                </tr>
              </thead>
              <tbody>
                {history.map(({ id, at, percent, passed }) => (
                  <tr key={id}>
                    <th scope="row">{at}</th>
                    <td>{percent} %</td>
                    <td>{passed ? "Passed" : "Not yet"}</td>
                    <td>
                      <Link to={id}>
                        Open<span className="usa-sr-only"> the attempt of {at}</span>
                      </Link>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </section>
      ) : null}
    </div>
  );
}
