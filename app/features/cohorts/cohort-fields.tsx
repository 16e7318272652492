import { Checkbox, TextField } from "#app/ui/form.tsx";

export type CohortValues = {
  name: string;
  startsOn: string;
  endsOn: string;
  venue: string;
  trainerIds: string[];
};

/** The fields that planning and editing a cohort share. */
export function CohortFields({
  values,
  errors,
  trainers,
}: {
  values: CohortValues;
  errors: Record<string, string>;
  trainers: { id: string; name: string }[];
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
        hint="The course takes four class days; they may be spread over weeks."
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
          At least one. Two are better: one can step out with somebody who needs it.
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
