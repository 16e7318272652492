import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Mark } from "#app/ui/mark.tsx";
import { type Kept, nothingKept, type Place, packed, standingOf, unpacked } from "./kept.ts";
import type { Matter } from "./page.ts";
import { answersReported } from "./player-answers.ts";
import { Aside, isAside } from "./player-asides.tsx";
import { End, Outline, SectionPage, Start } from "./player-pages.tsx";
import { QuizPage, ResultPage, ReviewPage } from "./player-quiz.tsx";
import { type Saving, saver, sentenceOf } from "./player-saver.ts";
import type { AnswerReport, Recorder, Report } from "./recorder.ts";

/** What every page of the player can do. */
export type Playing = {
  matter: Matter;
  kept: Kept;
  /** The percent needed. */
  pass: number;
  /** Changes what is kept, and where the learner is. */
  change: (next: Kept) => void;
  go: (place: Place) => void;
};

type Session = { state: "opening" | "open" | "closed"; isJudged: boolean; pass: number | null };

export function Player({ matter, recorder }: { matter: Matter; recorder: Recorder }) {
  const { lesson, hash } = matter;
  const [session, setSession] = useState<Session>({ state: "opening", isJudged: true, pass: null });
  const [kept, setKept] = useState<Kept>(() => nothingKept(hash));
  /** A page beside the text, such as a handout; the place in the lesson stays what it was. */
  const [aside, setAside] = useState<string | null>(null);
  const [saving, setSaving] = useState<Saving>({ kind: "", text: "" });
  const [problem, setProblem] = useState("");
  const told = useRef<AnswerReport[]>([]);
  const newest = useRef(kept);
  const began = useRef(0);
  const ended = useRef(false);
  const sending = useMemo(() => saver(recorder, setSaving), [recorder]);

  const report = (): Report => ({
    kept: packed(newest.current, lesson),
    place: newest.current.place,
    standing: standingOf(newest.current, lesson),
    seconds: (Date.now() - began.current) / 1000,
    answers: [...told.current],
  });
  const show = (next: Kept) => {
    newest.current = next;
    setKept(next);
  };

  function open() {
    setProblem("");
    recorder
      .open()
      .then(({ kept: text, isJudged, pass }) => {
        began.current = Date.now();
        show(text ? unpacked(text, lesson, hash) : nothingKept(hash));
        setSession({ state: "open", isJudged, pass });
      })
      .catch((error) => setProblem(sentenceOf(error)));
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is there
  useEffect(() => {
    open();
    const leave = () => {
      if (ended.current) return;
      ended.current = true;
      sending.stop();
      recorder.leave(report());
    };
    // A page put back from the browser's memory belongs to a session that has ended.
    const back = ({ persisted }: PageTransitionEvent) => persisted && location.reload();
    addEventListener("pagehide", leave);
    addEventListener("pageshow", back);
    return () => {
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", back);
    };
  }, []);

  useFocusOn(`${session.state} ${aside ?? kept.place}`);

  function change(next: Kept) {
    if (next.last !== newest.current.last && next.last && lesson.quiz)
      told.current.push(...answersReported(lesson.quiz, next.last));
    show(next);
    setAside(null);
    if (session.state === "open") sending.save(report());
  }

  async function close() {
    sending.stop();
    setProblem("");
    try {
      const { goTo } = await recorder.close(report());
      ended.current = true;
      setSession({ ...session, state: "closed" });
      if (goTo) location.assign(goTo);
      else window.close();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  }

  const playing: Playing = {
    matter,
    kept,
    pass: session.pass ?? lesson.quiz?.pass ?? 0,
    change,
    go: (place) => (isAside(place, lesson) ? setAside(place) : change({ ...newest.current, place })),
  };

  // Links inside the text lead to places of this page that may not be shown.
  function onClick(event: React.MouseEvent) {
    const link = (event.target as Element).closest("a[href]");
    const href = link?.getAttribute("href") ?? "";
    if (/^https?:/u.test(href) && !link?.hasAttribute("data-exit")) {
      link?.setAttribute("target", "_blank");
      return;
    }
    const to = href.startsWith("#") ? decodeURIComponent(href.slice(1)) : null;
    if (to === null || to === "main") return;
    event.preventDefault();
    if (document.getElementById(to)) document.getElementById(to)?.scrollIntoView();
    else playing.go(to);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the clicks of links inside it
    // biome-ignore lint/a11y/useKeyWithClickEvents: links send a click for the keyboard too
    <div className="player" onClick={onClick}>
      <Bar matter={matter} onClose={session.state === "open" ? close : null} />
      <Notices problem={problem} onAgain={open} session={session} saving={saving} status={matter.status} />
      {session.state === "closed" ? (
        <main id="main" tabIndex={-1} className="wrap narrow">
          <h1 tabIndex={-1}>{session.isJudged ? "Saved" : "Closed"}</h1>
          <p className="lede">
            {session.isJudged
              ? "Your place is kept, and you can go on another time."
              : "Nothing of this visit was recorded."}{" "}
            You can close this page, or leave it by the buttons of your learning system.
          </p>
        </main>
      ) : (
        <div className="reader">
          <div className="reader-outline no-print">
            <Outline playing={playing} aside={aside} />
          </div>
          <main id="main" tabIndex={-1} className="reader-text">
            <details className="reader-outline-small no-print">
              <summary>In this {lesson.kind}</summary>
              <Outline playing={playing} aside={aside} small />
            </details>
            {aside ? <Aside name={aside} playing={playing} onBack={() => setAside(null)} /> : page(playing)}
          </main>
          <Help />
        </div>
      )}
      <Foot hotline={matter.hotline} />
    </div>
  );
}

function page(playing: Playing): ReactNode {
  const { place } = playing.kept;
  const { lesson } = playing.matter;
  const section = lesson.sections.find(({ id }) => place === `section/${id}`);
  if (section) return <SectionPage key={section.id} section={section} playing={playing} />;
  if (place === "quiz" && lesson.quiz) return <QuizPage quiz={lesson.quiz} playing={playing} />;
  if (place === "review" && lesson.quiz) return <ReviewPage quiz={lesson.quiz} playing={playing} />;
  if (place === "result" && lesson.quiz) return <ResultPage quiz={lesson.quiz} playing={playing} />;
  return place === "end" ? <End playing={playing} /> : <Start playing={playing} />;
}

/** A new page begins at its top, and its heading takes the focus; the first one leaves the focus alone. */
function useFocusOn(page: string): void {
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page || before.current.startsWith("opening")) {
      before.current = page;
      return;
    }
    before.current = page;
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("main [data-head], main h1")?.focus({ preventScroll: true });
  }, [page]);
}

function Bar({ matter, onClose }: { matter: Matter; onClose: (() => void) | null }) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the main content
      </a>
      <header className="bar">
        <div className="bar-in">
          <span className="mark">
            <Mark />
            <span className="bar-name">{matter.programme}</span>
          </span>
          <span className="bar-space" />
          {onClose ? (
            <button type="button" className="usa-button usa-button--outline bar-close" onClick={onClose}>
              Save and close
            </button>
          ) : null}
          <a className="exit" data-exit href="https://www.weather.gov/" rel="noreferrer">
            Leave this site
          </a>
        </div>
      </header>
    </>
  );
}

function Notices({
  problem,
  onAgain,
  session,
  saving,
  status,
}: {
  problem: string;
  onAgain: () => void;
  session: Session;
  saving: Saving;
  status: string;
}) {
  return (
    <>
      <aside className="draft no-print" aria-label="Status of this edition">
        <p>{status}</p>
      </aside>
      <div className="player-status no-print" role="status" aria-live="polite">
        {problem ? (
          <p>
            {problem}{" "}
            {session.state === "opening" ? (
              <button type="button" className="usa-button usa-button--unstyled" onClick={onAgain}>
                Try again
              </button>
            ) : null}
          </p>
        ) : null}
        {session.isJudged ? null : (
          <p>You are looking around, or looking again. Nothing of this is recorded.</p>
        )}
        {saving.kind === "waiting" ? <p>{saving.text}</p> : null}
        {saving.kind === "saved" ? <p className="usa-sr-only">{saving.text}</p> : null}
      </div>
    </>
  );
}

function Help() {
  return (
    <aside className="reader-help no-print" aria-label="Help with reading">
      <h2>Support, any time</h2>
      <p>
        In danger now: <a href="tel:911">911</a>
        <br />
        Crisis line: <a href="tel:988">call</a> or <a href="sms:988">text 988</a>
        <br />
        <a href="#support">All support lines</a>
      </p>
      <p>
        <a href="#pause">Take a pause</a>
      </p>
      <p className="quiet small">
        You can stop at any point. What you have read is kept, and you come back to where you were.
      </p>
    </aside>
  );
}

function Foot({ hotline }: { hotline: string }) {
  return (
    <footer className="foot">
      <div className="foot-in">
        <section aria-labelledby="support-heading">
          <h2 id="support-heading">Support lines</h2>
          <ul>
            <li>
              In danger now: <a href="tel:911">911</a>
            </li>
            {hotline ? <li>Child abuse hotline: {hotline}</li> : null}
            <li>
              Crisis line: <a href="tel:988">call</a> or <a href="sms:988">text 988</a>
            </li>
            <li>
              <a href="#support">All support lines</a> · <a href="#pause">Take a pause</a>
            </li>
          </ul>
        </section>
      </div>
      <div className="foot-in quiet small no-print">
        <p>
          “Leave this site” (or Esc or Shift pressed three times) opens a weather page. It does not erase your
          browser history.
        </p>
      </div>
    </footer>
  );
}
