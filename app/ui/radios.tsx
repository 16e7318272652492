/** A question with its answers in a row, as on a form; each may stay empty. */
export function Radios({
  id,
  legend,
  options,
  chosen,
  error,
  look = "",
}: {
  id: string;
  legend: string;
  options: { value: string; label: string; more?: string }[];
  chosen: string | undefined;
  error: string | undefined;
  look?: string;
}) {
  return (
    <fieldset className={`usa-fieldset evaluation-item ${look}`}>
      <legend className="usa-legend">{legend}</legend>
      {error ? <span className="usa-error-message">{error}</span> : null}
      <div className="evaluation-options">
        {options.map(({ value, label, more }) => (
          <div className="usa-radio" key={value}>
            <input
              className="usa-radio__input"
              type="radio"
              name={id}
              id={`${id}-${value}`}
              value={value}
              defaultChecked={chosen === value}
              aria-invalid={error ? true : undefined}
            />
            <label className="usa-radio__label" htmlFor={`${id}-${value}`}>
              {label}
              {more ? <span className="usa-sr-only">, {more}</span> : null}
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
