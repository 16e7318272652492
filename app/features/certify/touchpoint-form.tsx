import { Form, useActionData } from "@remix-run/react";
import { Checkbox, Choice, ErrorSummary, type Rejected, Submit } from "#app/ui/form.tsx";
import type { Question } from "./follow-up-questions.ts";

export type TouchpointCard = {
  id: string;
  day: number;
  title: string;
  minutes: number;
  answered: string | null;
  answers: Record<string, string[]>;
  parts: {
    id: string;
    kind: string;
    title: string;
    text: string;
    minutes: number;
    questions: Question[];
  }[];
};

/** A touchpoint to mark, or, once it is answered, what was marked with the explanations. */
export function Touchpoint({ card, letterTo }: { card: TouchpointCard; letterTo?: string | null }) {
  const back = useActionData<Rejected>();
  const rejected = back?.values.touchpoint === card.id ? back : undefined;
  const { id, title, minutes, answered, parts } = card;
  const hasQuestions = parts.some(({ questions }) => questions.length > 0);
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="touchpoint">
      <h2 id={`${id}-title`}>{title}</h2>
      {answered ? (
        <>
          <p>
            <span className="tag good">Answered</span> {answered}. Thank you.
          </p>
          <Answered card={card} />
        </>
      ) : (
        <Form method="post" noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <p className="quiet">About {minutes} minutes.</p>
          <input type="hidden" name="touchpoint" value={id} />
          {parts.map((part) => (
            <div key={part.id} className="part-of-touchpoint">
              <h3>{part.title}</h3>
              <p>{part.text}</p>
              {part.kind === "letter" && letterTo ? (
                <p>
                  <a href={letterTo}>Open my letter</a> <span className="quiet">(you sign in for it)</span>
                </p>
              ) : null}
              {part.questions.map((question) => (
                <Ask key={question.id} question={question} error={rejected?.errors[question.id]} />
              ))}
            </div>
          ))}
          {hasQuestions ? (
            <Submit name="intent" value="answer">
              Hand in
            </Submit>
          ) : null}
        </Form>
      )}
    </section>
  );
}

function Ask({ question, error }: { question: Question; error: string | undefined }) {
  const back = useActionData<Rejected>();
  const { id, text, several, optional, options } = question;
  if (!several)
    return (
      <Choice
        label={text}
        name={id}
        hint={optional ? "May be left out." : undefined}
        error={error}
        defaultValue={back?.values[id]}
        options={options.map(({ id: value, label }) => ({ value, label }))}
      />
    );
  return (
    <fieldset className={error ? "usa-fieldset usa-form-group--error" : "usa-fieldset"}>
      <legend className="usa-legend">{text}</legend>
      <div className="usa-hint">Mark all that fit.</div>
      {error ? <div className="usa-error-message">{error}</div> : null}
      {options.map(({ id: value, label }) => (
        <Checkbox
          key={value}
          label={label}
          name={`${id}.${value}`}
          defaultChecked={back?.values[`${id}.${value}`] !== undefined}
          aria-invalid={error ? true : undefined}
        />
      ))}
    </fieldset>
  );
}

function Answered({ card }: { card: TouchpointCard }) {
  const questions = card.parts.flatMap((part) => part.questions);
  const explained = questions.filter(({ options }) => options.some(({ feedback }) => feedback));
  if (explained.length === 0) return null;
  return (
    <details className="confirm">
      <summary>Read the explanations</summary>
      <ol className="explained">
        {explained.map(({ id, text, options }) => {
          const mine = card.answers[id]?.[0];
          const told = options.filter((option) => option.right || option.id === mine);
          return (
            <li key={id}>
              <p>
                <b>{text}</b>
              </p>
              <ul>
                {told.map((option) => (
                  <li key={option.id}>
                    {option.label}{" "}
                    <span className={option.right ? "tag good" : "tag"}>
                      {option.right ? (option.id === mine ? "Right, and yours" : "Right") : "Yours"}
                    </span>
                    <span className="level-words quiet">{option.feedback}</span>
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ol>
    </details>
  );
}
