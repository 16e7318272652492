import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit, TextArea } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { answerRequest, eraseRequest, renewShelfLink, shelfRequestPage } from "./requests.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  return shelfRequestPage(await requireUser(request), params.request as string);
}

type Answer = { link: string | null; errors?: undefined; values?: undefined };

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const id = params.request as string;
  shelfRequestPage(user, id);
  const form = await request.formData();
  const intent = form.get("intent");
  if (intent === "grant") return data<Answer>(answerRequest(user, id, { granted: true }));
  if (intent === "renew") return data<Answer>({ link: renewShelfLink(user, id) });
  if (intent === "erase") {
    eraseRequest(user, id);
    return redirect("/shelf/requests?done=erased");
  }
  const reason = String(form.get("reason") ?? "").trim();
  if (reason.length < 3 || reason.length > 500)
    return reject(
      { reason: "Give a reason in a sentence, within 500 characters. The person reads it." },
      form,
    );
  return data<Answer>(answerRequest(user, id, { granted: false, reason }));
}

export default function RequestPage() {
  const one = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const link = answer && "link" in answer ? answer.link : null;
  const errors = answer?.errors;
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/shelf/requests", label: "Requests from the public shelf" }]} />
      <h1>
        {one.name}, {one.agency}
      </h1>
      <dl className="shelf-facts">
        <dt>Asks for</dt>
        <dd>{one.wants}</dd>
        <dt>Kind of agency</dt>
        <dd>{one.kind}</dd>
        <dt>State</dt>
        <dd>{one.where}</dd>
        <dt>E-mail address</dt>
        <dd>
          <a href={`mailto:${one.email}`}>{one.email}</a>
        </dd>
        <dt>What for</dt>
        <dd className="shelf-words">{one.purpose}</dd>
        <dt>Came</dt>
        <dd>{one.asked}</dd>
      </dl>
      {link ? (
        <Alert kind="success" title="The link to the manual">
          <p className="slip-link">{link}</p>
          <p>
            {one.mailIsOn
              ? "It is on its way to them by e-mail. "
              : "No e-mail is set up here, so pass it on yourself. "}
            It is shown only now.
          </p>
        </Alert>
      ) : null}
      {one.state === "open" ? <Open mailIsOn={one.mailIsOn} errors={errors} /> : <Answered one={one} />}
      <Confirm label="Erase this request">
        <Form method="post">
          <p>
            Name, address, agency and words go, and a link stops working. It stays in the count of requests.
            By itself this happens on {one.erasedOn}.
          </p>
          <Submit name="intent" value="erase" look="secondary" busy="Erasing…">
            Erase it
          </Submit>
        </Form>
      </Confirm>
    </div>
  );
}

function Open({ mailIsOn, errors }: { mailIsOn: boolean; errors: Record<string, string> | undefined }) {
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">Your answer</h2>
      <p>
        {mailIsOn
          ? "They get a letter with it."
          : "No e-mail is set up here. Write to them yourself once you have answered."}
      </p>
      <Form method="post">
        <Submit name="intent" value="grant" busy="Granting…">
          Grant it
        </Submit>
      </Form>
      <Confirm label="Decline it">
        <Form method="post" noValidate>
          <ErrorSummary errors={errors} />
          <TextArea
            label="Reason"
            name="reason"
            hint="A sentence or two. The person reads it."
            rows={3}
            maxLength={500}
            error={errors?.reason}
          />
          <p>
            <Submit name="intent" value="decline" look="outline" busy="Declining…">
              Decline with this reason
            </Submit>
          </p>
        </Form>
      </Confirm>
    </section>
  );
}

function Answered({ one }: { one: ReturnType<typeof shelfRequestPage> }) {
  const granted = one.state === "granted";
  return (
    <section aria-labelledby="answered">
      <h2 id="answered">{granted ? "Granted" : "Declined"}</h2>
      <p>
        {one.answered}
        {one.answeredBy ? `, by ${one.answeredBy}` : ""}.
      </p>
      {one.reason ? <p className="shelf-words">{one.reason}</p> : null}
      {granted && one.wish === "participant" ? (
        <Form method="post">
          <p>
            Their link to the participant edition works until {one.linkEnds}. A new one takes its place and
            lasts as long again.
          </p>
          <Submit name="intent" value="renew" look="outline" busy="Making it…">
            Make a new link
          </Submit>
        </Form>
      ) : null}
      {granted && one.wish !== "participant" ? (
        <>
          <p>What is left to do:</p>
          <ul>
            {one.wish === "site" ? (
              <li>
                <Link to="/sites/new">Add their site</Link>
              </li>
            ) : null}
            <li>
              <Link
                to={`/people/invite?name=${encodeURIComponent(one.name)}&email=${encodeURIComponent(one.email)}`}
              >
                Invite {one.name}
              </Link>
              {one.wish === "site" ? " as its coordinator" : " as a trainer or reviewer"}
            </li>
          </ul>
        </>
      ) : null}
    </section>
  );
}
