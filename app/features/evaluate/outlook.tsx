import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { notFound } from "#app/lib/refuse.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { Radios } from "#app/ui/radios.tsx";
import { myBeforeAfter } from "./mine.server.ts";
import { isMoment, momentWords } from "./moments.ts";
import { outlookSources, readOutlook, sendOutlook } from "./outlook.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  if (!isMoment(params.moment)) throw notFound();
  const { cohort, moments } = myBeforeAfter(user, params.cohort as string);
  const round = moments.find(({ moment }) => moment === params.moment);
  if (round?.outlook) throw redirect(`/before-and-after/${params.cohort}`);
  const { confidence, attitudes } = outlookSources();
  return {
    cohort,
    moment: params.moment,
    state: round?.state ?? "over",
    confidence: {
      title: confidence.title,
      instructions: confidence.instructions,
      scale: confidence.scale,
      statements: confidence.statements.map(({ id, text }) => ({ id, text })),
    },
    attitudes: {
      title: attitudes.title,
      instructions: attitudes.instructions,
      scale: attitudes.scale,
      vignettes: attitudes.vignettes.map(({ id, title, text, statements }) => ({
        id,
        title,
        text,
        statements: statements.map((one) => ({ id: one.id, text: one.text })),
      })),
    },
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  if (!isMoment(params.moment)) throw notFound();
  const form = await request.formData();
  const answers = readOutlook((id) => String(form.get(id) ?? ""));
  if (!answers)
    return reject({ form: "Mark at least one line, or go back: nothing has to be answered." }, form);
  sendOutlook(user, params.cohort as string, params.moment, answers);
  return redirect(`/before-and-after/${params.cohort}?sent=outlook`);
}

type Scale = { min: number; max: number; low: string; high: string };

export default function Outlook() {
  const { cohort, moment, state, confidence, attitudes } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const line = ({ min, max, low, high }: Scale, { id, text }: { id: string; text: string }) => (
    <Radios
      key={id}
      id={id}
      legend={text}
      look="rating"
      options={Array.from({ length: max - min + 1 }, (_, place) => min + place).map((step) => ({
        value: String(step),
        label: String(step),
        more: step === min ? low : step === max ? high : "",
      }))}
      chosen={back?.values[id]}
      error={undefined}
    />
  );
  const key = ({ min, max, low, high }: Scale) => (
    <p className="small quiet">
      {min} means {low.toLowerCase()}, {max} means {high.toLowerCase()}.
    </p>
  );
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: `/before-and-after/${cohort.id}`, label: "Before and after" }]} />
      <h1>
        <span className="over">{momentWords[moment].title}</span>
        How sure are you, and who is responsible?
      </h1>
      {state === "open" ? (
        <>
          <p>
            Your marks are kept under a code, without your name or a time, and nobody can look up what you
            marked. They cannot be changed once sent. Leave out what you like.
          </p>
          <Form method="post" noValidate>
            <ErrorSummary errors={back?.errors} />
            <h2>{confidence.title}</h2>
            <p>{confidence.instructions}</p>
            {key(confidence.scale)}
            {confidence.statements.map((one) => line(confidence.scale, one))}
            <h2>{attitudes.title}</h2>
            <p>{attitudes.instructions}</p>
            {key(attitudes.scale)}
            {attitudes.vignettes.map(({ id, title, text, statements }) => (
              <section key={id} aria-labelledby={`${id}-heading`}>
                <h3 id={`${id}-heading`}>
                  <span className="over">A fictional composite</span>
                  {title}
                </h3>
                <p>{text}</p>
                {statements.map((one) => line(attitudes.scale, one))}
              </section>
            ))}
            <p>
              <Submit busy="Sending…">Send my marks</Submit>
            </p>
          </Form>
        </>
      ) : (
        <Alert>
          {state === "ahead"
            ? "Your trainers have not opened this yet."
            : "This is closed. Nothing is missing from you."}
        </Alert>
      )}
    </div>
  );
}
