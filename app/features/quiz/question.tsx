import type { SheetItem } from "./quiz.server.ts";

/** One question with its options; the form around it sends the choice. */
export function Question({
  item: { id, number, stem, options, chosen },
  total,
  onChoose,
}: {
  item: SheetItem;
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
