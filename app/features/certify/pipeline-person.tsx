import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames } from "#app/content/discipline.ts";
import { typed } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import {
  Checkbox,
  ErrorSummary,
  type Rejected,
  SelectField,
  Submit,
  TextArea,
  TextField,
} from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { PrintButton } from "#app/ui/print.tsx";
import { isRevocationReason, revocationReasons } from "./badge-state.ts";
import { isDecisionKind } from "./decision.ts";
import { pipelinePerson, revokeBadgeOf } from "./pipeline-person.server.ts";
import { Decisions, Steps, stageTag } from "./standing-view.tsx";
import {
  addMentor,
  endMentor,
  isStepKind,
  recordStep,
  taughtModules,
  undoStep,
} from "./step-facts.server.ts";
import { decideTrainer } from "./trainer-decisions.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const page = pipelinePerson(user, params.person ?? "");
  return {
    ...page,
    modules: page.mayRecord ? taughtModules() : [],
    form: newId(),
    done: doneWords[new URL(request.url).searchParams.get("done") ?? ""] ?? null,
  };
}

const doneWords: Record<string, string> = {
  decided: "It is decided, and they have a letter. Everything stands below.",
  recorded: "It is on record. You can take it back below.",
  undone: "It is taken back, and no longer counts.",
  mentor: "The mentor is noted.",
  "mentor-ended": "The mentor is no longer noted for them.",
  revoked: "The credential is revoked. Whoever checks it is told so.",
};

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const personId = params.person ?? "";
  const text = (name: string) => String(form.get(name) ?? "");
  const answer = (errors: Record<string, string> | null, done: string) =>
    errors
      ? data({ errors, values: typed(form) }, { status: 422 })
      : redirect(`/pipeline/${encodeURIComponent(personId)}?done=${done}`);
  const kind = text("kind");
  const needsId = ["decide", "record", "mentor"].includes(text("intent"));
  if (needsId && !/^[0-9a-z-]{26,60}$/.test(text("id")))
    return answer({ form: "This form was not complete. Open the page again and fill it in once more." }, "");
  switch (text("intent")) {
    case "decide": {
      if (!isDecisionKind(kind)) throw notFound();
      const errors = decideTrainer(user, {
        id: text("id"),
        personId,
        siteId: text("site"),
        kind,
        reason: text("reason"),
        fromPaper: form.has("fromPaper"),
        heardOn: text("heardOn"),
        panel: form.has("panel"),
        asked: form.has("asked"),
      });
      return answer(errors, "decided");
    }
    case "record": {
      if (!isStepKind(kind)) throw notFound();
      const { id, on, moduleId, right, outOf } = {
        id: text("id"),
        on: text("on"),
        moduleId: text("moduleId"),
        right: text("right"),
        outOf: text("outOf"),
      };
      return answer(recordStep(user, { id, personId, kind, on, moduleId, right, outOf }), "recorded");
    }
    case "undo":
      undoStep(user, personId, text("fact"));
      return answer(null, "undone");
    case "mentor":
      return answer(
        addMentor(user, { id: text("id"), mentorId: text("mentorId"), apprenticeId: personId }),
        "mentor",
      );
    case "end-mentor":
      endMentor(user, personId, text("mentorship"));
      return answer(null, "mentor-ended");
    case "revoke": {
      const reason = text("why");
      if (!isRevocationReason(reason)) return answer({ why: "Choose why the credential is revoked." }, "");
      revokeBadgeOf(user, personId, text("badge"), reason);
      return answer(null, "revoked");
    }
    default:
      throw notFound();
  }
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

export default function PipelinePerson() {
  const page = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const { person, standing, sites } = page;
  return (
    <div className="wrap narrow">
      <Crumbs
        path={[
          { to: "/trainers", label: "Trainers" },
          { to: "/pipeline", label: "On the way to trainer" },
        ]}
      />
      <h1>{person.name}</h1>
      <ul className="meta">
        <li>
          <span className={stageTag(standing.stage)}>{standing.stageName}</span>
        </li>
        {person.discipline ? <li>{disciplineNames[person.discipline]}</li> : null}
        {person.agency ? <li>{person.agency}</li> : null}
        <li>{sites.map(({ name }) => name).join(", ")}</li>
        {standing.expiresOn ? <li>Certified until {standing.expiresOn}</li> : null}
      </ul>
      {page.done && !back ? <Alert kind="success">{page.done}</Alert> : null}
      {standing.status === "paused" && page.decides.length > 0 && !page.isMe ? (
        <Alert kind={standing.next.late ? "error" : "warning"} title="Waiting to be heard">
          {standing.next.late ? "The hearing was due by" : "Two people who were not involved hear them by"}{" "}
          {standing.next.by}. Until then they do not teach.
        </Alert>
      ) : null}
      {page.isMe ? (
        <Alert>
          This is you. Somebody else decides and enters steps for you.{" "}
          <Link to="/my-certification">Your own page</Link>
        </Alert>
      ) : null}
      <section className="card" aria-labelledby="next-title">
        <h2 id="next-title">Next</h2>
        <p>{standing.next.what}</p>
        <p className="quiet">
          {standing.next.by ? `By ${standing.next.by}. ` : ""}Who decides: {standing.next.decides}.
        </p>
      </section>

      <h2>The steps</h2>
      <Steps steps={standing.steps} level={standing.level} history={page.history} />
      {page.decisions.length > 0 ? <Decide page={page} back={back} /> : null}
      {page.history.length > 0 ? (
        <>
          <h2>What was decided</h2>
          <Decisions history={page.history} />
        </>
      ) : null}
      <Facts page={page} back={back} />
      <Mentors page={page} back={back} />
      {page.badges.length > 0 ? <Badges page={page} back={back} /> : null}
      <PrintButton />
    </div>
  );
}

/** A form that was sent back stays open, with what was typed; `of` says which of the page's forms it was. */
function sentBack(back: Rejected | undefined, intent: string, kind?: string): Rejected | undefined {
  const mine = back?.values.intent === intent && (kind === undefined || back.values.kind === kind);
  return mine ? back : undefined;
}

function Fold({ label, open, children }: { label: string; open: boolean; children: React.ReactNode }) {
  return open ? (
    <details className="confirm" open>
      <summary>{label}</summary>
      {children}
    </details>
  ) : (
    <Confirm label={label}>{children}</Confirm>
  );
}

function Decide({ page, back }: { page: Page; back: Rejected | undefined }) {
  return (
    <section className="decide no-print" aria-labelledby="decide-title">
      <h2 id="decide-title">Decide</h2>
      <p className="quiet">
        What you decide stands with your name, the day and your reason. It cannot be deleted, only followed by
        another decision.
      </p>
      {page.decisions.map((one) => {
        const mine = sentBack(back, "decide", one.kind);
        return (
          <Fold
            key={one.kind}
            label={one.paper ? `${one.act} from papers` : one.act}
            open={mine !== undefined}
          >
            {one.someoneElse ? (
              <p>
                You made the decision that this one follows, so somebody else takes the second look: another
                coordinator of the site, or the grantee.
              </p>
            ) : (
              <Form method="post" noValidate>
                <ErrorSummary errors={mine?.errors} />
                <p>{one.means}</p>
                <input type="hidden" name="intent" value="decide" />
                <input type="hidden" name="id" value={mine?.values.id ?? `${page.form}${one.kind}`} />
                <input type="hidden" name="kind" value={one.kind} />
                <Place sites={page.decides} />
                {one.paper ? (
                  <>
                    <input type="hidden" name="fromPaper" value="on" />
                    <p>
                      Not every step is on record here. Do this only for somebody who did the steps before
                      this record was kept, and whose papers you have seen. The list says so for good.
                    </p>
                  </>
                ) : null}
                {one.hearing ? (
                  <>
                    <TextField
                      label="Day of the hearing"
                      name="heardOn"
                      type="date"
                      max={page.today}
                      defaultValue={mine?.values.heardOn}
                      error={mine?.errors.heardOn}
                    />
                    <Tick
                      name="panel"
                      label="Two people who were not involved heard the trainer, one of them a paid survivor adviser"
                      mine={mine}
                    />
                  </>
                ) : null}
                {one.asked ? <Tick name="asked" label="The trainer asked for this" mine={mine} /> : null}
                <TextArea
                  label="Reason"
                  name="reason"
                  hint={`In words that ${page.person.name} may read. Nothing about a young person, and nothing about anybody’s health or past.`}
                  rows={4}
                  defaultValue={mine?.values.reason}
                  error={mine?.errors.reason}
                />
                <p>
                  <Submit
                    look={one.kind === "suspend" || one.kind === "end" ? "secondary" : ""}
                    busy="Saving…"
                  >
                    {one.act}
                  </Submit>
                </p>
              </Form>
            )}
          </Fold>
        );
      })}
    </section>
  );
}

function Tick({ name, label, mine }: { name: string; label: string; mine: Rejected | undefined }) {
  const error = mine?.errors[name];
  return (
    <div className={error ? "usa-form-group usa-form-group--error" : "usa-form-group"}>
      {error ? (
        <div className="usa-error-message" id={`${name}-wrong`}>
          {error}
        </div>
      ) : null}
      <Checkbox
        label={label}
        name={name}
        defaultChecked={mine?.values[name] === "on"}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${name}-wrong` : undefined}
      />
    </div>
  );
}

function Place({ sites }: { sites: { id: string; name: string }[] }) {
  const [only] = sites;
  return sites.length === 1 && only ? (
    <input type="hidden" name="site" value={only.id} />
  ) : (
    <SelectField
      label="At which site"
      name="site"
      options={sites.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function Facts({ page, back }: { page: Page; back: Rejected | undefined }) {
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">Entered by hand</h2>
      {page.facts.length === 0 ? (
        <p className="quiet">Nothing yet. Attendance, teach-backs and observations come by themselves.</p>
      ) : (
        <ul className="roster">
          {page.facts.map((one) => (
            <li key={one.id}>
              <div>
                <p className="name">{one.title}</p>
                <p className="small quiet">
                  {[one.what, one.on, `by ${one.by}`].filter(Boolean).join(" · ")}
                </p>
              </div>
              {one.mayUndo && one.kind !== "post-assessment" ? (
                <Form method="post" className="no-print">
                  <input type="hidden" name="intent" value="undo" />
                  <Submit look="outline" name="fact" value={one.id}>
                    Take back
                    <span className="usa-sr-only">
                      {" "}
                      {one.title} {one.what} of {one.on}
                    </span>
                  </Submit>
                </Form>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {page.mayRecord ? (
        <div className="decide no-print">
          <Step page={page} back={back} kind="sponsor-form" label="Note the sponsor’s form">
            The supervisor, or another sponsor with a say over the trainer’s time, signed that there is time
            to teach, to be observed and to rest.
          </Step>
          <Step page={page} back={back} kind="make-up" label="Note a make-up">
            A trainer went through a missed module with them. Its minutes count as attended.
          </Step>
          <Step page={page} back={back} kind="briefing" label="Note a briefing on a changed edition">
            A lead trainer went through what changed.
          </Step>
          <Step page={page} back={back} kind="knowledge-check" label="Note a knowledge check">
            Renewal asks for 90 percent.
          </Step>
        </div>
      ) : null}
    </section>
  );
}

function Step({
  page,
  back,
  kind,
  label,
  children,
}: {
  page: Page;
  back: Rejected | undefined;
  kind: string;
  label: string;
  children: React.ReactNode;
}) {
  const mine = sentBack(back, "record", kind);
  return (
    <Fold label={label} open={mine !== undefined}>
      <Form method="post" noValidate>
        <ErrorSummary errors={mine?.errors} />
        <p>{children}</p>
        <input type="hidden" name="intent" value="record" />
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="id" value={mine?.values.id ?? `${page.form}${kind}`} />
        {kind === "make-up" ? (
          <SelectField
            label="Module"
            name="moduleId"
            defaultValue={mine?.values.moduleId}
            error={mine?.errors.moduleId}
            options={[
              { value: "", label: "Choose" },
              ...page.modules.map(({ id, title }) => ({ value: id, label: `${id} ${title}` })),
            ]}
          />
        ) : null}
        {kind === "knowledge-check" ? (
          <div className="row">
            <TextField
              label="Right answers"
              name="right"
              inputMode="numeric"
              defaultValue={mine?.values.right}
              error={mine?.errors.right}
            />
            <TextField
              label="Out of"
              name="outOf"
              inputMode="numeric"
              defaultValue={mine?.values.outOf}
              error={mine?.errors.outOf}
            />
          </div>
        ) : null}
        <TextField
          label="Day"
          name="on"
          type="date"
          max={page.today}
          defaultValue={mine?.values.on ?? page.today}
          error={mine?.errors.on}
        />
        <p>
          <Submit busy="Saving…">Save</Submit>
        </p>
      </Form>
    </Fold>
  );
}

function Mentors({ page, back }: { page: Page; back: Rejected | undefined }) {
  const mine = sentBack(back, "mentor");
  if (page.mentors.length === 0 && !page.mayMentor) return null;
  return (
    <section aria-labelledby="mentors-title">
      <h2 id="mentors-title">Mentors</h2>
      {page.mentors.length === 0 ? (
        <p className="quiet">Nobody coaches {page.person.name} yet.</p>
      ) : (
        <ul className="roster">
          {page.mentors.map(({ id, name }) => (
            <li key={id}>
              <p className="name">{name}</p>
              {page.mayMentor || page.decides.length > 0 ? (
                <Form method="post" className="no-print">
                  <input type="hidden" name="intent" value="end-mentor" />
                  <Submit look="outline" name="mentorship" value={id}>
                    End<span className="usa-sr-only"> that {name} coaches</span>
                  </Submit>
                </Form>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {page.mayMentor && page.possibleMentors.length > 0 ? (
        <Form method="post" className="no-print" noValidate>
          <ErrorSummary errors={mine?.errors} />
          <input type="hidden" name="intent" value="mentor" />
          <input type="hidden" name="id" value={`${page.form}mentor`} />
          <SelectField
            label="Add a mentor"
            name="mentorId"
            hint="A trainer of the site whose certification is current"
            error={mine?.errors.mentorId}
            options={[
              { value: "", label: "Choose" },
              ...page.possibleMentors.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <p>
            <Submit look="outline">Add</Submit>
          </p>
        </Form>
      ) : null}
    </section>
  );
}

const badgeNames = {
  participant: "Participant",
  "certified-trainer": "Certified Trainer",
  "lead-trainer": "Lead Trainer",
};

function Badges({ page, back }: { page: Page; back: Rejected | undefined }) {
  return (
    <section aria-labelledby="badges-title">
      <h2 id="badges-title">Credentials</h2>
      <ul className="roster">
        {page.badges.map((one) => {
          const mine = back?.values.badge === one.id ? sentBack(back, "revoke") : undefined;
          return (
            <li key={one.id}>
              <div>
                <p className="name">
                  {badgeNames[one.kind]}{" "}
                  <span className={one.isOver ? "tag bad" : "tag good"}>{one.state}</span>
                </p>
                <p className="small quiet">
                  Issued {one.issuedOn}
                  {one.expiresOn ? `, until ${one.expiresOn}` : ""}
                </p>
              </div>
              {one.mayRevoke ? (
                <div className="no-print">
                  <Fold label={`Revoke ${badgeNames[one.kind]}`} open={mine !== undefined}>
                    <Form method="post" noValidate>
                      <p>Whoever checks it is told that it is revoked. Only its holder reads why.</p>
                      <input type="hidden" name="intent" value="revoke" />
                      <input type="hidden" name="badge" value={one.id} />
                      <SelectField
                        label="Why?"
                        name="why"
                        error={mine?.errors.why}
                        options={[
                          { value: "", label: "Choose" },
                          ...Object.entries(revocationReasons).map(([value, label]) => ({
                            value,
                            label: label.charAt(0).toUpperCase() + label.slice(1),
                          })),
                        ]}
                      />
                      <p>
                        <Submit look="secondary">Revoke</Submit>
                      </p>
                    </Form>
                  </Fold>
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
