import { Kept, KeptText } from "#app/ui/kept.tsx";
import { DeletedNote, NoteForm, NoteText, type Rejected, type Undo } from "./note-form.tsx";
import type { ReaderPage, ReaderSection } from "./reader.server.ts";
import { advisoryNames, numberOf, sectionAddress } from "./reader.ts";

type ModuleFacts = ReaderPage["module"];

export function ModuleHead({ module }: { module: ModuleFacts }) {
  return <Kept as="header" className="reader-head" of={Head} with={{ module }} />;
}

function Head({ module }: { module: ModuleFacts }) {
  return (
    <>
      <h1>{module.title}</h1>
      <ul className="meta">
        <li>{numberOf(module)}</li>
        <li>{module.minutes} minutes in class</li>
        <li>{module.minutesToRead} minutes to read</li>
        <li>Edition {module.edition}</li>
        <li className="hash">Text {module.hash}</li>
      </ul>
      <div className="before-you-read">
        <h2>Before you read</h2>
        <p>{module.advisory.text}</p>
        <p className="quiet small">
          Level {module.advisory.level}: {advisoryNames[module.advisory.level].toLowerCase()}.
        </p>
      </div>
      {module.objectives.length > 0 ? (
        <div className="objectives">
          <h2>After this module you can</h2>
          <ul>
            {module.objectives.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <details className="about">
        <summary>About this {module.kind}</summary>
        <p>{module.summary}</p>
        <p>
          <strong>Lived expertise.</strong> {module.survivorVoice}
        </p>
        <p>
          <strong>Reviews.</strong>{" "}
          {module.reviewed
            ? "Reviewed by a technical working group, a survivor expert and counsel."
            : "Not yet reviewed by a technical working group, a survivor expert and counsel."}
        </p>
      </details>
      {module.hasPlan ? (
        <p className="no-print">
          <a href={`/curriculum/${module.id}/plan`}>Facilitator plan for this {module.kind}</a>
        </p>
      ) : null}
    </>
  );
}

export function Outline({ page, small = false }: { page: ReaderPage; small?: boolean }) {
  const { module, alone, minutesLeft, quizState } = page;
  const head = { id: module.id, kind: module.kind, title: module.title, items: module.items };
  const sections = page.sections.map(({ id, title, done }) => ({ id, title, done }));
  return (
    <Kept
      as="nav"
      aria-label={small ? `In this ${module.kind}, short list` : `In this ${module.kind}`}
      of={OutlineList}
      with={{ module: head, sections, alone, minutesLeft, quizState, small }}
    />
  );
}

type OutlineProps = Pick<ReaderPage, "alone" | "minutesLeft" | "quizState"> & {
  module: Pick<ModuleFacts, "id" | "kind" | "title" | "items">;
  sections: Pick<ReaderSection, "id" | "title" | "done">[];
  small: boolean;
};

function OutlineList({ module, sections, alone, minutesLeft, quizState, small }: OutlineProps) {
  return (
    <>
      {small ? null : <p className="outline-title">{module.title}</p>}
      <ol className="outline">
        {sections.map((section) => (
          <li key={section.id} data-for={section.id} className={section.done ? "done" : undefined}>
            <a
              href={sectionAddress(module.id, section.id, alone !== null)}
              aria-current={alone === section.id ? "location" : undefined}
            >
              {section.title}
              <span className="state">{section.done ? " (done)" : ""}</span>
            </a>
          </li>
        ))}
        {module.items > 0 ? (
          <li className={quizState === "passed" ? "done" : undefined}>
            <a href={`/curriculum/${module.id}/quiz`}>
              Check yourself<span className="state">{quizState === "passed" ? " (done)" : ""}</span>
            </a>
          </li>
        ) : null}
      </ol>
      <p className="quiet small" data-left={minutesLeft}>
        {minutesLeft > 0 ? `${minutesLeft} minutes of reading left` : "You have read all of it"}
      </p>
      <p className="small">
        {alone ? (
          <a href={`/curriculum/${module.id}#${alone}`}>Show the whole {module.kind}</a>
        ) : (
          <a href={sectionAddress(module.id, sections[0]?.id ?? null, true)}>Read one section per page</a>
        )}
      </p>
    </>
  );
}

export function Section({
  section,
  rejected,
  deleted,
}: {
  section: ReaderSection;
  rejected: Rejected | undefined;
  deleted: Undo | undefined;
}) {
  const open = section.shown !== "choice";
  return (
    <section
      className="part"
      id={section.id}
      aria-labelledby={`title-${section.id}`}
      data-how={open ? section.shown : undefined}
      data-done={section.done || undefined}
      data-recorded={section.recorded || undefined}
      data-words={section.words}
      data-minutes={section.minutes}
    >
      <h2 id={`title-${section.id}`} tabIndex={-1}>
        {section.title}
      </h2>
      {section.hasNotice ? <Notice section={section} /> : null}
      {open ? <KeptText className="text" html={section.html} /> : null}
      {open ? <div data-end="" /> : null}
      <Tools section={section} rejected={rejected} deleted={deleted} />
    </section>
  );
}

function Notice({ section }: { section: ReaderSection }) {
  const { id, shown } = section;
  if (shown !== "choice")
    return (
      <form method="post" className="chosen no-print" data-swap={id}>
        <Hidden section={id} intent="choose" />
        <span>{shown === "read" ? "You opened the text." : "You opened the written alternative."}</span>
        {shown === "read" && section.hasAlternative ? (
          <Choice value="alternative" look="unstyled" label="Read the alternative instead" />
        ) : null}
        {shown === "alternative" ? (
          <Choice value="read" look="unstyled" label="Read the text instead" />
        ) : null}
        <Choice value="choice" look="unstyled" label="Close this section" />
      </form>
    );
  return (
    <div className="choice">
      <KeptText html={section.noticeHtml} />
      {section.setAside ? <p>You set this aside. It waits here, no hurry.</p> : null}
      <form method="post" className="row no-print" data-swap={id}>
        <Hidden section={id} intent="choose" />
        <Choice value="read" label="Read now" />
        {section.hasAlternative ? (
          <Choice value="alternative" look="outline" label="Read the alternative" />
        ) : null}
        <Choice value="later" look="outline" label="Later" />
      </form>
      <p className="quiet small no-print">
        None of these costs you any progress, and nobody is told which one you chose.
      </p>
    </div>
  );
}

function Choice({ value, label, look }: { value: string; label: string; look?: "outline" | "unstyled" }) {
  return (
    <button
      type="submit"
      name="choice"
      value={value}
      className={look ? `usa-button usa-button--${look}` : "usa-button"}
    >
      {label}
    </button>
  );
}

function Hidden({ section, intent }: { section: string; intent: string }) {
  return (
    <>
      <input type="hidden" name="section" value={section} />
      <input type="hidden" name="intent" value={intent} />
    </>
  );
}

function Tools({
  section,
  rejected,
  deleted,
}: {
  section: ReaderSection;
  rejected: Rejected | undefined;
  deleted: Undo | undefined;
}) {
  const { id, title, bookmarked, notes, next, shown } = section;
  const row = { id, title, bookmarked, next, shown };
  return (
    <div className="tools no-print" id={`tools-${id}`}>
      {deleted ? <DeletedNote note={deleted} swap={`tools-${id}`} /> : null}
      {notes.map((note) => (
        <NoteText
          key={note.id}
          note={note}
          swap={`tools-${id}`}
          rejected={rejected?.values.note === note.id ? rejected : undefined}
        />
      ))}
      {rejected ? (
        <div className="row tools-row">
          <ToolsRow {...row} rejected={rejected.values.note ? undefined : rejected} />
        </div>
      ) : (
        <Kept as="div" className="row tools-row" of={ToolsRow} with={row} />
      )}
    </div>
  );
}

type ToolsRowProps = Pick<ReaderSection, "id" | "title" | "bookmarked" | "next" | "shown">;

function ToolsRow({
  id,
  title,
  bookmarked,
  next,
  shown,
  rejected,
}: ToolsRowProps & { rejected?: Rejected | undefined }) {
  return (
    <>
      {shown !== "choice" ? (
        <form method="post" data-continue={next?.to ?? "#the-end"}>
          <Hidden section={id} intent="continue" />
          <input type="hidden" name="how" value={shown} />
          <button type="submit" className="usa-button usa-button--outline onward">
            {next ? `Next: ${next.title}` : "Finish reading"}
          </button>
        </form>
      ) : null}
      <form method="post" data-swap={`tools-${id}`}>
        <Hidden section={id} intent="bookmark" />
        <input type="hidden" name="wanted" value={bookmarked ? "no" : "yes"} />
        <button type="submit" className="usa-button usa-button--unstyled bookmark" data-focus="bookmark">
          {bookmarked ? "Remove the bookmark" : "Bookmark"}
          <span className="usa-sr-only"> for “{title}”</span>
        </button>
      </form>
      <NoteForm section={id} title={title} swap={`tools-${id}`} rejected={rejected} />
    </>
  );
}

export function PreviousNext({ page: { previous, next } }: { page: ReaderPage }) {
  return (
    <Kept
      as="nav"
      className="previous-next no-print"
      aria-label="Other modules"
      of={Neighbors}
      with={{ previous, next }}
    />
  );
}

function Neighbors({ previous, next }: Pick<ReaderPage, "previous" | "next">) {
  return (
    <>
      {previous ? (
        <a href={`/curriculum/${previous.id}`}>
          <span className="quiet small">Before this</span>
          <br />
          {previous.title}
        </a>
      ) : (
        <span />
      )}
      {next ? (
        <a href={`/curriculum/${next.id}`} className="onward">
          <span className="quiet small">After this</span>
          <br />
          {next.title}
        </a>
      ) : null}
    </>
  );
}
