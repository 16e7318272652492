import type { ShownSlide } from "./present.server.ts";
import { codeInWords, kindNames, type Prompt, percents } from "./prompts.ts";
import { lookNames } from "./slides.ts";

/** One slide, sized by the box it stands in. `heading` is its level in the outline of the page. */
export function SlideView({ slide, heading: Heading }: { slide: ShownSlide; heading: "h1" | "h2" | "h3" }) {
  return (
    <div className={`slide look-${slide.look}`}>
      <div className="slide-in">
        {lookNames[slide.look] ? <p className="slide-look">{lookNames[slide.look]}</p> : null}
        <Heading className="slide-title" dangerouslySetInnerHTML={{ __html: slide.titleHtml }} />
        {slide.linesHtml.length > 0 ? (
          <ul className="slide-lines">
            {slide.linesHtml.map((html) => (
              <li key={html} dangerouslySetInnerHTML={{ __html: html }} />
            ))}
          </ul>
        ) : null}
        <p className="slide-from">{slide.blockTitle}</p>
      </div>
    </div>
  );
}

type JoinProps = { code: string; address: string; short: string; qr: { size: number; path: string } };

/** A question to the room: how to join, what is asked, and what was answered once it is shown. */
export function PromptView({ prompt, join }: { prompt: Prompt; join: JoinProps | null }) {
  return (
    <div className="slide slide-prompt">
      <div className="slide-in">
        <p className="slide-look">{kindNames[prompt.kind]}</p>
        <h1 className="slide-title">{prompt.title}</h1>
        {prompt.kind === "questions" ? (
          <Questions prompt={prompt} />
        ) : prompt.shown ? (
          <Results prompt={prompt} />
        ) : (
          <ol className="slide-lines slide-options">
            {prompt.options.map((option) => (
              <li key={option}>{option}</li>
            ))}
          </ol>
        )}
        <p className="slide-count" role="status">
          {prompt.phones === 1 ? "1 phone has answered" : `${prompt.phones} phones have answered`}
        </p>
      </div>
      {join ? (
        <div className="slide-join">
          <svg
            className="qr"
            viewBox={`0 0 ${join.qr.size} ${join.qr.size}`}
            role="img"
            aria-label={`QR code of ${join.short}`}
            shapeRendering="crispEdges"
          >
            <rect width={join.qr.size} height={join.qr.size} fill="#fff" />
            <path d={join.qr.path} fill="#000" />
          </svg>
          <p>
            {join.short.replace(/\/\d+$/, "")}
            <strong>{codeInWords(join.code)}</strong>
            <span>No account, no name. Answering is your choice.</span>
          </p>
        </div>
      ) : null}
    </div>
  );
}

/** Bars with their numbers in words; the right answer of a check is named, not only colored. */
export function Results({ prompt }: { prompt: Prompt }) {
  if (!prompt.counts && !prompt.key)
    return <p className="slide-wait">Results are shown from five answers on.</p>;
  const counts = prompt.counts;
  const shares = counts ? percents(counts) : null;
  return (
    <>
      {counts ? null : <p className="slide-wait">Counts are shown from five answers on.</p>}
      <ul className="bars">
        {prompt.options.map((option, index) => (
          <li key={option} className={prompt.key?.option === index ? "bar-row right" : "bar-row"}>
            <p>
              {option}
              {prompt.key?.option === index ? <strong className="bar-right"> Right answer</strong> : null}
            </p>
            {counts && shares ? (
              <p className="bar-count">
                <progress className="bar-line" max={100} value={shares[index]} aria-label={option}>
                  {shares[index]} %
                </progress>
                <span>
                  {counts[index]} · {shares[index]} %
                </span>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
      {prompt.key ? <p className="slide-why">{prompt.key.feedback}</p> : null}
    </>
  );
}

function Questions({ prompt }: { prompt: Prompt }) {
  if (!prompt.shown)
    return <p className="slide-wait">Write your question on your phone. Your name is not asked.</p>;
  if (prompt.questions.length === 0) return <p className="slide-wait">No question is open.</p>;
  return (
    <ul className="slide-lines slide-questions">
      {prompt.questions.map(({ id, body }) => (
        <li key={id}>{body}</li>
      ))}
    </ul>
  );
}
