import { useNavigation } from "@remix-run/react";
import { type ComponentPropsWithoutRef, type ReactNode, useEffect, useId, useRef } from "react";

export type Errors = Record<string, string>;

/** What a form action gives back with status 422: sentences by field name, and what was typed. */
export type Rejected = { errors: Errors; values: Record<string, string> };

type FieldProps = {
  label: string;
  name: string;
  hint?: ReactNode;
  error?: string;
  children: (ids: { id: string; describedBy: string | undefined; invalid: true | undefined }) => ReactNode;
};

function FieldFrame({ label, name, hint, error, children }: FieldProps) {
  const id = `${name}-${useId().replaceAll(":", "")}`;
  const describedBy = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={error ? "usa-form-group usa-form-group--error" : "usa-form-group"}>
      <label className="usa-label" htmlFor={id}>
        {label}
      </label>
      {hint ? (
        <div className="usa-hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {error ? (
        <div className="usa-error-message" id={`${id}-error`}>
          {error}
        </div>
      ) : null}
      {children({ id, describedBy: describedBy || undefined, invalid: error ? true : undefined })}
    </div>
  );
}

type Common = { label: string; name: string; hint?: ReactNode; error?: string | undefined };

export function TextField({ label, name, hint, error, ...rest }: Common & ComponentPropsWithoutRef<"input">) {
  return (
    <FieldFrame label={label} name={name} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <input
          className="usa-input"
          type="text"
          {...rest}
          id={id}
          name={name}
          aria-describedby={describedBy}
          aria-invalid={invalid}
        />
      )}
    </FieldFrame>
  );
}

export function TextArea({
  label,
  name,
  hint,
  error,
  ...rest
}: Common & ComponentPropsWithoutRef<"textarea">) {
  return (
    <FieldFrame label={label} name={name} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <textarea
          className="usa-textarea"
          rows={6}
          {...rest}
          id={id}
          name={name}
          aria-describedby={describedBy}
          aria-invalid={invalid}
        />
      )}
    </FieldFrame>
  );
}

/** A table that somebody saved from a spreadsheet, as the file `file` of its form. */
export function TableFile({ label, hint }: { label: string; hint: string }) {
  return (
    <FieldFrame label={label} name="file" hint={hint}>
      {({ id, describedBy }) => (
        <input
          id={id}
          name="file"
          type="file"
          className="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          aria-describedby={describedBy}
        />
      )}
    </FieldFrame>
  );
}

export function SelectField({
  label,
  name,
  hint,
  error,
  options,
  ...rest
}: Common & { options: { value: string; label: string }[] } & ComponentPropsWithoutRef<"select">) {
  return (
    <FieldFrame label={label} name={name} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <select
          className="usa-select"
          {...rest}
          id={id}
          name={name}
          aria-describedby={describedBy}
          aria-invalid={invalid}
        >
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

/** A group of radio buttons. */
export function Choice({
  label,
  name,
  hint,
  error,
  options,
  defaultValue,
}: Common & {
  options: { value: string; label: ReactNode; description?: string }[];
  defaultValue?: string;
}) {
  const id = useId().replaceAll(":", "");
  return (
    <fieldset
      className={error ? "usa-fieldset usa-form-group--error" : "usa-fieldset"}
      aria-describedby={error ? `${id}-error` : undefined}
    >
      <legend className="usa-legend">{label}</legend>
      {hint ? <div className="usa-hint">{hint}</div> : null}
      {error ? (
        <div className="usa-error-message" id={`${id}-error`}>
          {error}
        </div>
      ) : null}
      {options.map((o) => (
        <div className="usa-radio" key={o.value}>
          <input
            className="usa-radio__input"
            type="radio"
            name={name}
            id={`${id}-${o.value}`}
            value={o.value}
            defaultChecked={o.value === defaultValue}
            aria-invalid={error ? true : undefined}
          />
          <label className="usa-radio__label" htmlFor={`${id}-${o.value}`}>
            {o.label}
            {o.description ? <span className="usa-checkbox__label-description">{o.description}</span> : null}
          </label>
        </div>
      ))}
    </fieldset>
  );
}

export function Checkbox({
  label,
  name,
  value = "on",
  ...rest
}: { label: ReactNode; name: string } & ComponentPropsWithoutRef<"input">) {
  const id = `${name}-${useId().replaceAll(":", "")}`;
  return (
    <div className="usa-checkbox">
      <input {...rest} className="usa-checkbox__input" type="checkbox" name={name} value={value} id={id} />
      <label className="usa-checkbox__label" htmlFor={id}>
        {label}
      </label>
    </div>
  );
}

/** Above a form that was sent back: says how many fields need attention and moves the focus to the first. */
export function ErrorSummary({ errors }: { errors: Errors | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const count = errors ? Object.keys(errors).length : 0;
  useEffect(() => {
    if (!errors) return;
    const form = box.current?.closest("form");
    const first = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    (first ?? box.current)?.focus();
  }, [errors]);
  if (!errors || count === 0) return null;
  return (
    <div className="usa-alert usa-alert--error" role="alert" tabIndex={-1} ref={box}>
      <div className="usa-alert__body">
        <p className="usa-alert__text">
          {errors.form ??
            (count === 1 ? "One field needs your attention." : `${count} fields need your attention.`)}
        </p>
      </div>
    </div>
  );
}

/** A submit button that says what it is doing while the form is on its way. */
export function Submit({
  children,
  busy = "One moment…",
  look = "",
  ...rest
}: {
  children: ReactNode;
  busy?: string;
  look?: "" | "outline" | "secondary" | "unstyled";
} & ComponentPropsWithoutRef<"button">) {
  const navigation = useNavigation();
  const mine =
    navigation.state !== "idle" &&
    navigation.formMethod === "POST" &&
    (rest.name === undefined || navigation.formData?.get(rest.name) === rest.value);
  return (
    <button
      className={look ? `usa-button usa-button--${look}` : "usa-button"}
      {...rest}
      type="submit"
      aria-disabled={mine || undefined}
    >
      {mine ? busy : children}
    </button>
  );
}
