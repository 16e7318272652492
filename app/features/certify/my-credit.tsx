import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { contactMinutes, spell } from "#app/features/room/contact.ts";
import { clockTime, shortDay } from "#app/lib/dates.ts";
import { readForm, reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Empty } from "#app/ui/page.tsx";
import { sittingsInWords } from "./assessment.ts";
import { assessmentsOf, postAssessment } from "./assessments.server.ts";
import { missingWords, spelled } from "./certificate.ts";
import { myDetails, saveDetails } from "./certificate-details.server.ts";
import { detailsSchema } from "./certificate-details.ts";
import { certificateToPrint } from "./certificates.server.ts";
import { creditRules, myCredit } from "./credit.server.ts";
import { inUnits } from "./credit.ts";
import { myEvaluation } from "./evaluation.server.ts";
import { askedDetails } from "./record.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { rule_sets, certificate } = creditRules();
  const details = myDetails(user);
  const name = details.legalName ?? user.name;
  const form = postAssessment();
  const taken = assessmentsOf([user.id]).get(user.id) ?? [];
  return {
    rule: certificate.text,
    details,
    accountName: user.name,
    asked: askedDetails(),
    saved: new URL(request.url).searchParams.has("saved"),
    assessment: {
      needed: `${Math.ceil((form.outOf * form.percent) / 100)} of ${form.outOf}`,
      taken: sittingsInWords(taken, shortDay),
      sittings: taken.length,
    },
    cohorts: myCredit(user).map(({ cohort, days, row, timeZone }) => ({
      cohort,
      assessed: row.assessmentPassed,
      evaluation: row.evaluationReturned ? null : myEvaluation(user, cohort.id).stage,
      certificate: row.certificate && {
        id: row.certificate.id,
        otherName: otherName(certificateToPrint(user, row.certificate.id).claims.name, name),
      },
      missing: row.missing.map(missingWords),
      credits: row.credits.map((credit, index) => {
        const rules = rule_sets[index] as (typeof rule_sets)[number];
        return {
          id: rules.id,
          title: rules.title,
          approved: rules.status === "in-use",
          units: inUnits(rules, credit.units),
          waits: credit.waits.includes("evaluation") ? "Waits until your evaluation form is noted." : null,
        };
      }),
      days: days.map(({ position, on, canceled, over, blocks, segments, toCorrect, elsewhere, inSince }) => ({
        position,
        on: shortDay(on),
        scheduled: spell(blocks.reduce((sum, { minutes }) => sum + minutes, 0)),
        attended: spell(contactMinutes(blocks, segments)),
        times: segments.map(
          ({ from, to }) => `${clockTime(new Date(from), timeZone)} to ${clockTime(new Date(to), timeZone)}`,
        ),
        state: stateOf(
          canceled,
          over || segments.length > 0,
          inSince ? clockTime(new Date(inSince), timeZone) : null,
        ),
        toCorrect: elsewhere
          ? "You are also recorded in another course at that time, which counts in neither. Tell a trainer where you were."
          : toCorrect
            ? "A time is missing. Tell a trainer when you came and left."
            : null,
      })),
    })),
  };
}

const otherName = (said: string, wanted: string): string | null => (said === wanted ? null : said);

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const { values, errors } = readForm(detailsSchema, form);
  if (errors) return reject(errors, form);
  saveDetails(user, values);
  return redirect("/my-credit?saved=1#details");
}

function stateOf(canceled: boolean, begun: boolean, inSince: string | null): string | null {
  if (canceled) return "Canceled";
  if (inSince) return `Signed in since ${inSince}`;
  return begun ? null : "Still to come";
}

export default function MyCredit() {
  const { cohorts, rule, assessment } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>My credit</h1>
      {cohorts.length === 0 ? (
        <Empty title="You are not in a cohort yet" action={<Link to="/">Go to the home page</Link>}>
          Contact hours are earned in the room. They stand here from your first day on.
        </Empty>
      ) : null}
      {cohorts.map(({ cohort, certificate, missing, credits, days, assessed, evaluation }) => (
        <section key={cohort.id} aria-labelledby={`cohort-${cohort.id}`}>
          <h2 id={`cohort-${cohort.id}`}>{cohort.name}</h2>
          {certificate ? (
            <Alert kind="success" title="Your certificate is issued">
              <p>Number {spelled(certificate.id)}. It shows a short title that names no topic.</p>
              {certificate.otherName ? (
                <p>
                  It says {certificate.otherName}. {cohort.trainers.join(" or ") || "Your trainers"} can
                  replace it with one that has the name below.
                </p>
              ) : null}
              <p>
                <a href={`/certificates/${certificate.id}/certificate.pdf`} download>
                  Download the certificate
                </a>
                {" · "}
                <Link to={`/verify/${certificate.id}`}>See what others see when they check it</Link>
              </p>
              <p>
                <a href={`/certificates/${certificate.id}/record.pdf`} download>
                  Download a record sheet
                </a>{" "}
                for a board or an employer. It names the subject, lists the objectives, and only you can make
                it.
              </p>
            </Alert>
          ) : missing.length === 0 ? (
            <Alert kind="success" title="Nothing is missing">
              {cohort.trainers.join(" or ") || "Your trainers"} can issue your certificate now. It will stand
              here.
            </Alert>
          ) : (
            <>
              <h3>What is missing for the certificate</h3>
              <ul className="missing-list">
                {missing.map(({ what, todo, who }) => (
                  <li key={what}>
                    <strong>{what}.</strong> {todo} <span className="quiet">{who}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <h3>Post-assessment</h3>
          <p>
            {assessed
              ? `Passed: ${assessment.taken}.`
              : assessment.sittings === 0
                ? `No result is on record yet. You answer it with your group on the last day, under Before and after or on paper; ${assessment.needed} right answers pass. Ask a trainer if you missed it.`
                : `Not passed yet: ${assessment.taken}. ${assessment.needed} right answers pass. ${
                    assessment.sittings === 1
                      ? "Go back to the sections concerned, then agree on a second sitting with a trainer."
                      : "Agree on time with a coach, and then on a new date."
                  }`}{" "}
            <span className="quiet">
              The certificate says whether you passed, and never a score. You need it to become a trainer.
            </span>
          </p>
          <p>
            <Link to={`/before-and-after/${cohort.id}`}>Before and after</Link>: what you knew when you came,
            and what you know now.
          </p>
          {evaluation === "open" ? (
            <>
              <h3>How was the training?</h3>
              <p>
                <Link to={`/evaluation/${cohort.id}`}>Answer the evaluation form</Link>. It has no name and
                takes about five minutes.
              </p>
            </>
          ) : null}
          <h3>Your days</h3>
          <ul className="missing-list">
            {days.map((day) => (
              <li key={day.position}>
                <strong>
                  Day {day.position}, {day.on}:
                </strong>{" "}
                {day.state ?? `${day.attended} of ${day.scheduled}`}
                {day.times.length > 0 ? (
                  <span className="small quiet"> In the room {day.times.join(", ")}</span>
                ) : null}
                {day.toCorrect ? <span className="small wrong"> {day.toCorrect}</span> : null}
              </li>
            ))}
          </ul>
          <h3>Hours so far</h3>
          <dl className="fact-rows">
            {credits.map(({ id, title, units, approved, waits }) => (
              <div key={id}>
                <dt>{title}</dt>
                <dd>
                  {units}
                  {approved ? null : (
                    <span className="small quiet"> Not approved by this body; it decides for itself.</span>
                  )}
                  {waits ? <span className="small quiet"> {waits}</span> : null}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {cohorts.length > 0 ? <DetailsForm /> : null}
      {cohorts.length > 0 ? <p className="small quiet after">{rule}</p> : null}
    </div>
  );
}

function DetailsForm() {
  const { details, accountName, asked, saved } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const value = (field: keyof typeof details) => back?.values[field] ?? details[field] ?? "";
  const isOpen = back !== undefined;
  const form = (
    <Form method="post" action="/my-credit" noValidate>
      <ErrorSummary errors={back?.errors} />
      <TextField
        label="Your name on the certificate"
        name="legalName"
        hint={`Your full legal name, as a board or employer knows it. Empty takes the name of your account, ${accountName}. It is used on your certificate only.`}
        autoComplete="off"
        defaultValue={value("legalName")}
        error={back?.errors.legalName}
      />
      {asked.map(({ field, label, forWhom }) => (
        <TextField
          key={field}
          label={label}
          name={field}
          hint={`Optional. For: ${forWhom.join("; ")}. On your record sheet only, and nobody else sees it.`}
          autoComplete="off"
          defaultValue={value(field)}
          error={back?.errors[field]}
        />
      ))}
      <p>
        <Submit busy="Saving…">Save</Submit>
      </p>
      <p className="small quiet">
        Empty a field and save to remove what was there. A certificate that is issued already keeps its name
        until a trainer replaces it.
      </p>
    </Form>
  );
  return (
    <section id="details" aria-labelledby="details-heading">
      <h2 id="details-heading">For your certificate</h2>
      {saved && !back ? <Alert kind="success">Saved.</Alert> : null}
      <p>
        It is made out to <strong>{details.legalName ?? accountName}</strong>. Check the spelling before it is
        issued.
      </p>
      {isOpen ? form : <Confirm label="Change the name or add numbers for a board">{form}</Confirm>}
    </section>
  );
}
