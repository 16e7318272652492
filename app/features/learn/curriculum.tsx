import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { DeviceSlot } from "#app/ui/device-slot.tsx";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { curriculumPage } from "./curriculum.server.ts";
import { progressSentence } from "./next.ts";
import { numberOf } from "./reader.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request }: LoaderFunctionArgs) {
  return curriculumPage(await requireUser(request));
}

type Page = ReturnType<typeof curriculumPage>;
type Block = Page["days"][number]["blocks"][number];

export default function Curriculum() {
  const page = useLoaderData<typeof loader>();
  return (
    <div className="wrap curriculum">
      <h1>Curriculum</h1>
      <p className="lede">{page.title}</p>
      <ul className="meta">
        <li>Edition {page.edition}</li>
        <li>Draft, not yet reviewed</li>
        <li>{page.discipline ? `Shown for ${page.discipline.toLowerCase()}` : "Shown for every field"}</li>
      </ul>
      <nav aria-label="Days" className="kinds no-print">
        <ul>
          {page.days.map(({ id, order, title, blocks }) => (
            <li key={id}>
              <a href={`#${id}`}>
                Day {order} <span className="quiet">{title}</span>
                {blocks.every(({ progress }) => progress?.complete) ? (
                  <span className="usa-sr-only"> (complete)</span>
                ) : null}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {page.days.map((day) => (
        <section key={day.id} aria-labelledby={day.id}>
          <h2 id={day.id}>
            Day {day.order} · {day.title}
          </h2>
          <p className="lede">{day.question}</p>
          {day.summary ? <p className="measure">{day.summary}</p> : null}
          <p className="quiet">
            {hours(day.minutes)} in class, in {day.blocks.length} parts
          </p>
          <DeviceSlot what="take" day={day.id} title={`Day ${day.order}`} />
          <ol className="course-list">
            {day.blocks.map((module) => (
              <ModuleRow key={module.id} module={module} />
            ))}
          </ol>
        </section>
      ))}
      {page.planned.length > 0 ? <Planned days={page.planned} /> : null}
      {page.front.length > 0 ? (
        <section aria-labelledby="front">
          <h2 id="front">About the course</h2>
          <ul className="plain-list">
            {page.front.map((front) => (
              <li key={front.id}>
                <a href={`/front/${front.id}`}>{front.title}</a>
                {front.audience === "facilitator" ? <span className="tag">For trainers</span> : null}
                {front.summary ? (
                  <>
                    <br />
                    <span className="quiet">{front.summary}</span>
                  </>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <p className="no-print">
        <a href="/library">Library</a> · <a href="/glossary">Glossary</a> ·{" "}
        <a href="/notes">My notes and bookmarks</a>
      </p>
    </div>
  );
}

function Planned({ days }: { days: Page["planned"] }) {
  return (
    <section aria-labelledby="planned">
      <h2 id="planned">Still being written</h2>
      <p className="measure">
        These days are planned and not written yet. The titles and minutes may change, and nothing here counts
        toward your progress.
      </p>
      {days.map((day) => (
        <details key={day.day} className="planned-day">
          <summary>
            Day {day.day} · {day.title}
          </summary>
          <p>{day.question}</p>
          <ul>
            {day.modules.map((module) => (
              <li key={module.id}>
                {module.id} {module.title} <span className="quiet">({module.minutes} minutes)</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}

function ModuleRow({ module }: { module: Block }) {
  const { id, title, minutes, minutesToRead, summary, advisory, weight, objectives, handouts, progress } =
    module;
  return (
    <li className="card course-row">
      <div>
        <h3>
          <a href={`/curriculum/${id}`}>
            <span className="quiet">{numberOf(module)}</span> {title}
          </a>
        </h3>
        <p>{summary}</p>
        <ul className="meta">
          <li>{minutes} minutes in class</li>
          <li>{minutesToRead} minutes to read</li>
          {module.items > 0 ? <li>{module.items} questions</li> : null}
          <li>Advisory {advisory.level}</li>
          {weight ? <li>{weight}</li> : null}
        </ul>
        <details>
          <summary>
            {objectives.length > 0 ? "Objectives, advisory and handouts" : "Advisory"}
            <span className="usa-sr-only"> of “{title}”</span>
          </summary>
          {objectives.length > 0 ? (
            <>
              <h4>After this module you can</h4>
              <ul>
                {objectives.map((objective) => (
                  <li key={objective.id}>{objective.text}</li>
                ))}
              </ul>
            </>
          ) : null}
          <h4>Before you read</h4>
          <p>{advisory.text}</p>
          {handouts.length > 0 ? (
            <>
              <h4>Handouts</h4>
              <ul>
                {handouts.map((handout) => (
                  <li key={handout.id}>
                    <a href={`/curriculum/${id}/handouts/${handout.id}`}>
                      {handout.id}: {handout.title}
                    </a>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </details>
      </div>
      {progress ? (
        <p className={progress.complete ? "tag good" : "tag"}>{progressSentence(progress)}</p>
      ) : null}
    </li>
  );
}

const hours = (minutes: number): string =>
  [minutes >= 60 ? `${Math.floor(minutes / 60)} hours` : "", minutes % 60 ? `${minutes % 60} minutes` : ""]
    .filter(Boolean)
    .join(" ");
