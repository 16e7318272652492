import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { listed } from "#app/lib/words.ts";
import { DeviceSlot } from "#app/ui/device-slot.tsx";
import { Stones } from "#app/ui/stones.tsx";
import { homePage } from "./home.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return homePage(await requireUser(request));
}

type Page = ReturnType<typeof homePage>;
type Learning = NonNullable<Page["learning"]>;

export default function Home() {
  const page = useLoaderData<typeof loader>();
  const { learning } = page;
  return (
    <div className="wrap home">
      {learning ? <Next learning={learning} /> : <h1>Welcome, {page.name}</h1>}
      {page.openForms.map(({ cohortId, cohort, moment }) => (
        <Task
          key={`${cohortId}-${moment}`}
          title={moment === "before" ? "Before the course" : "After the course"}
          to={`/before-and-after/${cohortId}`}
          label="Answer the questions"
        >
          {moment === "before"
            ? `What you know when you come, for ${cohort}. Nobody passes or fails.`
            : `What you know now, for ${cohort}, and what has changed since you came.`}
        </Task>
      ))}
      <AfterCourse courses={page.afterCourse} />
      <Today days={page.today} />
      {page.left.length > 0 ? <Left nags={page.left} /> : null}
      {page.way ? <Way way={page.way} /> : null}
      {page.teaching ? (
        <Teaching cohorts={page.teaching} paused={page.paused} seesCascade={page.seesCascade} />
      ) : null}
      {page.site ? <Site {...page.site} /> : null}
      {page.totals ? (
        <Task title="The whole program" to="/sites" label="See the sites in totals">
          How many people each site trains and how far they are, never by name.{" "}
          <Link to="/cascade">See who trains on</Link>
          {page.invites ? (
            <>
              {" · "}
              <Link to="/people/invite">Invite coordinators, trainers and reviewers</Link>
            </>
          ) : null}
        </Task>
      ) : null}
      {page.reviews ? (
        <Task title="Your review" to="/curriculum" label="Read the curriculum">
          This edition waits for its reviewers. You may read every module with its facilitator plan.
        </Task>
      ) : null}
      {page.administers ? (
        <Task title="People and sites" to="/people" label="Look after people">
          Invite people, end roles, and keep the list of sites. You see no one’s learning.{" "}
          <Link to="/sites">Sites</Link>
        </Task>
      ) : null}
      {learning ? (
        <Days learning={learning} />
      ) : (
        <Task title="The course" to="/curriculum" label="Read the curriculum" look="outline">
          Every module as trainees read it{page.mayTeach ? ", with its facilitator plan" : ""}.
        </Task>
      )}
    </div>
  );
}

function Next({ learning }: { learning: Learning }) {
  const { next, cohort, trainers, whoAdds } = learning;
  if (!next) return <AllDone learning={learning} />;
  const verbs = {
    start: "Start",
    continue: "Continue",
    quiz: "Take the quiz",
    "open-quiz": "Go on with the quiz",
  };
  return (
    <>
      <section className="next" aria-labelledby="next-title">
        <div>
          <p className="over">
            Next for you · {next.number}
            {next.minutesLeft > 0 ? ` · ${next.minutesLeft} minutes left` : ""}
          </p>
          <h1 id="next-title">{next.title}</h1>
          <p>
            {next.what === "continue" && next.stoppedAt ? `You stopped at “${next.stoppedAt}”. ` : ""}
            {next.what === "quiz" ? "You have read all of it. The quiz is left. " : ""}
            {next.what === "open-quiz" ? "Your answers so far are kept. " : ""}
            {next.due ? `${next.due} ` : ""}
            {trainers.length > 0
              ? `${trainers.length > 1 ? "Trainers" : "Trainer"}: ${listed(trainers)}.`
              : ""}
          </p>
        </div>
        <Link to={next.to} className="usa-button" reloadDocument>
          {verbs[next.what]}
        </Link>
      </section>
      {cohort ? null : (
        <section className="card not-enrolled" aria-labelledby="cohort-title">
          <h2 id="cohort-title">You are not in a cohort yet</h2>
          <p>
            You can read and take quizzes now, and everything is kept. A cohort gives you class dates and a
            trainer.
          </p>
          {whoAdds.length > 0 ? (
            <p>
              These people can add you:{" "}
              {listed(
                whoAdds.map(
                  ({ name, role }) => `${name} (${role === "trainer" ? "trainer" : "site coordinator"})`,
                ),
              )}
              .
            </p>
          ) : (
            <p>The coordinator of your site can add you.</p>
          )}
        </section>
      )}
    </>
  );
}

function AllDone({ learning }: { learning: Learning }) {
  const { cohort, trainers, days, planned } = learning;
  return (
    <section className="next" aria-labelledby="next-title">
      <div>
        <p className="over">{planned.length > 0 ? "All that is written so far" : "Nothing is left to do"}</p>
        <h1 id="next-title">
          You have finished {days.length === 1 ? "the first day" : `all ${days.length} days`}
        </h1>
        <p>
          Every section and every quiz is done.{" "}
          {planned.length > 0
            ? "The other days are being written, and this page will say when the next one opens. "
            : ""}
          {cohort && trainers.length > 0
            ? `${listed(trainers)} can see that you are ready for class.`
            : "Whoever adds you to a cohort can see that you are ready for class."}
        </p>
      </div>
      <Link to="/curriculum" className="usa-button" reloadDocument>
        Read again
      </Link>
    </section>
  );
}

function Days({ learning }: { learning: Learning }) {
  const { days, planned, setAside, notes, bookmarks, cohort } = learning;
  return (
    <>
      <InTheRoom learning={learning} />
      <h2>The {numberWords[days.length] ?? days.length} days</h2>
      <ul className="cards days">
        {days.map((day) => (
          <li key={day.id} className="card">
            <h3>
              <Link to={day.to} reloadDocument>
                Day {day.order} · {day.title}
              </Link>
            </h3>
            <p className="quiet">
              {day.complete
                ? "Complete"
                : `${day.done} of ${day.total} modules, ${day.minutesLeft} minutes left`}
            </p>
            <Stones stones={day.stones} label={`${day.done} of ${day.total} modules complete`} />
            <ul className="frames">
              {day.frames.map(({ id, kind, done }) => (
                <li key={id}>
                  <Link to={`/curriculum/${id}`} reloadDocument>
                    {kind === "opening" ? "Opening" : "Closing"}
                  </Link>
                  {done ? ": read" : ": not read yet"}
                </li>
              ))}
            </ul>
            <DeviceSlot what="take" day={day.id} title={`Day ${day.order}`} />
          </li>
        ))}
        {planned.map(({ day, title, modules }) => (
          <li key={day} className="card planned">
            <h3>
              Day {day} · {title}
            </h3>
            <p className="quiet">Being written. {modules} modules are planned.</p>
          </li>
        ))}
      </ul>
      <div className="cards shortcuts">
        {setAside.length > 0 ? (
          <section className="card" aria-labelledby="aside-title">
            <h2 id="aside-title">Waiting for you, no hurry</h2>
            <p className="quiet">Sections that you set aside. They count as done either way.</p>
            <ul className="plain-list">
              {setAside.map(({ to, title, module }) => (
                <li key={to}>
                  <Link to={to} reloadDocument>
                    {title}
                  </Link>{" "}
                  <span className="quiet">in {module}</span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <section className="card" aria-labelledby="notes-title">
          <h2 id="notes-title">My notes and bookmarks</h2>
          <p className="quiet">
            {notes + bookmarks > 0
              ? `${counted(notes, "note")}, ${counted(bookmarks, "bookmark")}. Only you can see them.`
              : "Nothing yet. Every section has a place for both, and only you can see them."}
          </p>
          <p>
            <Link to="/notes">Open notes and bookmarks</Link>
          </p>
        </section>
        {cohort ? (
          <section className="card" aria-labelledby="my-cohort-title">
            <h2 id="my-cohort-title">{cohort.name}</h2>
            <p className="quiet">
              {cohort.siteName}
              <br />
              {cohort.dates}
            </p>
          </section>
        ) : null}
      </div>
    </>
  );
}

function InTheRoom({ learning }: { learning: Learning }) {
  const { room, roomIsOver, roomChanges, cohort } = learning;
  if (cohort?.phase === "canceled")
    return (
      <section className="card in-the-room" aria-labelledby="room-title">
        <h2 id="room-title">Your cohort is canceled</h2>
        <p>{cohort.name} does not take place. Everything you have done is kept, and you can read on.</p>
      </section>
    );
  if (!room)
    return roomIsOver ? (
      <section className="card in-the-room" aria-labelledby="room-title">
        <h2 id="room-title">Your days in the room are over</h2>
        <p>When you were there, what it counts for and your certificate stand on one page.</p>
        <RoomChanges changes={roomChanges} />
        <RoomLinks />
      </section>
    ) : null;
  return (
    <section className="card in-the-room" aria-labelledby="room-title">
      <h2 id="room-title">{room.today ? "Today in the room" : "Next day in the room"}</h2>
      <p className="when-where">
        <b>
          {room.when}, {room.from} to {room.to} {room.zone}
        </b>
        <br />
        Day {room.position} · {room.title}
        <br />
        {room.venue ?? "Your trainers will say where."}
      </p>
      <RoomChanges changes={roomChanges} />
      <RoomLinks />
    </section>
  );
}

function RoomChanges({ changes }: { changes: string[] }) {
  if (changes.length === 0) return null;
  return (
    <div className="room-changes">
      <h3>Changed lately</h3>
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
    </div>
  );
}

function RoomLinks() {
  return (
    <ul className="room-links">
      <li>
        <Link to="/calendar">All your days, and add them to your calendar</Link>
      </li>
      <li>
        <Link to="/my-credit">Your attendance and credit</Link>
      </li>
      <li>
        <Link to="/my-teach-back">My teach-back</Link>
      </li>
      <li>
        <Link to="/my-follow-up">My commitment card</Link>
      </li>
      <li>
        <Link to="/my-certification">My way to trainer</Link>
      </li>
    </ul>
  );
}

function AfterCourse({ courses }: { courses: Page["afterCourse"] }) {
  return courses.map(({ cohortId, cohort, open }) => (
    <section key={cohortId} className="card" aria-labelledby={`after-${cohortId}`}>
      <h2 id={`after-${cohortId}`}>After the course</h2>
      <ul className="missing-list">
        {open.map(({ id, day, title, to }) => (
          <li key={id}>
            <Link to={to}>{title}</Link> <span className="small quiet">Day {day}</span>
          </li>
        ))}
      </ul>
      <p className="quiet">
        {cohort} · <Link to={`/my-follow-up/${cohortId}`}>My card, my sponsor and the ninety days</Link>
      </p>
    </section>
  ));
}

function Today({ days }: { days: Page["today"] }) {
  return days.map(({ cohortId, cohortName, position, title, from, to, venue }) => (
    <section key={cohortId} className="card" aria-labelledby={`today-${cohortId}`}>
      <h2 id={`today-${cohortId}`}>
        Today in the room: Day {position} · {title}
      </h2>
      <p className="quiet">{[cohortName, `${from} to ${to}`, venue].filter(Boolean).join(" · ")}</p>
      <p className="row">
        <Link to={`/cohorts/${cohortId}/days/${position}/sign-in`} className="usa-button">
          Sign people in
        </Link>
        <Link to={`/cohorts/${cohortId}/days/${position}/run`} className="usa-button usa-button--outline">
          Run the day
        </Link>
      </p>
    </section>
  ));
}

function Left({ nags }: { nags: Page["left"] }) {
  return (
    <section className="card" aria-labelledby="left-title">
      <h2 id="left-title">Left to do</h2>
      <ul className="missing-list">
        {nags.map(({ cohortId, cohortName, sentence, to }) => (
          <li key={`${cohortId} ${sentence}`}>
            <Link to={to}>{sentence}</Link> <span className="small quiet">{cohortName}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Way({ way }: { way: NonNullable<Page["way"]> }) {
  return (
    <section className="card" aria-labelledby="way-title">
      <h2 id="way-title">
        {way.stage === "none" || way.stage === "apprentice" ? "Your way to trainer" : "Your certification"}{" "}
        <span className="tag">{way.stageName}</span>
      </h2>
      <p>
        {way.what}
        {way.by ? ` ${way.late ? "It was due by" : "By"} ${way.by}.` : ""}
      </p>
      <p>
        <Link to="/my-certification">All the steps, and who decides</Link>
      </p>
    </section>
  );
}

type Cards = NonNullable<Page["teaching"]>;

function Teaching({
  cohorts,
  paused,
  seesCascade,
}: {
  cohorts: Cards;
  paused: boolean;
  seesCascade: boolean;
}) {
  return (
    <section aria-labelledby="teaching-title">
      <h2 id="teaching-title">Your cohorts</h2>
      {paused ? (
        <p>
          While your teaching is paused somebody else steps in. You can read here what was yours already;
          nothing new is added, and nothing can be changed.
        </p>
      ) : null}
      {cohorts.length > 0 ? (
        <CohortCards cohorts={cohorts} />
      ) : paused ? null : (
        <p className="card">
          You train no cohort right now. <Link to="/cohorts">See the cohorts at your site</Link>, or start one
          there.
        </p>
      )}
      {seesCascade ? (
        <p>
          <Link to="/cascade">Cascade: whom you trained, and who trains on</Link>
        </p>
      ) : null}
    </section>
  );
}

type SiteNews = NonNullable<Page["site"]>;

/** What the local facts of a site need from its coordinator, if anything. */
function LocalNews({ news: { siteId, name, left, due, corrections } }: { news: SiteNews["local"][number] }) {
  const to = (slot: string) => `/sites/${siteId}/local/${slot}`;
  return (
    <div className="card">
      <h3>
        <Link to={`/sites/${siteId}/local`}>Local facts of {name}</Link>
      </h3>
      <p>
        {left === 0
          ? "Complete."
          : `${left} required ${left === 1 ? "entry is" : "entries are"} still to do.`}
      </p>
      {due.length + corrections.length > 0 ? (
        <ul>
          {corrections.map((one) => (
            <li key={one.slot}>
              <Link to={to(one.slot)}>{one.title}</Link>: a correction waits for you.
            </li>
          ))}
          {due.map((one) => (
            <li key={one.slot}>
              <Link to={to(one.slot)}>{one.title}</Link>
              {one.isOver
                ? " is out of date and left out of new prints."
                : ` is to be tested again by ${one.by}.`}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Site({ cohorts, waiting, local }: SiteNews) {
  return (
    <section aria-labelledby="site-title">
      <h2 id="site-title">Your site</h2>
      {cohorts.length > 0 ? (
        <CohortCards cohorts={cohorts} />
      ) : (
        <p className="card">
          No cohort is running or planned. <Link to="/cohorts">Start one</Link>.
        </p>
      )}
      {local.map((news) => (
        <LocalNews key={news.siteId} news={news} />
      ))}
      <p>
        <Link to="/people">People at your site</Link>
        {" · "}
        <Link to="/cascade">Cascade</Link>
        {waiting > 0 ? (
          <>
            {" · "}
            <Link to="/people/invitations">
              {counted(waiting, "invitation")} {waiting === 1 ? "waits" : "wait"} for an answer
            </Link>
          </>
        ) : null}
      </p>
    </section>
  );
}

function CohortCards({ cohorts }: { cohorts: Cards }) {
  return (
    <ul className="cards">
      {cohorts.map(({ id, name, host, siteName, phase, trainees, dates }) => (
        <li key={id} className="card">
          <h3>
            <Link to={`/cohorts/${id}`}>{name}</Link>
          </h3>
          <p className="quiet">
            {host ? `Delivery for ${host} · ` : ""}
            {siteName} · {dates}
          </p>
          <p>
            <span className={phase === "running" ? "tag good" : "tag"}>
              {phase === "running" ? "Running" : "Planned"}
            </span>{" "}
            {counted(trainees, "trainee")}. Open it to see who is stuck and where.
          </p>
        </li>
      ))}
    </ul>
  );
}

function Task({
  title,
  to,
  label,
  look,
  children,
}: {
  title: string;
  to: string;
  label: string;
  look?: "outline";
  children: React.ReactNode;
}) {
  return (
    <section className="card task">
      <h2>{title}</h2>
      <p>{children}</p>
      <p>
        <Link to={to} className={look ? `usa-button usa-button--${look}` : "usa-button"}>
          {label}
        </Link>
      </p>
    </section>
  );
}

const numberWords: Record<number, string> = { 1: "one", 2: "two", 3: "three", 4: "four", 5: "five" };

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
