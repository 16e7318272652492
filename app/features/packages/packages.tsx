import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { requireUser } from "#app/auth/session.server.ts";
import { packageForms } from "#app/features/manual/book.ts";
import { isPackaged } from "#app/features/manual/manuals.server.ts";
import { formNames, formUses } from "#app/features/manual/names.ts";
import { readForm, reject } from "#app/lib/forms.ts";
import { Choice, ErrorSummary, SelectField, Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { packageShelf } from "./packages.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return packageShelf(await requireUser(request));
}

const wholeCourse = "course";

const choice = z.object({
  site: z.string("Choose for which place."),
  module: z.string("Choose what it holds."),
  form: z.enum(packageForms, "Choose what your system imports."),
});

export async function action({ request }: ActionFunctionArgs) {
  const { places, days } = packageShelf(await requireUser(request));
  const form = await request.formData();
  const { values, errors } = readForm(choice, form);
  if (errors) return reject(errors, form);
  if (!places.some(({ value }) => value === values.site))
    return reject({ site: "Choose one of the places in the list." }, form);
  const isKnown = days.some(({ lessons }) => lessons.some(({ value }) => value === values.module));
  if (values.module !== wholeCourse && !isKnown)
    return reject({ module: "Choose the course or one of its modules." }, form);
  if (isKnown && !isPackaged(values.form, values.module))
    return reject(
      { module: "This one has no quiz. Choose a module with a quiz, or the whole course." },
      form,
    );
  const page = `/manuals/training/${values.site}/${values.form}`;
  return redirect(values.module === wholeCourse ? page : `${page}/${values.module}`);
}

export default function Packages() {
  const { places, days, edition } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const errors = rejected?.errors;
  const typed = rejected?.values ?? {};
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/manuals", label: "Manuals" }]} />
      <h1>Packages for other learning systems</h1>
      <p className="lede">
        For places that teach inside their own system, such as Moodle or Canvas. SCORM and cmi5 play the same
        pages and the same quiz as here, and report completion, success and score. A cartridge hands over
        pages and quizzes, and QTI the questions alone, which your system then plays as its own.
      </p>
      <p className="quiet">
        All of them hold the keys of the quizzes, so they are for those who set up courses.
      </p>
      <Form method="post" className="card">
        <ErrorSummary errors={errors} />
        <SelectField
          label="What shall it hold?"
          name="module"
          hint={`Edition ${edition}. A course keeps its days, with a lesson for each module.`}
          error={errors?.module}
          defaultValue={typed.module ?? wholeCourse}
          options={[
            { value: wholeCourse, label: "The whole course" },
            ...days.flatMap(({ lessons }) => lessons),
          ]}
        />
        <SelectField
          label="For which place?"
          name="site"
          hint="It decides whose law and routes stand in it."
          error={errors?.site}
          options={places}
          defaultValue={typed.site ?? places[0]?.value}
        />
        <Choice
          label="What does your system import?"
          name="form"
          hint="If you are not sure, ask the people who run it; most take SCORM 1.2."
          error={errors?.form}
          defaultValue={typed.form ?? "scorm-12"}
          options={packageForms.map((form) => ({
            value: form,
            label: formNames[form],
            description: formUses[form],
          }))}
        />
        <Submit busy="One moment…">Go to this package</Submit>
      </Form>
    </div>
  );
}
