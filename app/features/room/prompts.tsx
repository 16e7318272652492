import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useLocation } from "@remix-run/react";
import { useState } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { longDay } from "#app/lib/dates.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, type Rejected, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { useLive, useReload } from "./live.ts";
import { paperQuestions } from "./paper.ts";
import {
  askRoom,
  changePrompt,
  changeQuestion,
  closeRoom,
  openRoom,
  promptsPage,
  type WrittenQuestion,
  whyNotAsk,
} from "./prompts.server.ts";
import {
  codeInWords,
  fewest,
  hasOptions,
  kindNames,
  type Prompt,
  type PromptKind,
  readOptions,
  reminder,
} from "./prompts.ts";
import { Results } from "./slide-view.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return promptsPage(await requireUser(request), params.cohort as string, params.position as string);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const day = [params.cohort as string, params.position as string] as const;
  const of = String(form.get("of") ?? "");
  const intent = String(form.get("intent"));
  switch (intent) {
    case "open":
      openRoom(user, ...day, String(form.get("id")));
      break;
    case "close-room":
      closeRoom(user, ...day);
      break;
    case "show":
    case "close":
      changePrompt(user, ...day, of, intent);
      break;
    case "hide":
    case "unhide":
    case "answered":
      changeQuestion(user, ...day, of, intent);
      break;
    case "poll":
    case "check":
    case "questions":
    case "paper": {
      const asked = {
        id: `${form.get("id")}-${intent}`,
        kind: intent as PromptKind,
        title: String(form.get("title") ?? "").trim(),
        options: readOptions(String(form.get("options") ?? "")),
        itemId: String(form.get("item") ?? "") || null,
      };
      const errors = whyNotAsk(asked);
      if (errors) return reject(errors, form);
      askRoom(user, ...day, asked);
    }
  }
  return redirect(new URL(request.url).pathname);
}

export default function Prompts() {
  const { cohort, day, room, prompt, written, before, checks, form } = useLoaderData<typeof loader>();
  const base = `/cohorts/${cohort.id}/days/${day.position}`;
  const reload = useReload();
  useLive(`${base}/events`, (live, last) => {
    if (!last || live.room !== last.room) reload();
  });
  const rejected = useActionData<Rejected>();
  // Facts that arrive while somebody types leave the forms alone; sending one makes new ones.
  const visit = useLocation().key;
  return (
    <div className="wrap ask">
      <Crumbs
        path={[
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
          { to: `${base}/run`, label: `Run-of-show, Day ${day.position}` },
        ]}
      />
      <h1>
        <span className="over">Day {day.position}</span>
        Ask the room
      </h1>
      <p className="lede">
        People answer on their phones with a short code, without an account and without a name. Nothing links
        a phone to a person.
      </p>
      {room ? (
        <>
          <div className="ask-code">
            <p>
              The code of today’s room <strong>{codeInWords(room.code)}</strong>
            </p>
            <p className="quiet small">
              It stands on the screen for the room, with a QR code while a question is open. It closes with
              the day.
            </p>
          </div>
          {prompt ? (
            <Current {...{ prompt, written }} />
          ) : (
            <Empty title="Nothing is asked right now">
              Choose one of the four below. Phones see it at once.
            </Empty>
          )}
          <h2>Ask something new</h2>
          {prompt ? <p className="quiet">It closes the question that is open now.</p> : null}
          <AskNew key={visit} {...{ checks, form, rejected }} />
          {before.length > 0 ? (
            <>
              <h2>Asked before</h2>
              <ul>
                {before.map(({ id, kind, title }) => (
                  <li key={id}>
                    {kind === "paper" ? <Link to={`${base}/paper`}>{title}</Link> : title}{" "}
                    <span className="quiet small">{kindNames[kind]}</span>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          <div className="after">
            <Confirm label="Close the room to phones">
              <p>
                The code leads nowhere from then on, and an open question is closed. You can open a new room.
              </p>
              <Form method="post">
                <Submit name="intent" value="close-room" look="outline">
                  Close the room
                </Submit>
              </Form>
            </Confirm>
          </div>
        </>
      ) : day.isToday ? (
        <Empty
          title="The room is not open to phones"
          action={
            <Form method="post">
              <input type="hidden" name="id" value={form} />
              <Submit name="intent" value="open">
                Open the room
              </Submit>
            </Form>
          }
        >
          Opening it makes a code of six digits for today. It closes by itself when the day is over.
        </Empty>
      ) : (
        <Alert>The room can be opened on the day itself, {longDay(day.on)}.</Alert>
      )}
    </div>
  );
}

type Asking = Pick<ReturnType<typeof promptsPage>, "checks" | "form"> & { rejected: Rejected | undefined };

function AskNew({ checks, form, rejected }: Asking) {
  const [id] = useState(form);
  const of = (intent: PromptKind) => (rejected?.values.intent === intent ? rejected : undefined);
  const [poll, box] = [of("poll"), of("questions")];
  return (
    <>
      <details className="ask-new" open={poll !== undefined}>
        <summary>Poll</summary>
        <Form method="post">
          <ErrorSummary errors={poll?.errors} />
          <input type="hidden" name="id" value={id} />
          <TextField
            label="Question"
            name="title"
            maxLength={200}
            autoComplete="off"
            error={poll?.errors.title}
            defaultValue={poll?.values.title}
          />
          <TextArea
            label="Answers"
            name="options"
            rows={4}
            hint="One on each line, two to eight. Do not ask about anybody’s own experience of harm."
            error={poll?.errors.options}
            defaultValue={poll?.values.options}
          />
          <Submit name="intent" value="poll">
            Ask this poll
          </Submit>
        </Form>
      </details>
      <details className="ask-new">
        <summary>Knowledge check, from the quizzes of today</summary>
        <Form method="post">
          <input type="hidden" name="id" value={id} />
          <label className="usa-label" htmlFor="item">
            Question
          </label>
          <select className="usa-select" id="item" name="item">
            {checks.map(({ module, items }) => (
              <optgroup key={module} label={module}>
                {items.map(({ id, stem }) => (
                  <option key={id} value={id}>
                    {stem}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
          <p className="usa-hint">The right answer is shown to nobody until you show the results.</p>
          <Submit name="intent" value="check">
            Ask this
          </Submit>
        </Form>
      </details>
      <details className="ask-new" open={box !== undefined}>
        <summary>Question box without names</summary>
        <Form method="post">
          <ErrorSummary errors={box?.errors} />
          <input type="hidden" name="id" value={id} />
          <TextField
            label="What people read above the box"
            name="title"
            maxLength={200}
            defaultValue={box?.values.title ?? "What would you like to ask?"}
            error={box?.errors.title}
            hint={`Phones also show: ${reminder}`}
          />
          <Submit name="intent" value="questions">
            Open the box
          </Submit>
        </Form>
      </details>
      <details className="ask-new">
        <summary>One-minute paper, at the closing</summary>
        <Form method="post">
          <input type="hidden" name="id" value={id} />
          <p>Phones show three questions, to be answered in silence:</p>
          <ol>
            {paperQuestions.map((question) => (
              <li key={question}>{question}</li>
            ))}
          </ol>
          <p className="usa-hint">
            Only the trainers read what was written, without names, after you close it and from {fewest}{" "}
            papers on. Have cards ready for people without a phone.
          </p>
          <Submit name="intent" value="paper">
            Hand out the paper
          </Submit>
        </Form>
      </details>
    </>
  );
}

function Current({ prompt, written }: { prompt: Prompt; written: WrittenQuestion[] }) {
  return (
    <section className="ask-now" aria-labelledby="ask-now-heading">
      <p className="over">{kindNames[prompt.kind]}, open now</p>
      <h2 id="ask-now-heading">{prompt.title}</h2>
      <p role="status">
        {prompt.phones === 1 ? "1 phone has answered." : `${prompt.phones} phones have answered.`}
        {hasOptions(prompt.kind) && prompt.phones < fewest
          ? ` Counts are shown from ${fewest} on, so that nobody can tell who chose what.`
          : ""}
      </p>
      {hasOptions(prompt.kind) && prompt.shown ? <Results prompt={prompt} /> : null}
      <Form method="post" className="ask-actions" preventScrollReset>
        <input type="hidden" name="of" value={prompt.id} />
        {prompt.shown || prompt.kind === "paper" ? null : (
          <Submit name="intent" value="show">
            {prompt.kind === "questions" ? "Show the questions on the screen" : "Show the results"}
          </Submit>
        )}
        <Submit name="intent" value="close" look="outline">
          Close and go back to the slides
        </Submit>
      </Form>
      {prompt.kind === "paper" ? (
        <p className="quiet">
          What was written stands on the{" "}
          <Link to="../paper" relative="path">
            page of the one-minute papers
          </Link>{" "}
          once this is closed, never on the screen.
        </p>
      ) : null}
      {written.length > 0 ? (
        <ul className="ask-written">
          {written.map((one) => (
            <li key={one.id}>
              <p className={one.state === "open" ? "" : "quiet"}>
                {one.body}{" "}
                {one.state === "open" ? null : (
                  <span className="tag">{one.state === "hidden" ? "Hidden" : "Answered"}</span>
                )}
              </p>
              <Form method="post" preventScrollReset>
                <input type="hidden" name="of" value={one.id} />
                {one.state === "open" ? (
                  <Submit name="intent" value="answered" look="unstyled" aria-label={`Answered: ${one.body}`}>
                    Answered
                  </Submit>
                ) : null}
                <Submit
                  name="intent"
                  value={one.state === "hidden" ? "unhide" : "hide"}
                  look="unstyled"
                  aria-label={`${one.state === "hidden" ? "Show again" : "Hide"}: ${one.body}`}
                >
                  {one.state === "hidden" ? "Show again" : "Hide"}
                </Submit>
              </Form>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
