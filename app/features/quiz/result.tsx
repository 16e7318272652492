import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { Reasons } from "#app/ui/question.tsx";
import { Stones } from "#app/ui/stones.tsx";
import { quizResult } from "./quiz.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return { ...quizResult(user, params.moduleId ?? "", params.attemptId ?? ""), layout: user.quizLayout };
}

type Item = ReturnType<typeof quizResult>["items"][number];

export default function Result() {
  const { module, right, total, percent, passed, pass, at, items, changed, layout } =
    useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow quiz">
      <Crumbs
        path={[
          { to: "/curriculum", label: "Curriculum" },
          { to: `/curriculum/${module.id}/quiz`, label: "Quiz" },
        ]}
      />
      <h1>
        <span className="over">{module.title}</span>
        {passed ? "You passed" : "Not yet"}
      </h1>
      <p className="lede">
        {right} of {total} right, {percent} %.{" "}
        {passed
          ? "Read the reasons below, also where you were right."
          : `${pass} % is needed. Read the reasons below, look into the text again and try once more when you like.`}
      </p>
      <Stones
        stones={items.map(({ isRight }) => (isRight ? "done" : "todo"))}
        label={`${right} of ${total} right`}
      />
      <p className="quiet small">Submitted {at}</p>
      {changed ? (
        <p className="quiet small">The module has a newer text since. This is the quiz as you took it.</p>
      ) : null}
      <Again moduleId={module.id} layout={layout} passed={passed} />
      <ol className="plain-list results">
        {items.map((item) => (
          <ItemResult key={item.id} item={item} moduleId={module.id} />
        ))}
      </ol>
      <Again moduleId={module.id} layout={layout} passed={passed} />
    </div>
  );
}

function Again({ moduleId, layout, passed }: { moduleId: string; layout: string; passed: boolean }) {
  return (
    <Form method="post" action={`/curriculum/${moduleId}/quiz`} className="row">
      <input type="hidden" name="layout" value={layout} />
      {passed ? (
        <Link to="/" className="usa-button">
          What is next
        </Link>
      ) : null}
      <Submit look={passed ? "outline" : ""}>{passed ? "Take it again" : "Try again"}</Submit>
      <Link to={`/curriculum/${moduleId}`} reloadDocument>
        Back to the text
      </Link>
    </Form>
  );
}

function ItemResult({
  item: { number, stem, options, isRight, section },
  moduleId,
}: {
  item: Item;
  moduleId: string;
}) {
  return (
    <li className="card">
      <h2>
        <span className="over">
          Question {number}{" "}
          <span className={isRight ? "tag good" : "tag warn"}>{isRight ? "Right" : "Not yet"}</span>
        </span>
        <span className="stem" dangerouslySetInnerHTML={{ __html: stem }} />
      </h2>
      <Reasons number={number} reasons={options} />
      {section ? (
        <p>
          <Link to={`/curriculum/${moduleId}#${section.id}`} reloadDocument>
            Read “{section.title}” again<span className="usa-sr-only"> for question {number}</span>
          </Link>
        </p>
      ) : null}
    </li>
  );
}
