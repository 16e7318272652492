import { useState } from "react";
import { ways } from "#app/features/learn/pauses.ts";
import { Contact } from "#app/ui/contact.tsx";
import type { Lesson } from "./package.ts";
import type { SupportLine } from "./page.ts";
import type { Playing } from "./player-frame.tsx";

/** Whether a link leads to a page beside the text. */
export const isAside = (place: string, { handouts }: Pick<Lesson, "handouts">): boolean =>
  place === "support" ||
  place === "pause" ||
  place === "sources" ||
  place.startsWith("source-") ||
  handouts.some(({ anchor }) => anchor === place);

export function Aside({ name, playing, onBack }: { name: string; playing: Playing; onBack: () => void }) {
  const { lesson, support } = playing.matter;
  const handout = lesson.handouts.find(({ anchor }) => anchor === name);
  return (
    <article className={handout ? "sheet" : undefined}>
      {handout ? (
        <>
          <h1 tabIndex={-1}>
            <span className="over">Handout {handout.id}</span>
            {handout.title}
          </h1>
          <p className="lede">{handout.purpose}</p>
          <div className="text" dangerouslySetInnerHTML={{ __html: handout.html }} />
        </>
      ) : null}
      {name === "support" ? <Support lines={support} /> : null}
      {name === "pause" ? <Pause /> : null}
      {name === "sources" || name.startsWith("source-") ? (
        <Sources html={lesson.sourcesHtml} id={name} />
      ) : null}
      <p className="no-print">
        <button type="button" className="usa-button" onClick={onBack}>
          Go back when you like
        </button>
      </p>
    </article>
  );
}

function Sources({ html, id }: { html: string; id: string }) {
  const showIn = (list: HTMLDivElement | null) =>
    list?.querySelector(`#${CSS.escape(id)}`)?.scrollIntoView({ block: "center" });
  return (
    <div className="sources" ref={showIn}>
      <h1 tabIndex={-1}>Sources</h1>
      <div dangerouslySetInnerHTML={{ __html: html }} />
    </div>
  );
}

function Support({ lines }: { lines: SupportLine[] }) {
  return (
    <div className="support">
      <h1 tabIndex={-1}>Support, any time</h1>
      <p className="lede">
        For you, for a colleague, for a child you are worried about. If anyone is in danger now, call{" "}
        <a href="tel:911">911</a> first.
      </p>
      <ol className="plain-list lines">
        {lines.map(({ name, call, text, chat, hours, is, isNot, localHtml }) => (
          <li key={name} className="card">
            <h2>{name}</h2>
            {localHtml ? (
              <div className="local-line" dangerouslySetInnerHTML={{ __html: localHtml }} />
            ) : null}
            <Contact name={name} call={call} text={text} chat={chat} />
            <p>{is}</p>
            {isNot ? <p className="quiet">{isNot}</p> : null}
            {hours ? <p className="quiet small">{hours}</p> : null}
          </li>
        ))}
      </ol>
    </div>
  );
}

type Way = keyof typeof ways;

function Pause() {
  const [way, setWay] = useState<Way>("feet");
  return (
    <div className="pause">
      <h1 tabIndex={-1}>A pause</h1>
      <p className="pause-line" role="status">
        {ways[way].line}
      </p>
      <p className="row center">
        {Object.entries(ways).map(([key, { label }]) => (
          <button
            key={key}
            type="button"
            className="usa-button usa-button--outline"
            aria-pressed={key === way}
            onClick={() => setWay(key as Way)}
          >
            {label}
          </button>
        ))}
      </p>
      <p className="quiet">
        Take the time you need. Eyes open is fine, and so is doing none of this. What you read is kept.
      </p>
    </div>
  );
}
