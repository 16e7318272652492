import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { notFound } from "#app/lib/refuse.ts";
import { Submit } from "#app/ui/form.tsx";
import { Empty } from "#app/ui/page.tsx";
import { DeletedNote, NoteText } from "./note-form.tsx";
import { deleteNote, editNote, noteText, putBackNote, setBookmark } from "./notes.server.ts";
import { notesPage } from "./notes-page.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return notesPage(await requireUser(request), new URL(request.url).searchParams.get("q") ?? "");
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const moduleId = String(form.get("module") ?? "");
  const sectionId = String(form.get("section") ?? "");
  const back = redirect(`/notes${new URL(request.url).search}`);
  const intent = form.get("intent");
  if (intent === "remove-bookmark") {
    setBookmark(user, { moduleId, sectionId }, false);
    return back;
  }
  if (intent === "delete-note") {
    const deleted = deleteNote(user, String(form.get("note")));
    return deleted ? data({ deleted: { ...deleted, createdAt: deleted.createdAt.toISOString() } }) : back;
  }
  const { body, problem } = noteText(String(form.get("body") ?? ""));
  if (problem) return reject({ body: problem }, form);
  if (intent === "edit-note") editNote(user, String(form.get("note")), body);
  else if (intent === "put-back-note") {
    const createdAt = new Date(String(form.get("createdAt")));
    const at = Number.isNaN(createdAt.getTime()) ? new Date() : createdAt;
    putBackNote(user, { moduleId, sectionId, createdAt: at }, body);
  } else throw notFound();
  return back;
}

export default function Notes() {
  const { query, groups, bookmarks, count } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const rejected = answer && "errors" in answer ? answer : undefined;
  const deleted = answer && "deleted" in answer ? answer.deleted : undefined;
  return (
    <div className="wrap narrow notes">
      <h1>My notes and bookmarks</h1>
      <p className="lede">
        Only you can see these. They stay until you delete them or have your account erased.
      </p>
      {deleted ? <DeletedNote note={deleted} /> : null}
      <h2>Bookmarks</h2>
      {bookmarks.length === 0 ? (
        <p className="quiet">No bookmarks yet. Every section of a module has a button for one.</p>
      ) : (
        <ul className="plain-list">
          {bookmarks.map(({ moduleId, sectionId, title, module, to, state, was }) => (
            <li key={`${moduleId}-${sectionId}`} className="row between">
              <div>
                {to ? (
                  <Link to={to} reloadDocument>
                    {title}
                  </Link>
                ) : (
                  title
                )}
                <br />
                <span className="quiet">{module}</span>
                <Passage state={state} was={was} />
              </div>
              <Form method="post">
                <input type="hidden" name="module" value={moduleId} />
                <input type="hidden" name="section" value={sectionId} />
                <button
                  type="submit"
                  name="intent"
                  value="remove-bookmark"
                  className="usa-button usa-button--unstyled"
                >
                  Remove<span className="usa-sr-only"> the bookmark for “{title}”</span>
                </button>
              </Form>
            </li>
          ))}
        </ul>
      )}
      <h2>Notes</h2>
      {count === 0 ? (
        <Empty title="No notes yet">
          Under every section of a module you can write one. What you write is for you alone.
        </Empty>
      ) : (
        <>
          <search>
            <Form method="get" className="filter row">
              <label className="usa-label" htmlFor="q">
                Find in my notes
              </label>
              <input className="usa-input" id="q" name="q" type="search" defaultValue={query} />
              <Submit look="outline">Find</Submit>
              {query ? <Link to="/notes">Show all</Link> : null}
            </Form>
          </search>
          <p role="status" className="quiet">
            {query ? `${groups.reduce((sum, { notes }) => sum + notes.length, 0)} of ${count} notes` : ""}
          </p>
          {groups.map(({ module, notes }) => (
            <section key={module} aria-label={module}>
              <h3>{module}</h3>
              {notes.map((note) => (
                <div key={note.id}>
                  <p className="own-note-where">
                    {note.to ? (
                      <Link to={note.to} reloadDocument>
                        {note.title}
                      </Link>
                    ) : (
                      note.title
                    )}
                  </p>
                  <Passage state={note.state} was={note.was} />
                  <NoteText note={note} rejected={rejected?.values.note === note.id ? rejected : undefined} />
                </div>
              ))}
            </section>
          ))}
        </>
      )}
    </div>
  );
}

const stateWords = {
  stays: "",
  changed: "The words of this section have changed since.",
  moved: "The passage moved here from another section.",
  "taken-out": "Your note’s passage was taken out of the course. Nothing of yours was lost.",
};

/** Says what became of the passage that a note or bookmark is about, and what it said. */
function Passage({
  state,
  was,
}: {
  state: keyof typeof stateWords;
  was: { title: string; blocks: readonly string[] } | null;
}) {
  if (state === "stays") return null;
  return (
    <div className="passage">
      <span className="quiet small">{stateWords[state]}</span>
      {was ? (
        <details>
          <summary className="small">What it said</summary>
          <blockquote>
            {[...new Set(was.blocks)].map((block) => (
              <p key={block}>{block}</p>
            ))}
          </blockquote>
        </details>
      ) : null}
    </div>
  );
}
