import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { mayUseSecondStep, roleNames } from "#app/auth/can.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import { readForm, reject } from "#app/lib/forms.ts";
import { Choice, ErrorSummary, SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { agencyOf, saveProfile } from "./account.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return {
    name: user.name,
    email: user.email,
    discipline: user.discipline,
    quizLayout: user.quizLayout,
    agency: agencyOf(user),
    roles: [...new Set(user.grants.map(({ role }) => roleNames[role]))],
    secondStep: mayUseSecondStep(user),
    done: new URL(request.url).searchParams.get("done"),
  };
}

const schema = z.object({
  name: z
    .string()
    .trim()
    .min(2, "Type your name as others should see it.")
    .max(120, "Use at most 120 characters."),
  discipline: z.union([z.literal(""), z.enum(disciplines)]),
  agency: z.string().trim().max(120, "Use at most 120 characters."),
  quizLayout: z.enum(["steps", "page"], { error: "Choose how you like quizzes." }),
});

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const { values, errors } = readForm(schema, form);
  if (errors) return reject(errors, form);
  saveProfile(user, { ...values, discipline: values.discipline || null, agency: values.agency || null });
  return redirect("/account?done=profile");
}

const doneSentences: Record<string, string> = {
  profile: "Saved.",
  password: "Your new password is set. You are signed out everywhere else.",
};

export default function Account() {
  const me = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const values = rejected?.values;
  return (
    <div className="wrap account">
      <div className="row between">
        <h1>Account</h1>
        <Form method="post" action="/sign-out" reloadDocument>
          <button type="submit" className="usa-button usa-button--outline">
            Sign out
          </button>
        </Form>
      </div>
      <p className="lede">
        {me.email}
        {me.roles.length > 0 ? ` · ${me.roles.join(", ")}` : " · No role at the moment"}
      </p>
      {me.done && doneSentences[me.done] && !rejected ? (
        <Alert kind="success">
          <p>{doneSentences[me.done]}</p>
        </Alert>
      ) : null}
      <div className="halves">
        <section aria-labelledby="about-me">
          <h2 id="about-me">About me</h2>
          <Form method="post" noValidate>
            <ErrorSummary errors={rejected?.errors} />
            <TextField
              label="Name"
              name="name"
              hint="As your trainers see it. It may be a chosen name."
              autoComplete="name"
              defaultValue={values?.name ?? me.name}
              error={rejected?.errors.name}
              required
            />
            <SelectField
              label="Discipline"
              name="discipline"
              hint="Decides which view of a point is shown first; the other two are one tap away."
              options={[
                { value: "", label: "Rather not say" },
                ...disciplines.map((one) => ({ value: one, label: disciplineNames[one] })),
              ]}
              defaultValue={values?.discipline ?? me.discipline ?? ""}
              error={rejected?.errors.discipline}
            />
            <TextField
              label="Agency"
              name="agency"
              autoComplete="organization"
              defaultValue={values?.agency ?? me.agency ?? ""}
              error={rejected?.errors.agency}
            />
            <Choice
              label="Quizzes"
              name="quizLayout"
              options={[
                { value: "steps", label: "One question at a time" },
                { value: "page", label: "All questions on one page" },
              ]}
              defaultValue={values?.quizLayout ?? me.quizLayout}
              error={rejected?.errors.quizLayout}
            />
            <div className="row actions">
              <Submit>Save</Submit>
            </div>
          </Form>
        </section>
        <div>
          <nav aria-label="Signing in">
            <h2>Signing in</h2>
            <ul className="links">
              <Step to="/account/password" title="Password" what="Choose a new one" />
              <Step to="/account/email" title="E-mail address" what="Where letters go" />
              <Step
                to="/account/passkeys"
                title="Passkeys"
                what="Sign in with your fingerprint, face or PIN"
              />
              {me.secondStep ? (
                <Step
                  to="/account/second-step"
                  title="Second step"
                  what="A code from your phone after the password"
                />
              ) : null}
              <Step to="/account/sign-ins" title="My sign-ins" what="Devices where you are signed in" />
            </ul>
          </nav>
          <nav aria-label="My records">
            <h2>My records</h2>
            <ul className="links">
              <Step to="/credentials" title="My credentials" what="Digital proof of what you completed" />
              <Step to="/account/records" title="What is kept about me" what="Read it or download it" />
              <Step to="/account/erase" title="Erase my account" what="What goes, and what stays" />
            </ul>
          </nav>
        </div>
      </div>
    </div>
  );
}

function Step({ to, title, what }: { to: string; title: string; what: string }) {
  return (
    <li>
      <Link to={to}>{title}</Link>
      <span className="sub">{what}</span>
    </li>
  );
}
