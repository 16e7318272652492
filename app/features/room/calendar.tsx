import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Empty } from "#app/ui/page.tsx";
import { calendarPage, renewFeed, stopFeed } from "./calendar.server.ts";
import { FeedAddress } from "./feed-address.tsx";

const doneWords: Record<string, string> = {
  renewed: "Your private address is ready. Give it to your calendar app.",
  stopped: "The private address is gone. Calendars that used it get nothing more.",
};

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const done = new URL(request.url).searchParams.get("done") ?? "";
  return { ...calendarPage(user), done: doneWords[done] ?? null };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const stop = (await request.formData()).get("intent") === "stop";
  if (stop) stopFeed(user);
  else renewFeed(user);
  return redirect(`/calendar?done=${stop ? "stopped" : "renewed"}`);
}

export default function Calendar() {
  const { days, feed, done } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>My days in the room</h1>
      {done ? <Alert kind="success">{done}</Alert> : null}
      {days.length === 0 ? (
        <Empty title="No days ahead">
          As soon as you are in a cohort, its days stand here with time and place.
        </Empty>
      ) : (
        <ul className="cohort-list">
          {days.map((day) => (
            <li key={day.id} className="card">
              <h2 className="small-title">
                {day.when}
                {day.canceled ? <span className="tag bad">Canceled</span> : null}
              </h2>
              <p>
                {day.from} to {day.to} {day.zone}
                <br />
                {day.place ?? "Your trainers will say where."}
              </p>
              <p className="small quiet">
                {day.cohort}, Day {day.position}
              </p>
            </li>
          ))}
        </ul>
      )}
      <section className="no-print" aria-labelledby="keep">
        <h2 id="keep">In your own calendar</h2>
        <p>The entries say only “Training, Day 2”, with time and place. They never name the topic.</p>
        <h3>Once</h3>
        <p>
          <a href="/calendar.ics" download className="usa-button usa-button--outline">
            Download the days as a calendar file
          </a>
        </p>
        <h3>Always up to date</h3>
        {feed ? (
          <>
            <p>
              Add this address in your calendar app as a calendar to subscribe to. Keep it to yourself:
              whoever has it sees your days.
            </p>
            <FeedAddress feed={feed} />
          </>
        ) : (
          <Form method="post">
            <p>A private address keeps your calendar app up to date when a day moves or is canceled.</p>
            <Submit name="intent" value="renew" look="outline">
              Make a private address
            </Submit>
          </Form>
        )}
      </section>
    </div>
  );
}
