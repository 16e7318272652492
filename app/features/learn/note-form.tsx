import type { OwnNote } from "./reader.server.ts";

export type Rejected = { errors: Record<string, string>; values: Record<string, string> };
export type Undo = { moduleId: string; sectionId: string; body: string; createdAt: string };

export function PrivacyBanner({ id }: { id: string }) {
  return (
    <p className="privacy" id={id}>
      Only you can see this. No names, initials, dates of birth, addresses, case numbers or details that could
      identify a person, including you, unless you choose to.
    </p>
  );
}

type Where = {
  /** The id of the region that the answer replaces when scripts run. */
  swap?: string | undefined;
  rejected?: Rejected | undefined;
};

function Field({
  id,
  label,
  value,
  error,
}: {
  id: string;
  label: string;
  value: string;
  error: string | undefined;
}) {
  return (
    <div className={error ? "usa-form-group usa-form-group--error" : "usa-form-group"}>
      <label className="usa-label" htmlFor={id}>
        {label}
      </label>
      <PrivacyBanner id={`${id}-privacy`} />
      {error ? (
        <p className="usa-error-message" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
      <textarea
        className="usa-textarea"
        id={id}
        name="body"
        rows={5}
        defaultValue={value}
        aria-describedby={error ? `${id}-privacy ${id}-error` : `${id}-privacy`}
        aria-invalid={error ? true : undefined}
        data-warn={`${id}-warning`}
      />
      <p className="warn small" id={`${id}-warning`} role="status" />
    </div>
  );
}

/** A new private note under a section. */
export function NoteForm({ section, title, swap, rejected }: Where & { section: string; title: string }) {
  const id = `note-${section}`;
  return (
    <details className="note-form" open={rejected !== undefined}>
      <summary data-focus="note">
        Write a private note<span className="usa-sr-only"> about “{title}”</span>
      </summary>
      <form method="post" data-swap={swap}>
        <input type="hidden" name="section" value={section} />
        <Field id={id} label="Your note" value={rejected?.values.body ?? ""} error={rejected?.errors.body} />
        <button type="submit" name="intent" value="write-note" className="usa-button">
          Save the note
        </button>
      </form>
    </details>
  );
}

/** A note of one's own, with the ways to change it. */
export function NoteText({ note, swap, rejected }: Where & { note: OwnNote }) {
  const id = `note-${note.id}`;
  return (
    <div className="own-note" id={id}>
      <p className="own-note-label">Your note</p>
      <p className="own-note-body">{note.body}</p>
      <details open={rejected !== undefined}>
        <summary>Change or delete</summary>
        <form method="post" data-swap={swap}>
          <input type="hidden" name="section" value={note.sectionId} />
          <input type="hidden" name="note" value={note.id} />
          <Field
            id={`${id}-body`}
            label="Your note"
            value={rejected?.values.body ?? note.body}
            error={rejected?.errors.body}
          />
          <div className="row">
            <button type="submit" name="intent" value="edit-note" className="usa-button">
              Save the change
            </button>
            <button
              type="submit"
              name="intent"
              value="delete-note"
              className="usa-button usa-button--unstyled"
            >
              Delete the note
            </button>
          </div>
        </form>
      </details>
    </div>
  );
}

/** Says that a note is gone, and carries its text so that it can be put back. */
export function DeletedNote({ note, swap }: Where & { note: Undo }) {
  return (
    <form method="post" className="usa-alert usa-alert--success" data-swap={swap}>
      <div className="usa-alert__body row between">
        <p className="usa-alert__text" role="status">
          Your note is deleted. Nothing of it is kept.
        </p>
        <input type="hidden" name="section" value={note.sectionId} />
        <input type="hidden" name="module" value={note.moduleId} />
        <input type="hidden" name="createdAt" value={note.createdAt} />
        <input type="hidden" name="body" value={note.body} />
        <button
          type="submit"
          name="intent"
          value="put-back-note"
          className="usa-button usa-button--outline"
          data-focus="undo"
        >
          Put it back
        </button>
      </div>
    </form>
  );
}
