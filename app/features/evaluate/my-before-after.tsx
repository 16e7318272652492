import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { Reasons } from "#app/ui/question.tsx";
import { myBeforeAfter } from "./mine.server.ts";
import { isMoment, momentWords } from "./moments.ts";
import { startSitting } from "./sittings.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const page = myBeforeAfter(await requireUser(request), params.cohort as string);
  return { ...page, sent: new URL(request.url).searchParams.get("sent") };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const moment = String((await request.formData()).get("moment"));
  if (!isMoment(moment)) throw notFound();
  startSitting(user, params.cohort as string, moment);
  return redirect(`/before-and-after/${params.cohort}/${moment}`);
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

export default function MyBeforeAfter() {
  const { cohort, moments, result, sent } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/my-credit", label: "My credit" }]} />
      <h1>
        <span className="over">{cohort.name}</span>
        Before and after
      </h1>
      <p className="lede">
        The same kind of questions twice, so that the course learns what it teaches, and you see what has
        changed. Your certificate does not depend on it.
      </p>
      {sent === "form" ? <Alert kind="success">Your answers are in. Thank you.</Alert> : null}
      {sent === "outlook" ? (
        <Alert kind="success">Your marks are in, without your name. Thank you.</Alert>
      ) : null}
      {result ? <Result result={result} /> : null}
      {moments.map((one) => (
        <Part key={one.moment} cohortId={cohort.id} one={one} hasResult={result !== null} />
      ))}
      <section aria-labelledby="kept-heading">
        <h2 id="kept-heading">Who sees what</h2>
        <ul>
          <li>Which answers you chose, and your result before the course: only you.</li>
          <li>
            How many were right after the course: you and your trainers, because it is the post-assessment
            that becoming a trainer asks for. It counts as one sitting of it.
          </li>
          <li>
            How sure you feel, and what you think about responsibility: nobody. Those marks are kept under a
            code, without your name and without a time.
          </li>
          <li>
            Your site and your trainers see the whole group’s change, and only when eleven people or more did
            both.
          </li>
        </ul>
      </section>
    </div>
  );
}

function Part({
  cohortId,
  one,
  hasResult,
}: {
  cohortId: string;
  one: Page["moments"][number];
  hasResult: boolean;
}) {
  const { moment, state, form, outlook, minutes, questions, answered } = one;
  const heading = `${moment}-heading`;
  const isOpen = state === "open";
  return (
    <section aria-labelledby={heading} className="card after">
      <h2 id={heading}>{momentWords[moment].title}</h2>
      {state === "ahead" ? (
        <p>
          {moment === "before"
            ? "Your trainers open these questions before the first day or at its start."
            : "Your trainers open these questions on the last day."}
        </p>
      ) : null}
      {state === "over" && form === "none" ? (
        <p>These questions are closed. Not having answered them takes nothing away.</p>
      ) : null}
      {form === "in" || form === "paper" ? (
        <p>
          <span className="tag good">In</span> Your {questions} questions{" "}
          {form === "paper" ? "were answered on paper and keyed in by a trainer" : "are handed in"}
          {moment === "before" && !hasResult
            ? ". You will see the result beside the one after the course."
            : "."}
        </p>
      ) : null}
      {isOpen && (form === "none" || form === "begun") ? (
        <>
          <p>
            {questions} questions, about {minutes} minutes. There is no clock, every answer is kept as you
            give it, and you can stop and come back.
            {moment === "after"
              ? " Hand them in and your trainers see how many were right, as one sitting of the post-assessment."
              : " Nobody passes or fails."}
          </p>
          <Form method="post" reloadDocument>
            <input type="hidden" name="moment" value={moment} />
            <Submit>
              {form === "begun" ? `Go on (${answered} of ${questions} answered)` : "Begin the questions"}
            </Submit>
          </Form>
        </>
      ) : null}
      {outlook ? (
        <p>
          <span className="tag good">In</span> How sure you are, and who is responsible.
        </p>
      ) : isOpen ? (
        <p>
          <Link to={`/before-and-after/${cohortId}/${moment}/outlook`}>
            How sure are you, and who is responsible?
            <span className="usa-sr-only"> {momentWords[moment].title}</span>
          </Link>{" "}
          <span className="quiet">28 lines to mark, without your name, about five minutes.</span>
        </p>
      ) : null}
    </section>
  );
}

function Result({ result }: { result: NonNullable<Page["result"]> }) {
  const { before, after, readAgain, missed, confidence } = result;
  const gain = before ? after.right - before.right : null;
  return (
    <section aria-labelledby="result-heading">
      <h2 id="result-heading">What has changed for you</h2>
      <dl className="counts">
        {before ? (
          <div>
            <dt>Right before the course, of {before.of}</dt>
            <dd>{before.right}</dd>
          </div>
        ) : null}
        <div>
          <dt>Right after the course, of {after.of}</dt>
          <dd>{after.right}</dd>
        </div>
      </dl>
      <p>
        {gain === null
          ? "There is no form of yours from before the course, so only what you know now stands here."
          : gain > 0
            ? `${gain} more than on the first morning. That is yours to keep, and using it is what makes it last.`
            : gain === 0
              ? "The same number as before. The second form asks in other situations, so a number can stand still while what is behind it has grown."
              : "A few fewer than before. The second form asks in other situations, people are tired on a last day, and one day’s number says little about anybody."}
      </p>
      {readAgain.length > 0 ? (
        <>
          <h3>Worth reading again</h3>
          <ul>
            {readAgain.map(({ id, title }) => (
              <li key={id}>
                <Link to={`/curriculum/${id}`} reloadDocument>
                  {id} {title}
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {missed.length > 0 ? (
        <details>
          <summary>
            {missed.length === 1 ? "The question that was" : `The ${missed.length} questions that were`} not
            right, with the reasons
          </summary>
          <ol className="plain-list results">
            {missed.map(({ id, number, stem, options }) => (
              <li key={id} className="card">
                <h3>
                  <span className="over">Question {number}</span>
                  <span className="stem" dangerouslySetInnerHTML={{ __html: stem }} />
                </h3>
                <Reasons number={number} reasons={options} />
              </li>
            ))}
          </ol>
        </details>
      ) : null}
      {confidence.length > 0 ? (
        <>
          <h3>How sure you felt</h3>
          <ul>
            {confidence.map(({ id, text, before: then, after: now }) => (
              <li key={id}>
                {text} <strong>{then === now ? `${now} both times` : `${then}, and now ${now}`}</strong>
              </li>
            ))}
          </ul>
          <p className="quiet small">
            From 1, not at all sure, to 5, very sure. Feeling less sure can mean that you now see more of it.
            What you think about responsibility is never scored for one person, so it does not stand here.
          </p>
        </>
      ) : null}
    </section>
  );
}
