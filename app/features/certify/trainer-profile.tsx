import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { Checkbox, ErrorSummary, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { myProfile, saveProfile } from "./registry.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return { profile: myProfile(user), saved: new URL(request.url).searchParams.has("saved") };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const errors = saveProfile(user, {
    languages: String(form.get("languages") ?? ""),
    availability: String(form.get("availability") ?? ""),
    shared: form.has("shared"),
  });
  return errors ? reject(errors, form) : redirect("/trainers/me?saved=1");
}

export default function TrainerProfile() {
  const { profile, saved } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/trainers", label: "Trainers" }]} />
      <h1>What I show in the registry</h1>
      <p className="lede">
        Your name, agency, discipline and standing are there for your site. The rest is up to you, and you can
        change it at any time.
      </p>
      {saved && !back ? <Alert kind="success">Saved.</Alert> : null}
      <Form method="post" noValidate>
        <ErrorSummary errors={back?.errors} />
        <TextField
          label="Languages in which you can teach"
          name="languages"
          hint="With commas between them, such as English, Spanish"
          defaultValue={back?.values.languages ?? profile.languages}
          error={back?.errors.languages}
        />
        <TextArea
          label="When you are available"
          name="availability"
          hint="Such as “Tuesdays, and whole weeks in spring”. Nothing about your health or home is needed."
          rows={3}
          defaultValue={back?.values.availability ?? profile.availability}
          error={back?.errors.availability}
        />
        <Checkbox
          label="Other sites may see me in the registry"
          name="shared"
          defaultChecked={back ? back.values.shared === "on" : profile.shared}
        />
        <p>
          <Submit>Save</Submit>
        </p>
      </Form>
    </div>
  );
}
