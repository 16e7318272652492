import { Checkbox, Choice, TextField } from "#app/ui/form.tsx";

/** A form of the course to choose, in the words of the page. */
export type VariantChoice = {
  id: string;
  title: string;
  hours: string;
  summary: string;
  leavesOut: string[];
  trainsTrainers: boolean;
};

export type CohortValues = {
  name: string;
  startsOn: string;
  endsOn: string;
  venue: string;
  variant: string;
  trainerIds: string[];
};

/** The fields that planning and editing a cohort share. */
export function CohortFields({
  values,
  errors,
  trainers,
  variants,
}: {
  values: CohortValues;
  errors: Record<string, string>;
  trainers: { id: string; name: string }[];
  variants: VariantChoice[];
}) {
  return (
    <>
      <TextField
        label="Name"
        name="name"
        hint="Such as “Spring cohort”. Trainees see it too."
        defaultValue={values.name}
        error={errors.name}
        maxLength={80}
        autoComplete="off"
        required
      />
      <Choice
        label="Form of the course"
        name="variant"
        defaultValue={values.variant}
        error={errors.variant}
        options={variants.map(({ id, title, hours, summary, leavesOut, trainsTrainers }) => ({
          value: id,
          label: (
            <>
              <b>{title}</b>, {hours} contact hours
              {trainsTrainers ? ", and a way to become a trainer" : ""}
              <span className="variant-note">
                {summary}
                {leavesOut.length > 0 ? ` Left out: ${leavesOut.join(", ")}.` : ""}
              </span>
            </>
          ),
        }))}
      />
      <TextField
        label="First day"
        name="startsOn"
        type="date"
        defaultValue={values.startsOn}
        error={errors.startsOn}
        required
      />
      <TextField
        label="Last day"
        name="endsOn"
        type="date"
        hint="The class days may be spread over weeks. You set the date of each day afterward."
        defaultValue={values.endsOn}
        error={errors.endsOn}
        required
      />
      <TextField
        label="Place (optional)"
        name="venue"
        hint="Where the class meets."
        defaultValue={values.venue}
        error={errors.venue}
        maxLength={160}
        autoComplete="off"
      />
      <fieldset
        className={errors.trainer ? "usa-fieldset pick usa-form-group--error" : "usa-fieldset pick"}
        aria-describedby={errors.trainer ? "trainer-error" : "trainer-hint"}
      >
        <legend className="usa-legend">Trainers</legend>
        <div className="usa-hint" id="trainer-hint">
          At least two: one can step out with somebody who needs it while the other goes on.
        </div>
        {errors.trainer ? (
          <div className="usa-error-message" id="trainer-error">
            {errors.trainer}
          </div>
        ) : null}
        {trainers.length === 0 ? (
          <p className="small">
            There is no trainer at this site yet. A coordinator can invite one under People.
          </p>
        ) : (
          trainers.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              name="trainer"
              value={id}
              defaultChecked={values.trainerIds.includes(id)}
              aria-invalid={errors.trainer ? true : undefined}
            />
          ))
        )}
      </fieldset>
    </>
  );
}
