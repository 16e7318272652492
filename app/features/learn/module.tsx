import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import type { User } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { keepOnce } from "#app/features/offline/once.server.ts";
import { reject } from "#app/lib/forms.ts";
import { notFound } from "#app/lib/refuse.ts";
import { documentPage, forDocument, openDocument } from "#app/ui/document.ts";
import { Kept, KeptText } from "#app/ui/kept.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { ModuleHead, Outline, PreviousNext, Section } from "./module-parts.tsx";
import { DeletedNote, NoteText } from "./note-form.tsx";
import { deleteNote, editNote, noteText, putBackNote, setBookmark, writeNote } from "./notes.server.ts";
import { type ReaderPage, readerPage } from "./reader.server.ts";
import { numberOf, sectionAddress } from "./reader.ts";
import script from "./reader-script.js?url";
import { markSection, moduleFor, setPlace } from "./reading.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return forDocument(readerPage(user, params.moduleId ?? "", new URL(request.url).searchParams));
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const moduleId = params.moduleId ?? "";
  const sectionId = String(form.get("section") ?? "");
  const url = new URL(request.url);
  const here = (hash: string) => redirect(`${url.pathname}${url.search}#${hash}`);

  switch (form.get("intent")) {
    case "continue":
      markSection(user, moduleId, sectionId, form.get("how") === "alternative" ? "alternative" : "read");
      return redirect(onward(user, moduleId, sectionId, url));
    case "choose":
      return choose(user, moduleId, sectionId, String(form.get("choice")), url);
    case "bookmark":
      setBookmark(user, { moduleId, sectionId }, form.get("wanted") === "yes");
      return here(`tools-${sectionId}`);
    case "write-note": {
      const { body, problem } = noteText(String(form.get("body") ?? ""));
      if (problem) return reject({ body: problem }, form);
      // A device that did not hear the answer sends the same note again, under the same id.
      const write = () => void writeNote(user, { moduleId, sectionId }, body);
      const entry = form.get("entry");
      if (typeof entry === "string") keepOnce(user, entry, "write-note", write);
      else write();
      return here(`tools-${sectionId}`);
    }
    case "edit-note": {
      const { body, problem } = noteText(String(form.get("body") ?? ""));
      if (problem) return reject({ body: problem }, form);
      editNote(user, String(form.get("note")), body);
      return here(`tools-${sectionId}`);
    }
    case "delete-note": {
      const deleted = deleteNote(user, String(form.get("note")));
      if (!deleted) return here(`tools-${sectionId}`);
      return data({ deleted: { ...deleted, createdAt: deleted.createdAt.toISOString() } });
    }
    case "put-back-note": {
      const { body, problem } = noteText(String(form.get("body") ?? ""));
      if (problem) return reject({ body: problem }, form);
      const createdAt = new Date(String(form.get("createdAt")));
      const at = Number.isNaN(createdAt.getTime()) ? new Date() : createdAt;
      putBackNote(user, { moduleId, sectionId, createdAt: at }, body);
      return here(`tools-${sectionId}`);
    }
    default:
      throw notFound();
  }
}

function choose(user: User, moduleId: string, sectionId: string, choice: string, url: URL): Response {
  const others = url.searchParams.getAll("show").filter((wish) => !wish.startsWith(`${sectionId}:`));
  url.searchParams.delete("show");
  for (const wish of others) url.searchParams.append("show", wish);
  if (choice === "later") {
    markSection(user, moduleId, sectionId, "set-aside");
    return redirect(onward(user, moduleId, sectionId, url));
  }
  moduleFor(user, moduleId);
  url.searchParams.append("show", `${sectionId}:${choice}`);
  return redirect(`${url.pathname}${url.search.replaceAll("%3A", ":")}#${sectionId}`);
}

/** The address of the next section, which becomes the reader's place. */
function onward(user: User, moduleId: string, sectionId: string, url: URL): string {
  const { sections } = moduleFor(user, moduleId);
  const next = sections[sections.findIndex(({ id }) => id === sectionId) + 1];
  setPlace(user, moduleId, next?.id ?? sectionId);
  if (url.searchParams.has("section")) return sectionAddress(moduleId, next?.id ?? null, true);
  return `${url.pathname}${url.search}#${next?.id ?? "the-end"}`;
}

export default function ModulePage() {
  const { page } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const rejected = answer && "errors" in answer ? answer : undefined;
  const deleted = answer && "deleted" in answer ? answer.deleted : undefined;
  const { module, sections, alone } = page;
  const shown = alone ? sections.filter(({ id }) => id === alone) : sections;
  const first = alone === null || sections[0]?.id === alone;
  const last = alone === null || sections.at(-1)?.id === alone;
  return (
    <div className="reader" data-module={module.id}>
      <div className="reader-outline no-print">
        <Outline page={page} />
      </div>
      <article className="reader-text">
        <Crumbs path={[{ to: "/curriculum", label: "Curriculum" }]} />
        {first ? (
          <ModuleHead module={module} />
        ) : (
          <h1 className="small-title">
            <span className="over">{numberOf(module)}</span> {module.title}
          </h1>
        )}
        <details className="reader-outline-small no-print">
          <summary>In this {module.kind}</summary>
          <Outline page={page} small />
        </details>
        {shown.map((section) => (
          <Section
            key={section.id}
            section={section}
            rejected={rejected?.values.section === section.id ? rejected : undefined}
            deleted={deleted?.sectionId === section.id ? deleted : undefined}
          />
        ))}
        {last ? <End page={page} deleted={deleted} /> : null}
        <PreviousNext page={page} />
      </article>
      <Kept
        as="aside"
        className="reader-help no-print"
        aria-label="Help with reading"
        of={Help}
        with={{ moduleId: module.id }}
      />
      <div className="sr-status" role="status" aria-live="polite" id="reader-status" />
      <script type="module" src={script} />
    </div>
  );
}

function Help({ moduleId }: { moduleId: string }) {
  return (
    <>
      <h2>Support, any time</h2>
      <p>
        In danger now: <a href="tel:911">911</a>
        <br />
        Crisis line: <a href="tel:988">call</a> or <a href="sms:988">text 988</a>
        <br />
        <a href="/support">All support lines</a>
      </p>
      <p>
        <a href={`/pause?from=/curriculum/${moduleId}`}>Take a pause</a>
      </p>
      <p className="quiet small">
        You can stop at any point. What you have read is kept, and you come back to where you were.
      </p>
    </>
  );
}

type Deleted = { id: string; moduleId: string; sectionId: string; body: string; createdAt: string };

function End({ page, deleted }: { page: ReaderPage; deleted: Deleted | undefined }) {
  const { module, sections, earlierNotes, quizState } = page;
  const { id, items, handouts } = module;
  const isEarlier = deleted && !sections.some(({ id }) => id === deleted.sectionId);
  return (
    <>
      <Kept
        as="section"
        className="the-end card no-print"
        id="the-end"
        aria-labelledby="the-end-title"
        tabIndex={-1}
        of={TheEnd}
        with={{ moduleId: id, items, quizState }}
      />
      {handouts.length > 0 ? (
        <Kept
          as="section"
          className="no-print"
          aria-labelledby="handouts-title"
          of={Handouts}
          with={{ moduleId: id, handouts }}
        />
      ) : null}
      {earlierNotes.length > 0 || isEarlier ? (
        <section className="no-print" aria-labelledby="earlier-title" id="earlier">
          <h2 id="earlier-title">Your notes from an earlier edition</h2>
          <p className="quiet">The sections they belong to have changed. Nothing of yours was lost.</p>
          {isEarlier ? <DeletedNote note={deleted} /> : null}
          {earlierNotes.map((note) => (
            <NoteText key={note.id} note={note} />
          ))}
        </section>
      ) : null}
      <section aria-labelledby="sources-title" className="sources">
        <h2 id="sources-title">Sources</h2>
        <KeptText html={page.sourcesHtml} />
      </section>
    </>
  );
}

function TheEnd({
  moduleId,
  items,
  quizState,
}: Pick<ReaderPage, "quizState"> & { moduleId: string; items: number }) {
  return (
    <>
      <h2 id="the-end-title">{items > 0 ? "Check yourself" : "That is the whole text"}</h2>
      {items > 0 ? (
        <>
          <p>
            {quizState === "passed"
              ? "You have passed this quiz. You may take it again whenever you like."
              : `${items} questions, no time limit, as many tries as you like. After you submit, each option says why.`}
          </p>
          <a className="usa-button" href={`/curriculum/${moduleId}/quiz`}>
            {quizState === "open" ? "Go on with the quiz" : "Go to the quiz"}
          </a>
        </>
      ) : (
        <p>There is no quiz here. Reading it is enough.</p>
      )}
    </>
  );
}

function Handouts({ moduleId, handouts }: Pick<ReaderPage["module"], "handouts"> & { moduleId: string }) {
  return (
    <>
      <h2 id="handouts-title">Handouts</h2>
      <ul className="plain-list">
        {handouts.map(({ id, title, purpose }) => (
          <li key={id}>
            <a href={`/curriculum/${moduleId}/handouts/${id}`}>
              {id}: {title}
            </a>
            <br />
            <span className="quiet">{purpose}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
