import { SelectField } from "#app/ui/form.tsx";
import type { ShelfFile } from "./shelf.server.ts";
import { kindChoices, stateChoices } from "./words.ts";

const prefer = { value: "", label: "I’d rather not say" };

/** The files of a book, each a button. A plain form: the choices travel in the address, and no script is needed. */
export function Downloads({ files, base, asks }: { files: ShelfFile[]; base: string; asks: boolean }) {
  return (
    <form method="get" action={`${base}/letter/download`} className="shelf-downloads">
      {asks ? (
        <fieldset className="usa-fieldset">
          <legend className="usa-legend">Two questions for our funder, both optional</legend>
          <div className="usa-hint">
            Answers are added to a count of the month. They are never tied to you, and no address is kept.
          </div>
          <div className="shelf-said">
            <SelectField label="Kind of agency" name="agency" options={[prefer, ...kindChoices]} />
            <SelectField label="State" name="state" options={[prefer, ...stateChoices]} />
          </div>
        </fieldset>
      ) : null}
      <ul className="shelf-files">
        {files.map(({ form, name, use, megabytes }) => (
          <li key={form}>
            <button
              type="submit"
              className="usa-button usa-button--outline"
              formAction={`${base}/${form}/download`}
            >
              {name}
            </button>
            <span className="quiet small">
              {use} {megabytes === null ? "Made when first taken." : `${megabytes} MB.`}
            </span>
          </li>
        ))}
      </ul>
    </form>
  );
}
