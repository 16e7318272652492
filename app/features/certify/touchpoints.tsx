import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { reject } from "#app/lib/forms.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Empty } from "#app/ui/page.tsx";
import { marksIn } from "./follow-up-questions.ts";
import { Touchpoint } from "./touchpoint-form.tsx";
import { answerTouchpoint, setLettersByLink, touchpointsPage } from "./touchpoints.server.ts";

export async function loader({ params }: LoaderFunctionArgs) {
  return touchpointsPage(params.token as string, "learner");
}

export async function action({ request, params }: ActionFunctionArgs) {
  const token = params.token as string;
  if (new URL(request.url).searchParams.has("stop")) {
    setLettersByLink(token, true);
    return new Response(null, { status: 204 });
  }
  const form = await request.formData();
  const intent = String(form.get("intent") ?? "");
  if (intent !== "answer") {
    setLettersByLink(token, intent === "stop");
    return redirect(`/follow-up/${token}`);
  }
  const id = String(form.get("touchpoint") ?? "");
  const errors = answerTouchpoint(token, "learner", id, marksIn(form));
  return errors ? reject(errors, form) : redirect(`/follow-up/${token}#${id}`);
}

export default function Touchpoints() {
  const { touchpoints, stopped, neverAsked, cohortId } = useLoaderData<typeof loader>();
  const own = `/my-follow-up/${cohortId}`;
  return (
    <div className="wrap narrow follow-up">
      <h1>After the course</h1>
      <p className="lede">{neverAsked}</p>
      {touchpoints.length === 0 ? (
        <Empty title="Nothing is open today" action={<a href={own}>My card and my sponsor</a>}>
          The next letter says when there is something to mark.
        </Empty>
      ) : (
        touchpoints.map((one) => <Touchpoint key={one.id} card={one} letterTo={`${own}#letter`} />)
      )}
      <section aria-labelledby="stop">
        <h2 id="stop">The letters</h2>
        {stopped ? (
          <Alert kind="success">
            The letters are stopped, for you and for your sponsor. Nothing is taken away.
          </Alert>
        ) : (
          <p>You can stop them at any time. Nobody asks why, and nothing is taken away.</p>
        )}
        <Form method="post">
          <Submit name="intent" value={stopped ? "resume" : "stop"} look="outline">
            {stopped ? "Let the letters come again" : "Stop the letters"}
          </Submit>
        </Form>
      </section>
    </div>
  );
}
