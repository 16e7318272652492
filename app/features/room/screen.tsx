import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { screenPage } from "./present.server.ts";
import { codeInWords } from "./prompts.ts";
import { useSlides } from "./show-slides.ts";
import { PromptView, SlideView } from "./slide-view.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return screenPage(await requireUser(request), params.cohort as string, params.position as string);
}

export default function Screen() {
  const { cohort, day, slides, slide, prompt, room } = useLoaderData<typeof screenPage>();
  const { at, blank, connection } = useSlides(`/cohorts/${cohort.id}/days/${day.position}`, slides, slide);
  const stage = useRef<HTMLDivElement>(null);
  const [mayFill, setMayFill] = useState(false);
  useEffect(() => setMayFill(document.fullscreenEnabled), []);
  const current = slides[at];
  return (
    <div className={blank ? "stage stage-blank" : "stage"} ref={stage}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow screen it scrolls, and must be reachable without a mouse */}
      <section className="stage-slide" aria-label="What the room sees" tabIndex={0}>
        {blank ? (
          <h1 className="usa-sr-only">The screen is dark</h1>
        ) : prompt ? (
          <PromptView prompt={prompt} join={room} />
        ) : current ? (
          <SlideView slide={current} heading="h1" />
        ) : (
          <h1>There are no slides for this day</h1>
        )}
      </section>
      <div className="stage-strip no-print">
        <p>
          Support, any time: <a href="tel:911">911</a> in danger · <a href="tel:988">988</a> call or text ·{" "}
          <Link to="/support">All support lines</Link>
        </p>
        {room && !prompt ? (
          <p>
            Phones: {room.short.replace(/\/\d+$/, "")} <strong>{codeInWords(room.code)}</strong>
          </p>
        ) : null}
        <p role="status">{connection === "lost" ? "Not connected, trying again" : ""}</p>
        <div className="stage-tools">
          {mayFill ? (
            <button
              type="button"
              className="usa-button usa-button--unstyled"
              onClick={() =>
                document.fullscreenElement ? document.exitFullscreen() : stage.current?.requestFullscreen()
              }
            >
              Fill the screen
            </button>
          ) : null}
          <a className="exit" data-exit href="https://www.weather.gov/" rel="noreferrer">
            Leave this site
          </a>
        </div>
      </div>
    </div>
  );
}
