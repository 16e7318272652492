import { Choice, type Errors } from "#app/ui/form.tsx";

export type RubricWords = {
  criteria: {
    id: string;
    title: string;
    safety: boolean;
    levels: Record<"1" | "2" | "3" | "4", string>;
    look_for: string[];
  }[];
  levels: { value: number; name: string }[];
};

export const scoreField = (criterion: string): string => `score-${criterion}`;

/** A group of levels for each criterion, with the words of each level and what to look for. */
export function RubricFields({
  rubric,
  values,
  errors,
}: {
  rubric: RubricWords;
  values: Record<string, string> | undefined;
  errors: Errors | undefined;
}) {
  return rubric.criteria.map(({ id, title, safety, levels, look_for }) => (
    <div className="criterion" key={id}>
      <Choice
        label={`${id} ${title}`}
        name={scoreField(id)}
        error={errors?.[scoreField(id)]}
        defaultValue={values?.[scoreField(id)]}
        hint={
          <>
            {safety ? <b>A safety criterion: other scores cannot make up for it. </b> : null}
            Look for: {look_for.join("; ")}.
          </>
        }
        options={rubric.levels.map(({ value, name }) => ({
          value: String(value),
          label: (
            <>
              <b>
                {value} {name}
              </b>
              <span className="level-words">{levels[String(value) as keyof typeof levels]}</span>
            </>
          ),
        }))}
      />
    </div>
  ));
}

/** "3 Proficient" */
export const levelName = (rubric: Pick<RubricWords, "levels">, value: number): string =>
  `${value} ${rubric.levels.find((level) => level.value === value)?.name ?? ""}`.trim();
