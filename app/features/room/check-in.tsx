import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { signedIn } from "#app/auth/session.server.ts";
import { longDay } from "#app/lib/dates.ts";
import { Submit, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { checkIn, doorFor, findMe, type Me, meAt, phoneCookie } from "./check-in.server.ts";

type Context = { address: string };

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const typed = new URL(request.url).searchParams.get("code");
  if (typed) throw redirect(`/check-in/${encodeURIComponent(typed.trim().slice(0, 20))}`);
  const door = doorFor(request, params.code, (context as Context).address);
  if (door.is === "closed")
    return data(
      { sentence: params.code ? door.sentence : null, day: null, me: null, elsewhere: null },
      { status: params.code ? 404 : 200, headers: { "Cache-Control": "no-store" } },
    );
  const viewer = (await signedIn(request))?.user ?? null;
  const who = door.phone.personId ?? viewer?.id ?? null;
  const me = who ? meAt(door, who) : null;
  return data(
    {
      sentence: null,
      day: {
        position: door.day.position,
        on: longDay(door.day.on),
        cohort: door.cohortName,
        venue: door.day.venue,
      },
      me,
      elsewhere: viewer && !me ? viewer.name : null,
    },
    { headers: { "Set-Cookie": phoneCookie(door.phone), "Cache-Control": "no-store" } },
  );
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "").slice(0, 120);
  const typed = text("who");
  const door = doorFor(request, params.code, (context as Context).address);
  if (door.is === "closed") return refuse(door.sentence, typed);
  if (text("intent") === "find") {
    const found = findMe(door, typed);
    if ("error" in found) return refuse(found.error, typed);
    return data({ error: null, typed, found, done: null });
  }
  const outcome = checkIn(door, {
    id: text("id"),
    personId: text("person"),
    kind: text("intent") === "out" ? "out" : "in",
  });
  if (outcome.error !== undefined) return refuse(outcome.error, typed);
  return data(
    { error: null, typed, found: [] as Me[], done: outcome.sentence },
    { headers: { "Set-Cookie": phoneCookie(outcome.phone) } },
  );
}

const refuse = (error: string, typed: string) =>
  data({ error, typed, found: [] as Me[], done: null }, { status: 422 });

export default function CheckIn() {
  const { sentence, day, me, elsewhere } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  return (
    <div className="wrap narrow check-in">
      <h1>{day ? `Day ${day.position}` : "Check in"}</h1>
      {day ? (
        <p className="lede">
          {day.cohort}. {day.on}
          {day.venue ? `. ${day.venue}` : ""}
        </p>
      ) : null}
      {sentence ? <Alert kind="warning">{sentence}</Alert> : null}
      {back?.done ? <Alert kind="success">{back.done} You can put your phone away.</Alert> : null}
      {back?.error && !(day && !me) ? <Alert kind="error">{back.error}</Alert> : null}
      {day === null ? <TypeCode /> : null}
      {day && !back?.done ? (
        me ? (
          <Tap me={me} />
        ) : (
          <>
            {elsewhere ? (
              <p>You are signed in as {elsewhere}, who is not in this cohort. Find your own name.</p>
            ) : null}
            <FindMe error={back?.error ?? null} typed={back?.typed ?? ""} />
            {(back?.found ?? []).map((one) => (
              <Tap key={one.id} me={one} />
            ))}
          </>
        )
      ) : null}
      {day ? (
        <p className="quiet">Not you, or something is wrong? Your trainer can sign you in and out.</p>
      ) : null}
    </div>
  );
}

function TypeCode() {
  return (
    <Form method="get" action="/check-in">
      <TextField
        label="Code on the screen in the room"
        name="code"
        hint="Six letters and digits. It changes every minute."
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        required
      />
      <p>
        <Submit>Go on</Submit>
      </p>
    </Form>
  );
}

function FindMe({ error, typed }: { error: string | null; typed: string }) {
  return (
    <Form method="post" noValidate>
      <TextField
        label="Who are you?"
        name="who"
        hint="Three letters of your name, or your e-mail address"
        defaultValue={typed}
        error={error ?? undefined}
        autoComplete="off"
      />
      <p>
        <Submit name="intent" value="find" look="outline">
          Find me
        </Submit>
      </p>
    </Form>
  );
}

function Tap({ me }: { me: Me }) {
  return (
    <Form method="post" className="card check-in-tap">
      <input type="hidden" name="id" value={me.entryId} />
      <input type="hidden" name="person" value={me.id} />
      <p>
        <strong>{me.name}</strong>
        {me.words ? <span className="quiet"> · {me.words}</span> : null}
      </p>
      <p>
        <Submit name="intent" value={me.kind}>
          {me.kind === "in" ? "Sign in now" : "Sign out now"}
          <span className="usa-sr-only"> {me.name}</span>
        </Submit>
      </p>
    </Form>
  );
}
