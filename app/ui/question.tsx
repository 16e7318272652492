/** Options as they are shown; nothing tells which is right. `chosen` is a place in `options`. */
export type QuestionItem = {
  id: string;
  number: number;
  stem: string;
  options: string[];
  chosen: number | null;
};

/** One question with its options; the form around it sends the choice. */
export function Question({
  item: { id, number, stem, options, chosen },
  total,
  onChoose,
}: {
  item: QuestionItem;
  total: number;
  onChoose?: (place: number) => void;
}) {
  return (
    <fieldset className="usa-fieldset question" id={`question-${number}`} tabIndex={-1}>
      <legend>
        <span className="over">
          Question {number} of {total}
        </span>
        <span className="stem" dangerouslySetInnerHTML={{ __html: stem }} />
      </legend>
      {options.map((option, place) => (
        <div className="usa-radio" key={option}>
          <input
            className="usa-radio__input"
            type="radio"
            name={`item:${id}`}
            id={`${id}-${place}`}
            value={place}
            defaultChecked={place === chosen}
            onChange={onChoose && (() => onChoose(place))}
          />
          <label className="usa-radio__label" htmlFor={`${id}-${place}`}>
            <span dangerouslySetInnerHTML={{ __html: option }} />
          </label>
        </div>
      ))}
    </fieldset>
  );
}

export type Reason = { text: string; feedback: string; chosen: boolean; right: boolean };

/** After the answers are in: what was right and what was chosen, each with the reason, and the others folded. */
export function Reasons({ number, reasons }: { number: number; reasons: Reason[] }) {
  const told = reasons.filter(({ chosen, right }) => chosen || right);
  const others = reasons.filter(({ chosen, right }) => !chosen && !right);
  return (
    <>
      <Options options={told} />
      <details>
        <summary>
          Why not the others<span className="usa-sr-only"> in question {number}</span>
        </summary>
        <Options options={others} />
      </details>
    </>
  );
}

function Options({ options }: { options: Reason[] }) {
  return (
    <ul className="plain-list">
      {options.map(({ text, feedback, chosen, right }) => (
        <li key={text} className={right ? "reason right" : chosen ? "reason mine" : "reason"}>
          <p className="over">
            {right && chosen
              ? "Your answer, and the right one"
              : right
                ? "The right answer"
                : chosen
                  ? "Your answer"
                  : "Another option"}
          </p>
          <p dangerouslySetInnerHTML={{ __html: text }} />
          <p className="quiet" dangerouslySetInnerHTML={{ __html: feedback }} />
        </li>
      ))}
    </ul>
  );
}
