import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, type Rejected, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { myFollowUpIn, nameSponsor, setLetters, writeCard, writeLetter } from "./commitment.server.ts";

const doneWords: Record<string, string> = {
  card: "Your card is kept. Only you can read it.",
  letter: "Your letter is kept. Only you can open it.",
  sponsor: "Your sponsor is named.",
  stopped: "The letters are stopped, for you and for your sponsor. Nothing else changes.",
  resumed: "The letters come again. What you missed comes in one letter.",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const done = new URL(request.url).searchParams.get("done") ?? "";
  return { ...myFollowUpIn(user, params.cohort as string), done: doneWords[done] ?? null };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const cohortId = params.cohort as string;
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const to = (done: string) => redirect(`/my-follow-up/${cohortId}?done=${done}`);
  switch (text("intent")) {
    case "card": {
      const cards = [0, 1].map((place) => ({
        what: text(`what-${place}`),
        where: text(`where-${place}`),
        by: text(`by-${place}`),
        noticedBy: text(`noticedBy-${place}`),
        obstacle: text(`obstacle-${place}`),
        plan: text(`plan-${place}`),
      }));
      const errors = writeCard(user, cohortId, cards);
      return errors ? reject(errors, form) : to("card");
    }
    case "letter": {
      const error = writeLetter(user, cohortId, text("letter"));
      return error ? reject({ letter: error }, form) : to("letter");
    }
    case "sponsor": {
      const errors = nameSponsor(user, cohortId, { name: text("name"), email: text("email") });
      return errors ? reject(errors, form) : to("sponsor");
    }
    default: {
      const stop = text("intent") === "stop";
      setLetters(user, cohortId, stop);
      return to(stop ? "stopped" : "resumed");
    }
  }
}

export default function CommitmentPage() {
  const { cohort, endsOn, done } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow follow-up">
      <h1>
        <span className="over">{cohort}</span>
        After the course
      </h1>
      <p className="lede">
        Two small actions, a sponsor who makes room for them, and a few short letters over ninety days,
        counted from the last day of the course: {endsOn}.
      </p>
      {done ? <Alert kind="success">{done}</Alert> : null}
      <Card />
      <Sponsor />
      <Letter />
      <Ninety />
      <Letters />
    </div>
  );
}

const useMine = (intent: string): Rejected | undefined => {
  const back = useActionData<Rejected>();
  return back?.values.intent === intent ? back : undefined;
};

function Card() {
  const { actions } = useLoaderData<typeof loader>();
  const rejected = useMine("card");
  return (
    <section aria-labelledby="card">
      <h2 id="card">My commitment card</h2>
      {actions.length > 0 ? (
        <ol className="commitments">
          {actions.map((action) => (
            <li key={action.what} className="card">
              <p className="what">{action.what}</p>
              <p>
                {action.where}, {action.by}. Noticed by: {action.noticedBy}.
              </p>
              {action.obstacle ? (
                <p className="quiet">
                  If this stops me: {action.obstacle}
                  {action.plan ? `, then I will: ${action.plan}` : ""}
                </p>
              ) : null}
            </li>
          ))}
        </ol>
      ) : (
        <p className="no-print">Nothing on it yet. It takes about five minutes.</p>
      )}
      <p className="quiet">Only you can read it. Print this page to keep it where you will see it.</p>
      <details className="confirm no-print" open={actions.length === 0 || rejected !== undefined}>
        <summary>{actions.length > 0 ? "Change my card" : "Write my card"}</summary>
        <Form method="post" noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <p>Write roles and things. No case, and no name of a young person.</p>
          {[0, 1].map((place) => (
            <CardFields key={place} place={place} />
          ))}
          <Submit name="intent" value="card">
            Keep my card
          </Submit>
        </Form>
      </details>
    </section>
  );
}

function CardFields({ place }: { place: number }) {
  const { actions } = useLoaderData<typeof loader>();
  const rejected = useMine("card");
  const field = (name: keyof (typeof actions)[number], label: string, hint?: string) => (
    <TextField
      label={label}
      name={`${name}-${place}`}
      maxLength={300}
      hint={hint}
      defaultValue={rejected?.values[`${name}-${place}`] ?? actions[place]?.[name] ?? ""}
      error={rejected?.errors[`${name}-${place}`]}
    />
  );
  return (
    <fieldset className="usa-fieldset">
      <legend className="usa-legend">
        {place === 0
          ? "Action 1: something a young person would notice"
          : "Action 2: something I pass on (may wait)"}
      </legend>
      {field("what", "What", "Such as: I will put the 24-hour checklist into our intake binder.")}
      {field("where", "Where")}
      {field("by", "By which day")}
      {field("noticedBy", "Who would notice, as a role")}
      {field("obstacle", "What might stop me")}
      {field("plan", "If that happens, then I will")}
    </fieldset>
  );
}

function Sponsor() {
  const { sponsor, sponsorSigned, sponsorStopped, sendsMail } = useLoaderData<typeof loader>();
  const rejected = useMine("sponsor");
  return (
    <section aria-labelledby="sponsor">
      <h2 id="sponsor">My sponsor</h2>
      {sponsor ? (
        <div className="card">
          <p className="what">{sponsor.name}</p>
          <p>{sponsor.email}</p>
          {sponsor.hasMyName ? (
            <p className="small">
              This sponsor has the same name as you. That can be; a sponsor is somebody else, with a say over
              your time. If it is you, name somebody else below.
            </p>
          ) : null}
          <p>
            {sponsorSigned ? (
              <>
                <span className="tag good">Signed</span> The sponsor form, {sponsorSigned}
              </>
            ) : (
              <>
                <span className="tag">Not signed yet</span> The sponsor form, which certification needs
              </>
            )}
          </p>
          {sponsorSigned || sponsorStopped ? null : (
            <p className="quiet">
              {sendsMail
                ? "They get one short letter with their link, on the last day of the course or by tomorrow morning."
                : "This installation sends no e-mail. They can sign on paper; your coordinator notes it."}
            </p>
          )}
          {sponsorStopped ? (
            <p>They asked for no more letters. Talk with them, or name somebody else.</p>
          ) : null}
        </div>
      ) : (
        <p>
          Somebody with a say over your time who is on your side. They do not grade you, and they see no
          scores and nothing that you write here. Ask them first.
        </p>
      )}
      <details className="confirm no-print" open={!sponsor || rejected !== undefined}>
        <summary>{sponsor ? "Name somebody else" : "Name my sponsor"}</summary>
        <Form method="post" noValidate>
          <ErrorSummary errors={rejected?.errors} />
          <TextField
            label="Their name"
            name="name"
            autoComplete="off"
            maxLength={120}
            defaultValue={rejected?.values.name ?? sponsor?.name}
            error={rejected?.errors.name}
          />
          <TextField
            label="Their e-mail address"
            name="email"
            type="email"
            autoComplete="off"
            maxLength={200}
            hint="They get a link that works without an account, and can stop all letters with one click."
            defaultValue={rejected?.values.email ?? sponsor?.email}
            error={rejected?.errors.email}
          />
          <Submit name="intent" value="sponsor">
            Name this sponsor
          </Submit>
        </Form>
      </details>
    </section>
  );
}

function Letter() {
  const { letter } = useLoaderData<typeof loader>();
  const rejected = useMine("letter");
  if (!letter.mayWrite && !letter.isWritten) return null;
  return (
    <section aria-labelledby="letter" className="no-print">
      <h2 id="letter">My letter to myself</h2>
      {letter.text ? (
        <blockquote className="own-letter">{letter.text}</blockquote>
      ) : letter.isWritten ? (
        <p>It is kept, and waits for you until {letter.opensOn}. Only you can open it.</p>
      ) : null}
      {letter.mayWrite ? (
        <details className="confirm" open={rejected !== undefined}>
          <summary>{letter.isWritten ? "Write it anew" : "Write a letter that opens on day 30"}</summary>
          <Form method="post" noValidate>
            <ErrorSummary errors={rejected?.errors} />
            <TextArea
              label="To me, in a month"
              name="letter"
              rows={8}
              maxLength={4000}
              hint={`It opens on ${letter.opensOn}. No case, and no name of a young person.`}
              defaultValue={rejected?.values.letter}
              error={rejected?.errors.letter}
            />
            <Submit name="intent" value="letter">
              Keep my letter
            </Submit>
          </Form>
        </details>
      ) : null}
    </section>
  );
}

const stateTags = {
  done: ["tag good", "Done"],
  open: ["tag warn", "Open"],
  later: ["tag", "Later"],
} as const;

function Ninety() {
  const { steps, link } = useLoaderData<typeof loader>();
  return (
    <section aria-labelledby="ninety">
      <h2 id="ninety">The ninety days</h2>
      <ol className="steps-of-days">
        {steps.map(({ id, day, title, partner, on, state }) => (
          <li key={id}>
            <p>
              <b>
                Day {day}:{" "}
                {state === "open" && link && id !== "day-0" ? (
                  <Link to={`${link}#${id}`}>{title}</Link>
                ) : (
                  title
                )}
              </b>{" "}
              <span className={stateTags[state][0]}>{stateTags[state][1]}</span>
            </p>
            <p className="quiet">
              {on}
              {partner ? `, with: ${partner.toLowerCase()}` : ""}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Letters() {
  const { stopped } = useLoaderData<typeof loader>();
  return (
    <section aria-labelledby="stop" className="no-print">
      <h2 id="stop">The letters</h2>
      <p>
        {stopped
          ? "They are stopped, for you and for your sponsor. You can let them come again."
          : "You can stop them at any time. Nobody asks why, and nothing is taken away. Your sponsor’s letters stop with yours."}
      </p>
      <Form method="post">
        <Submit name="intent" value={stopped ? "resume" : "stop"} look="outline">
          {stopped ? "Let the letters come again" : "Stop the letters"}
        </Submit>
      </Form>
    </section>
  );
}
