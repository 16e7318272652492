import type { SatisfactionFile } from "#app/content/schema-instruments.ts";
import { TextArea } from "#app/ui/form.tsx";
import { Radios } from "#app/ui/radios.tsx";
import { aboutAsked, longestNote } from "./evaluation.ts";

type Form = Pick<SatisfactionFile, "scale" | "items" | "open" | "distress" | "about_you">;

/** The fields of the satisfaction form; each may stay empty. */
export function EvaluationFields({
  form,
  errors,
  values,
}: {
  form: Form;
  errors: Record<string, string> | undefined;
  values: Record<string, string> | undefined;
}) {
  const { scale, items, open, distress } = form;
  const steps = Array.from({ length: scale.max - scale.min + 1 }, (_, n) => scale.min + n);
  return (
    <>
      <p className="small quiet">
        {scale.min} means {scale.low}, {scale.max} means {scale.high}.
      </p>
      {items.map(({ id, text }) => (
        <Radios
          key={id}
          id={id}
          legend={text}
          look="rating"
          options={steps.map((step) => ({
            value: String(step),
            label: String(step),
            more: step === scale.min ? scale.low : step === scale.max ? scale.high : "",
          }))}
          chosen={values?.[id]}
          error={errors?.[id]}
        />
      ))}
      <Radios
        id={distress.id}
        legend={distress.text}
        options={distress.options.map((label, place) => ({ value: String(place), label }))}
        chosen={values?.[distress.id]}
        error={errors?.[distress.id]}
      />
      <p className="small">{distress.offer}</p>
      <p className="small quiet">
        Below, no names, initials, dates of birth, addresses, case numbers or details that could identify a
        person, including you, unless you choose to.
      </p>
      {open.map(({ id, text }) => (
        <TextArea
          key={id}
          label={text}
          name={id}
          rows={3}
          maxLength={longestNote}
          defaultValue={values?.[id] ?? ""}
          error={errors?.[id]}
        />
      ))}
      {aboutAsked(form as SatisfactionFile).map(({ id, label, options }) => (
        <Radios
          key={id}
          id={id}
          legend={label}
          options={options.map((option, place) => ({ value: String(place), label: option }))}
          chosen={values?.[id]}
          error={errors?.[id]}
        />
      ))}
    </>
  );
}
