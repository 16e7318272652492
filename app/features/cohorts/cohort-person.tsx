import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { can } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { lacksAddress } from "#app/features/room/join-person.server.ts";
import { moment, shortDay, todayIn } from "#app/lib/dates.ts";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { Stones } from "#app/ui/stones.tsx";
import { isWithdrawalReason, withdrawalReasons } from "./cohort.ts";
import { Glyph, GlyphShapes } from "./glyph.tsx";
import { activeWords, cellNames, cellState, disciplineWords, quizWords } from "./matrix.ts";
import { personProgress } from "./person-progress.server.ts";
import { stuckWords } from "./stuck.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { cohort, person, withdrawn, lastActiveOn, done, total, days } = personProgress(
    user,
    params.cohort as string,
    params.person as string,
  );
  const today = todayIn(cohort.timeZone);
  return {
    cohort: { id: cohort.id, name: cohort.name },
    person,
    onTheWay:
      !withdrawn &&
      cohort.kind === "program" &&
      (can(user, "decide-trainer", cohort.siteId) || cohort.trainers.some(({ id }) => id === user.id)),
    lacksAddress: !withdrawn && lacksAddress(user, cohort.id, person.id),
    account: can(user, "make-reset-link", cohort.siteId) || can(user, "see-people", cohort.siteId),
    withdrawn: withdrawn && {
      on: shortDay(todayIn(cohort.timeZone, withdrawn.at)),
      by: withdrawn.by,
      reason: isWithdrawalReason(withdrawn.reason) ? withdrawalReasons[withdrawn.reason] : null,
    },
    lastActive: activeWords(lastActiveOn, today, shortDay),
    done,
    total,
    days: days.map((day) => ({
      ...day,
      modules: day.modules.map(({ progress, stuck, attempts, ...module }) => ({
        ...module,
        state: cellState(progress, stuck),
        sections: `${progress.sectionsDone} of ${progress.sectionsTotal}`,
        quiz: quizWords(progress.quiz),
        completedOn: progress.completedAt && shortDay(todayIn(cohort.timeZone, progress.completedAt)),
        stuck: stuck && stuckWords[stuck],
        attempts: attempts.map(({ id, submittedAt, percent, passed }) => ({
          id,
          when: submittedAt ? moment(submittedAt, cohort.timeZone) : "",
          percent,
          passed,
        })),
      })),
    })),
  };
}

export default function CohortPerson() {
  const { cohort, person, onTheWay, lacksAddress, account, withdrawn, lastActive, done, total, days } =
    useLoaderData<typeof loader>();
  const all = days.flatMap((day) => day.modules).filter(({ kind }) => kind === "module");
  return (
    <div className="wrap narrow">
      <GlyphShapes />
      <Crumbs
        path={[
          { to: "/cohorts", label: "Cohorts" },
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
        ]}
      />
      <h1>{person.name}</h1>
      <ul className="meta">
        <li>{disciplineWords(person.discipline)}</li>
        {person.agency ? <li>{person.agency}</li> : null}
        <li>Last active: {lastActive}</li>
        {lacksAddress ? (
          <li>
            <Link to={`/cohorts/${cohort.id}/people/${person.id}/address`}>
              Write down their e-mail address
            </Link>
          </li>
        ) : null}
        {account ? (
          <li>
            <Link to={`/people/${person.id}`}>Account and sign-in help</Link>
          </li>
        ) : null}
        {onTheWay ? (
          <li>
            <Link to={`/pipeline/${person.id}`}>Way to trainer</Link>
          </li>
        ) : null}
      </ul>
      {withdrawn ? (
        <Alert kind="info">
          Withdrawn on {withdrawn.on}
          {withdrawn.by ? ` by ${withdrawn.by}` : ""}
          {withdrawn.reason ? `: ${withdrawn.reason}` : ""}.{" "}
          <Link to={`/cohorts/${cohort.id}/people`}>Bring back</Link>
        </Alert>
      ) : null}
      <p>
        <b>
          {done} of {total}
        </b>{" "}
        modules complete
      </p>
      <Stones
        stones={all.map(({ state }) => (state === "complete" ? "done" : state === "none" ? "todo" : "now"))}
        label={`${done} of ${total} modules complete`}
      />
      {days.map((day) => (
        <section key={day.id} aria-labelledby={day.id}>
          <h2 id={day.id}>
            Day {day.order} · {day.title}
          </h2>
          <ul className="person-modules">
            {day.modules.map((module) => (
              <li key={module.id} id={`module-${module.id}`} className="card">
                <h3>
                  {module.kind === "module" ? `${module.id} ` : ""}
                  {module.title}
                </h3>
                <p className="state">
                  <Glyph state={module.state} /> {cellNames[module.state]}
                  {module.completedOn ? ` on ${module.completedOn}` : ""}
                </p>
                <p className="small quiet">
                  {module.sections} sections{module.quiz ? ` · ${module.quiz}` : ""}
                </p>
                {module.stuck ? (
                  <p className="hand">
                    <b>{module.stuck.what}.</b> {module.stuck.step}
                  </p>
                ) : null}
                {module.attempts.length > 0 ? (
                  <table className="usa-table usa-table--borderless attempts">
                    <caption className="usa-sr-only">Quiz attempts in {module.title}</caption>
                    <thead>
                      <tr>
                        <th scope="col">Attempt</th>
                        <th scope="col">Handed in</th>
                        <th scope="col">Right</th>
                        <th scope="col">Result</th>
                      </tr>
                    </thead>
                    <tbody>
                      {module.attempts.map((attempt, i) => (
                        <tr key={attempt.id}>
                          <th scope="row">{i + 1}</th>
                          <td>{attempt.when}</td>
                          <td>{attempt.percent} %</td>
                          <td>{attempt.passed ? "Passed" : "Not yet"}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p className="small quiet">
        An alternative text counts like the section it stands for. Notes, bookmarks and what somebody chose to
        read or to leave for later are theirs alone and are not shown to anybody.
      </p>
    </div>
  );
}
