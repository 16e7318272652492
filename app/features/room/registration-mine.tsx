import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { anyOf } from "#app/lib/words.ts";
import { Submit } from "#app/ui/form.tsx";
import { Confirm } from "#app/ui/page.tsx";
import { invitationForMine, myRequest, withdrawMine } from "./registration.server.ts";

export function loader({ params }: LoaderFunctionArgs) {
  return myRequest(params.token as string);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const token = params.token as string;
  const intent = (await request.formData()).get("intent");
  if (intent === "account") return redirect(invitationForMine(token));
  if (intent === "withdraw") withdrawMine(token);
  return redirect(`/join/mine/${token}`);
}

type Page = ReturnType<typeof myRequest>;

/** What next, by when, and who decides. */
function wordsOf({ state, canceled, over, trainers, firstDay, hasBegun, mailIsOn, reason }: Page): {
  title: string;
  next: string;
} {
  const who = anyOf(trainers) || "A trainer";
  const begins = `The course ${hasBegun ? "began" : "begins"} on ${firstDay}.`;
  const told = mailIsOn ? "You get a letter" : "You see it here";
  if (canceled) return { title: "The course is canceled", next: `${who} can tell you about other dates.` };
  if (state === "declined")
    return { title: "You did not get a place", next: reason ?? `${who} can tell you more.` };
  if (state === "withdrawn")
    return {
      title: "Your request is taken back",
      next: "Nothing is left to do. You may ask again with the link.",
    };
  if (over) return { title: "The course is over", next: "Nothing is left to do." };
  if (state === "waiting")
    return {
      title: "You are on the wait-list",
      next: `You need do nothing. When a seat becomes free that you can have, it is yours at once. ${told}. ${begins}`,
    };
  if (state === "seated")
    return {
      title: "You have a place",
      next: hasBegun ? "Next: make your account." : `Next: make your account, before ${firstDay} if you can.`,
    };
  if (state === "here")
    return {
      title: "You have a place",
      next: `Next: sign in and begin to read. ${begins}`,
    };
  return {
    title: "We have your request",
    next: `${who} will decide ${hasBegun ? "soon" : `before ${firstDay}`}. ${told} as soon as they do.`,
  };
}

export default function MyRequest() {
  const page = useLoaderData<typeof loader>();
  const words = wordsOf(page);
  const going = !page.over && ["asked", "waiting", "seated", "here"].includes(page.state);
  return (
    <div className="wrap narrow">
      <p className="over">Hello {page.name}</p>
      <h1>{words.title}</h1>
      <p className="lede">{words.next}</p>
      {going && page.state === "seated" ? (
        <Form method="post">
          <Submit name="intent" value="account">
            Make my account
          </Submit>
        </Form>
      ) : null}
      {going && page.state === "here" ? (
        <p>
          <Link to="/" className="usa-button">
            Sign in
          </Link>
        </p>
      ) : null}
      <dl className="fact-rows">
        <div>
          <dt>Course</dt>
          <dd>Training course in {page.siteName}</dd>
        </div>
        <div>
          <dt>Days</dt>
          <dd>{page.days}</dd>
        </div>
        <div>
          <dt>Place</dt>
          <dd>{page.venue ?? "Your trainers will say where."}</dd>
        </div>
        <div>
          <dt>Asked on</dt>
          <dd>{page.asked}</dd>
        </div>
      </dl>
      {going ? (
        <>
          <p>Keep the address of this page: it is your own way to your request.</p>
          <Confirm label={page.state === "asked" ? "Take my request back" : "Give my place back"}>
            <p>Somebody else can then have it. You may ask again later.</p>
            <Form method="post">
              <Submit name="intent" value="withdraw" look="secondary">
                Yes, take it back
              </Submit>
            </Form>
          </Confirm>
        </>
      ) : null}
    </div>
  );
}
