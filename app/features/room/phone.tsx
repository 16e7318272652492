import {
  type ActionFunctionArgs,
  createCookie,
  data,
  type LoaderFunctionArgs,
  redirect,
} from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { longestLine } from "./paper.ts";
import script from "./phone-script.js?url";
import { answerPrompt, newPhone, phonePage, roomByCode } from "./prompts.server.ts";
import { kindNames, longestQuestion, readCode, reminder } from "./prompts.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

/** Lives as long as the browser is open, and is sent to the room only. It says which answer is this phone's own. */
const phone = createCookie("cairn-phone", {
  path: "/room",
  httpOnly: true,
  sameSite: "lax",
  secure: env.origin.startsWith("https:"),
});

const phoneOf = async (request: Request): Promise<string | null> => {
  const kept: unknown = await phone.parse(request.headers.get("Cookie"));
  return typeof kept === "string" && /^[\w-]{20,64}$/.test(kept) ? kept : null;
};

const wrongCode =
  "This code is wrong, or its day is over. Look at the screen in the room, or ask your trainer: they can take your answer too.";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  const typed = params.code ?? url.searchParams.get("code");
  if (typed === null) return data({ view: "code" as const, error: null, typed: "" });
  const code = readCode(typed);
  if (code && code !== params.code) throw redirect(`/room/${code}`);
  const open = code ? roomByCode(code, context.address) : null;
  if (!open) return data({ view: "code" as const, error: wrongCode, typed }, 404);
  const kept = await phoneOf(request);
  const headers = kept ? undefined : { "Set-Cookie": await phone.serialize(newPhone()) };
  return data(
    {
      view: "room" as const,
      ...phonePage(open, kept),
      form: newId(),
      sent: url.searchParams.has("sent"),
    },
    { headers },
  );
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const open = roomByCode(readCode(params.code ?? "") ?? "", context.address);
  if (!open) throw redirect(`/room/${encodeURIComponent(params.code ?? "")}`);
  const kept = await phoneOf(request);
  const secret = kept ?? newPhone();
  const option = form.get("option");
  const sentence = await answerPrompt(open, secret, {
    promptId: String(form.get("prompt")),
    option: typeof option === "string" && option !== "" ? Number(option) : null,
    body: String(form.get("body") ?? ""),
    formId: String(form.get("form")),
    lines: form.getAll("line").map(String),
  });
  const headers = kept ? undefined : { "Set-Cookie": await phone.serialize(secret) };
  if (sentence)
    return data(
      { sentence, body: String(form.get("body") ?? ""), lines: form.getAll("line").map(String) },
      { status: 422, headers },
    );
  return redirect(`/room/${open.code}?sent`, { headers });
}

export default function Phone() {
  const page = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow phone" id="room">
      {page.view === "code" ? <Code error={page.error} typed={page.typed} /> : <Room page={page} />}
    </div>
  );
}

function Code({ error, typed }: { error: string | null; typed: string }) {
  return (
    <>
      <h1>Join the room</h1>
      <p className="lede">
        Type the six digits from the screen. You need no account, and nobody asks your name.
      </p>
      <form method="get" action="/room">
        <div className={error ? "usa-form-group usa-form-group--error" : "usa-form-group"}>
          <label className="usa-label" htmlFor="code">
            Code
          </label>
          {error ? (
            <div className="usa-error-message" id="code-error" role="alert">
              {error}
            </div>
          ) : null}
          <input
            className="usa-input phone-code"
            id="code"
            name="code"
            inputMode="numeric"
            autoComplete="off"
            maxLength={12}
            defaultValue={typed}
            aria-describedby={error ? "code-error" : undefined}
            aria-invalid={error ? true : undefined}
            required
          />
        </div>
        <button className="usa-button" type="submit">
          Join
        </button>
      </form>
    </>
  );
}

type RoomPage = Extract<ReturnType<typeof useLoaderData<typeof loader>>, { view: "room" }>;

function Room({ page: { code, prompt, form, sent } }: { page: RoomPage }) {
  const refused = useActionData<typeof action>();
  if (!prompt)
    return (
      <div data-watch={`${code}-none`}>
        <h1>You are in</h1>
        <p className="lede">Nothing is asked right now. The next question appears here by itself.</p>
        <p>
          <a className="usa-button usa-button--outline" href={`/room/${code}`}>
            Look again
          </a>
        </p>
        <script src={script} type="module" />
      </div>
    );
  const isBox = prompt.kind === "questions";
  const isPaper = prompt.kind === "paper";
  const error = refused?.sentence;
  return (
    <div data-watch={`${prompt.id}-${prompt.key ? "key" : ""}`}>
      <p className="over">{kindNames[prompt.kind]}</p>
      <h1>{prompt.title}</h1>
      {sent && !error ? (
        <div className="usa-alert usa-alert--success" role="status">
          <div className="usa-alert__body">
            <p className="usa-alert__text">
              {isPaper
                ? "Your paper is in, without your name. Thank you."
                : isBox
                  ? "Your question is with the trainers, without your name."
                  : "Your answer is in. You can change it until the question is closed."}
            </p>
          </div>
        </div>
      ) : null}
      {prompt.handedIn ? (
        sent ? null : (
          <p className="lede">Your paper is in. Thank you.</p>
        )
      ) : (
        <form method="post" action={`/room/${code}`}>
          <input type="hidden" name="prompt" value={prompt.id} />
          <input type="hidden" name="form" value={form} />
          {error ? (
            <div className="usa-error-message" id="answer-error" role="alert">
              {error}
            </div>
          ) : null}
          {isPaper ? (
            <PaperFields questions={prompt.options} typed={refused?.lines ?? []} />
          ) : isBox ? (
            <>
              <label className="usa-label" htmlFor="body">
                Your question
              </label>
              <p className="usa-hint" id="body-hint">
                {reminder} If a child is in danger now, tell a trainer in person.
              </p>
              <textarea
                className="usa-textarea"
                id="body"
                name="body"
                rows={4}
                maxLength={longestQuestion}
                aria-describedby={error ? "body-hint answer-error" : "body-hint"}
                defaultValue={refused?.body}
              />
            </>
          ) : (
            <fieldset
              className="usa-fieldset phone-options"
              aria-describedby={error ? "answer-error" : undefined}
            >
              <legend className="usa-legend">Choose one</legend>
              {prompt.options.map((option, index) => (
                <div className="usa-radio" key={option}>
                  <input
                    className="usa-radio__input"
                    type="radio"
                    name="option"
                    id={`option-${index}`}
                    value={index}
                    defaultChecked={prompt.chosen === index}
                  />
                  <label className="usa-radio__label" htmlFor={`option-${index}`}>
                    {option}
                    {prompt.key?.option === index ? <strong> (right answer)</strong> : null}
                  </label>
                </div>
              ))}
            </fieldset>
          )}
          {prompt.key ? <p>{prompt.key.feedback}</p> : null}
          <button className="usa-button" type="submit">
            {isBox || isPaper
              ? "Send without my name"
              : prompt.chosen === null
                ? "Send my answer"
                : "Change my answer"}
          </button>
        </form>
      )}
      <p className="quiet small">
        Nobody learns which phone sent what. {isBox || isPaper ? "" : reminder} Answering is your choice.
      </p>
      <script src={script} type="module" />
    </div>
  );
}

/** The three questions of the paper; each may be left empty. */
function PaperFields({ questions, typed }: { questions: string[]; typed: string[] }) {
  return (
    <>
      <p className="usa-hint">{reminder} Leave empty what you like. The trainers read it, without names.</p>
      {questions.map((question, place) => (
        <div className="usa-form-group" key={question}>
          <label className="usa-label" htmlFor={`line-${place}`}>
            {question}
          </label>
          <textarea
            className="usa-textarea"
            id={`line-${place}`}
            name="line"
            rows={3}
            maxLength={longestLine}
            defaultValue={typed[place]}
          />
        </div>
      ))}
    </>
  );
}
