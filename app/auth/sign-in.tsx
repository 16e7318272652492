import { verify } from "@node-rs/argon2";
import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { eq } from "drizzle-orm";
import { reject } from "#app/lib/forms.ts";
import { safePath } from "#app/lib/origin.ts";
import { ErrorSummary, Submit, TextField } from "#app/ui/form.tsx";
import { db } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { startSession } from "./session.server.ts";

export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData();
  const email = String(form.get("email") ?? "")
    .trim()
    .toLowerCase();
  const found = db.select().from(person).where(eq(person.email, email)).get();
  const right = found?.passwordHash
    ? await verify(found.passwordHash, String(form.get("password") ?? ""))
    : false;
  if (!found || !right) return reject({ form: "The e-mail address and the password do not match." }, form);
  return redirect(safePath(new URL(request.url).searchParams.get("to")), {
    headers: { "Set-Cookie": await startSession(found.id, request, false) },
  });
}

export default function SignIn() {
  const rejected = useActionData<typeof action>();
  return (
    <div className="wrap narrow">
      <h1>Sign in</h1>
      <Form method="post" noValidate>
        <ErrorSummary errors={rejected?.errors} />
        <TextField
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={rejected?.values.email}
          error={rejected?.errors.email}
        />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" />
        <Submit>Sign in</Submit>
      </Form>
    </div>
  );
}
