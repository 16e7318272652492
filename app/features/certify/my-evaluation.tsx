import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { myEvaluation, returnEvaluation, satisfactionForm } from "./evaluation.server.ts";
import { readFilled } from "./evaluation.ts";
import { EvaluationFields } from "./evaluation-fields.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { title, purpose, scale, items, open, distress, about_you } = satisfactionForm();
  return {
    ...myEvaluation(user, params.cohort as string),
    form: { title, purpose, scale, items, open, distress, about_you },
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const { filled, errors } = readFilled(satisfactionForm(), (field) => String(form.get(field) ?? ""));
  if (errors) return reject(errors, form);
  returnEvaluation(user, params.cohort as string, filled);
  return redirect(`/evaluation/${params.cohort}`);
}

export default function MyEvaluation() {
  const { cohort, stage, isReturned, form } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/my-credit", label: "My credit" }]} />
      <h1>How was the training?</h1>
      <p className="lede">{cohort.name}</p>
      {isReturned ? (
        <Alert kind="success" title="Thank you, your form is in">
          It is kept without your name, so nobody can open or change it, and neither can you.{" "}
          <Link to="/support">Support</Link> is there today and later.
        </Alert>
      ) : stage === "ahead" ? (
        <Alert>The form opens on your last day in the room.</Alert>
      ) : stage === "closed" ? (
        <Alert>The evaluation of this course is closed. Thank you for wanting to answer.</Alert>
      ) : (
        <>
          <p>{form.purpose}</p>
          <p>
            We note that you returned a form, because some boards ask for that. Your answers are kept apart
            from it, without name or time. They go to your trainers as totals, after the evaluation is closed.
          </p>
          <Form method="post" noValidate>
            <ErrorSummary errors={back?.errors} />
            <EvaluationFields form={form} errors={back?.errors} values={back?.values} />
            <p>
              <Submit busy="Sending…">Send the form</Submit>
            </p>
          </Form>
        </>
      )}
    </div>
  );
}
