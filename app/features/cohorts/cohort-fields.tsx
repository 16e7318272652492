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
  /** Only deliveries have one. */
  host?: string | null;
};

/** The fields that planning and editing a cohort share. */
export function CohortFields({
  values,
  errors,
  trainers,
  variants,
  leads = false,
}: {
  values: CohortValues;
  errors: Record<string, string>;
  trainers: { id: string; name: string; note?: string }[];
  variants: VariantChoice[];
  /** Whether the one who fills the form in leads, and only the others are to be chosen. */
  leads?: boolean;
}) {
  const isDelivery = typeof values.host === "string";
  return (
    <>
      <TextField
        label="Name"
        name="name"
        hint={
          isDelivery
            ? "Such as “County services, spring”. Trainees see it too."
            : "Such as “Spring cohort”. Trainees see it too."
        }
        defaultValue={values.name}
        error={errors.name}
        maxLength={80}
        autoComplete="off"
        required
      />
      {isDelivery ? (
        <TextField
          label="Host agency"
          name="host"
          hint="Whose people you train, such as “County family services”."
          defaultValue={values.host ?? ""}
          error={errors.host}
          maxLength={120}
          autoComplete="off"
          required
        />
      ) : null}
      <Choice
        label="Form of the course"
        name="variant"
        defaultValue={values.variant}
        error={errors.variant}
        options={variants.map(({ id, title, hours, summary, trainsTrainers }) => ({
          value: id,
          label: (
            <>
              <b>{title}</b>, {hours} contact hours
              {trainsTrainers ? ", and a way to become a trainer" : ""}
              <span className="variant-note">{summary}</span>
            </>
          ),
        }))}
      />
      <details className="confirm">
        <summary>What the shorter forms leave out</summary>
        {variants
          .filter(({ leavesOut }) => leavesOut.length > 0)
          .map(({ id, title, leavesOut }) => (
            <div key={id}>
              <p>
                <b>{title}</b>
              </p>
              <ul className="small">
                {leavesOut.map((module) => (
                  <li key={module}>{module}</li>
                ))}
              </ul>
            </div>
          ))}
      </details>
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
        hint={
          isDelivery
            ? "Leave it empty for one day, or for days in a row. You set the date of each day afterward."
            : "The class days may be spread over weeks. You set the date of each day afterward."
        }
        defaultValue={values.endsOn}
        error={errors.endsOn}
        required={!isDelivery}
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
        <legend className="usa-legend">{leads ? "Co-trainers" : "Trainers"}</legend>
        <div className="usa-hint" id="trainer-hint">
          {leads
            ? "At least one besides you"
            : isDelivery
              ? "At least two, one of them certified"
              : "At least two"}
          : one can step out with somebody who needs it while the other goes on.
        </div>
        {errors.trainer ? (
          <div className="usa-error-message" id="trainer-error">
            {errors.trainer}
          </div>
        ) : null}
        {trainers.length === 0 ? (
          <p className="small">
            {leads
              ? "Nobody else at this site may train at the moment. Ask your coordinator."
              : "There is no trainer at this site yet. A coordinator can invite one under People."}
          </p>
        ) : (
          trainers.map(({ id, name, note }) => (
            <Checkbox
              key={id}
              label={note ? `${name} (${note})` : name}
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
