import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { Choice, ErrorSummary, type Rejected, Submit } from "#app/ui/form.tsx";
import { Alert, Empty } from "#app/ui/page.tsx";
import { chooseSlice, myTeachBack } from "./teach-back-slice.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const done = new URL(request.url).searchParams.get("done") === "chosen";
  return { ...myTeachBack(await requireUser(request)), done };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const isChosen = chooseSlice(user, String(form.get("slot") ?? ""), String(form.get("slice") ?? ""));
  return isChosen
    ? redirect("/my-teach-back?done=chosen")
    : reject({ slice: "Choose one of the slices." }, form);
}

export default function MyTeachBack() {
  const { slots, done } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>My teach-back</h1>
      <p className="lede">
        You teach eight minutes of the course to a small group, and get two strengths and one next step back.
        Nothing is recorded.
      </p>
      {done ? (
        <Alert kind="success">Your slice is kept. You can change it until your teach-back is scored.</Alert>
      ) : null}
      {slots.length === 0 ? (
        <Empty
          title="You have no slot yet"
          action={
            <Link to="/handouts/H4.3c" reloadDocument>
              Read the menu of slices
            </Link>
          }
        >
          Your trainers make the slots. As soon as yours is there, you see here when, where and with whom, and
          choose what to teach.
        </Empty>
      ) : (
        slots.map((slot) => <OneSlot key={slot.id} slot={slot} />)
      )}
    </div>
  );
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;

function OneSlot({ slot }: { slot: Loaded["slots"][number] }) {
  return (
    <section aria-labelledby={`slot-${slot.id}`}>
      <h2 id={`slot-${slot.id}`}>{slot.round > 1 ? `Repeat, ${slot.day}` : slot.day}</h2>
      <div className="card">
        <p className="when-where">
          <b>
            {slot.from} to {slot.to} {slot.zone}
          </b>
          <br />
          {slot.room}
          <br />
          {slot.cohort}
        </p>
        <p>Scored by {slot.assessors.join(" and ")}.</p>
        <p>
          <Link to={`/teach-backs/${slot.id}`}>Your own note, and your result</Link>
        </p>
        <p>
          You teach: <b>{slot.slice ? slot.slice.title : "nothing chosen yet"}</b>
        </p>
      </div>
      {slot.isScored ? null : <ChooseSlice slot={slot} />}
      {slot.group.length > 0 ? (
        <>
          <h3>Your group</h3>
          <ul>
            {slot.group.map((other) => (
              <li key={other.id}>
                {other.from}, <Link to={`/teach-backs/${other.id}`}>{other.name}</Link>
                {other.slice ? `: ${other.slice}` : ""}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function ChooseSlice({ slot }: { slot: Loaded["slots"][number] }) {
  const { menu } = useLoaderData<typeof loader>();
  const back = useActionData<Rejected>();
  const rejected = back?.values.slot === slot.id ? back : undefined;
  return (
    <details className="confirm no-print" open={!slot.slice || rejected !== undefined}>
      <summary>{slot.slice ? "Choose another slice" : "Choose what you teach"}</summary>
      <Form method="post" noValidate>
        <ErrorSummary errors={rejected?.errors} />
        <input type="hidden" name="slot" value={slot.id} />
        <Choice
          label="Slices that are safe to teach in eight minutes"
          name="slice"
          error={rejected?.errors.slice}
          defaultValue={slot.slice?.id}
          hint="Nothing else may be taught: no scenario of abuse, no interview, no real case, nobody’s own story."
          options={menu.map((one) => ({
            value: one.id,
            label: (
              <>
                <b>{one.title}</b>
                <span className="level-words">
                  From {one.from}. By the end, they can: {lower(one.objective)}. Practice:{" "}
                  {lower(one.practice)}.
                </span>
                <span className="level-words quiet">Leave out: {lower(one.leaveOut)}.</span>
              </>
            ),
          }))}
        />
        <Submit>Keep this slice</Submit>
      </Form>
    </details>
  );
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
