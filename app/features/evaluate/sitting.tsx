import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { useAnswerForm } from "#app/features/quiz/saving.ts";
import { notFound } from "#app/lib/refuse.ts";
import { Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { Question } from "#app/ui/question.tsx";
import { Stones } from "#app/ui/stones.tsx";
import { isMoment, momentWords } from "./moments.ts";
import { type Choice, handIn, saveFormAnswers, sittingSheet } from "./sittings.server.ts";

/** Questions on one page: few enough for a phone, and six pages in all. */
const perPage = 5;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  if (!isMoment(params.moment)) throw notFound();
  const sheet = sittingSheet(user, params.cohort as string, params.moment);
  if (!sheet) throw redirect(`/before-and-after/${params.cohort}`);
  const { items } = sheet;
  const pages = Math.ceil(items.length / perPage);
  const firstOpen = items.findIndex(({ chosen }) => chosen === null);
  const asked = Number(new URL(request.url).searchParams.get("page"));
  const isReview = asked === pages + 1 || (!asked && firstOpen === -1);
  const page =
    asked >= 1 && asked <= pages ? Math.floor(asked) : Math.floor(Math.max(firstOpen, 0) / perPage) + 1;
  return {
    ...sheet,
    moment: params.moment,
    pages,
    page: isReview ? pages + 1 : page,
    total: items.length,
    answered: items.map(({ chosen }) => chosen !== null),
    open: items.filter(({ chosen }) => chosen === null).map(({ number }) => number),
    items: isReview ? [] : items.slice((page - 1) * perPage, page * perPage),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  if (!isMoment(params.moment)) throw notFound();
  const form = await request.formData();
  const sittingId = String(form.get("attempt") ?? "");
  const here = `/before-and-after/${params.cohort}`;
  const choices = [...form].flatMap(([name, place]): Choice[] =>
    name.startsWith("item:") ? [{ itemId: name.slice(5), place: Number(place) }] : [],
  );
  if (choices.length > 0) saveFormAnswers(user, sittingId, choices);
  const go = String(form.get("go"));
  if (go === "hand-in" || go === "as-it-is") {
    const { missing } = handIn(user, sittingId, go === "as-it-is");
    return missing.length > 0 ? data({ missing }, { status: 422 }) : redirect(`${here}?sent=form`);
  }
  return redirect(/^\d+$/.test(go) ? `${here}/${params.moment}?page=${go}` : here);
}

export default function SittingPage() {
  const { sittingId, cohort, moment, title, instructions, pages, page, total, items, answered, open } =
    useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const address = `/before-and-after/${cohort.id}/${moment}`;
  const { form, saving, save, onSubmit } = useAnswerForm(`${address}/answer`, sittingId, items);
  const isReview = page > pages;

  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current !== page) heading.current?.focus();
    before.current = page;
  }, [page]);

  return (
    <div className="wrap narrow quiz">
      <Crumbs path={[{ to: `/before-and-after/${cohort.id}`, label: "Before and after" }]} />
      <h1 className="small-title">
        <span className="over">{momentWords[moment].title}</span>
        {title}
      </h1>
      <Stones
        stones={answered.map((done, place) =>
          !isReview && Math.floor(place / perPage) + 1 === page && !done ? "now" : done ? "done" : "todo",
        )}
        label={`${total - open.length} of ${total} questions answered`}
      />
      {page === 1 ? <p>{instructions}</p> : null}
      <Form method="post" ref={form} onSubmit={onSubmit} className="quiz-form">
        <input type="hidden" name="attempt" value={sittingId} />
        <h2 ref={heading} tabIndex={-1}>
          {isReview ? "Hand in your answers" : `Page ${page} of ${pages}`}
        </h2>
        {isReview ? (
          <Review open={open} moment={moment} isRefused={back !== undefined} />
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
          {saving.text}
        </p>
        <div className="row between quiz-buttons">
          {page > 1 ? (
            <Submit name="go" value={page - 1} look="outline">
              Back
            </Submit>
          ) : (
            <span />
          )}
          {isReview ? (
            <Submit name="go" value={open.length > 0 ? "as-it-is" : "hand-in"} busy="Handing in…">
              {open.length > 0 ? "Hand in as it is" : "Hand in"}
            </Submit>
          ) : (
            <Submit name="go" value={page + 1}>
              {page === pages ? "Look over and hand in" : "Next page"}
            </Submit>
          )}
        </div>
        <p className="layout-switch">
          <button type="submit" name="go" value="later" className="usa-button usa-button--unstyled">
            Go on later
          </button>
        </p>
      </Form>
    </div>
  );
}

function Review({ open, moment, isRefused }: { open: number[]; moment: string; isRefused: boolean }) {
  return (
    <>
      {open.length > 0 ? (
        <div className="usa-alert usa-alert--warning" role={isRefused ? "alert" : undefined}>
          <div className="usa-alert__body">
            <p className="usa-alert__text">
              {open.length === 1 ? "One question has" : `${open.length} questions have`} no answer yet:{" "}
              {open.map((number, place) => (
                <span key={number}>
                  {place > 0 ? ", " : ""}
                  <Link to={`?page=${Math.ceil(number / perPage)}#question-${number}`}>
                    question {number}
                  </Link>
                </span>
              ))}
              . A guess is welcome, and so is leaving them.
            </p>
          </div>
        </div>
      ) : (
        <p>Every question has an answer. You can still go back and change one.</p>
      )}
      <p>
        {moment === "after"
          ? "Once they are handed in your answers stay as they are. Your trainers then see how many were right, as one sitting of the post-assessment, and you see which, and why."
          : "Once they are handed in your answers stay as they are. Nobody but you sees your result, and you see it beside the one after the course."}
      </p>
    </>
  );
}
