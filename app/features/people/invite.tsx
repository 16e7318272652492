import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { canSomewhere, roleNames, roles } from "#app/auth/can.ts";
import { cohortToFill, invite, inviteChoices } from "#app/auth/invitations.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import { type Rejection, readForm, reject } from "#app/lib/forms.ts";
import { mailIsOn } from "#app/lib/mail.server.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { forbidden } from "#app/lib/refuse.ts";
import { ErrorSummary, SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { Qr } from "#app/ui/qr.tsx";

const wholeProgram = "program";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const cohortId = search.get("cohort");
  const choices = inviteChoices(user);
  if (choices.roles.length === 0) throw forbidden();
  return {
    choices,
    fixed: cohortId ? cohortToFill(user, cohortId) : null,
    mail: mailIsOn(),
    seesList: canSomewhere(user, "see-people"),
    suggested: { name: search.get("name") ?? "", email: search.get("email") ?? "" },
  };
}

const schema = z.object({
  name: z.string().trim().min(2, "Type the person’s name.").max(120, "Use at most 120 characters."),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254, "Type a whole e-mail address, such as name@example.org.")
    .regex(/^\S+@\S+\.\S+$/, "Type a whole e-mail address, such as name@example.org."),
  role: z.enum(roles, { error: "Choose a role." }),
  place: z.string().min(1, "Choose where the role holds."),
  cohort: z.string().default(""),
  discipline: z.union([z.literal(""), z.enum(disciplines)]).default(""),
  agency: z.string().trim().max(120, "Use at most 120 characters.").default(""),
});

type Sent = { name: string; link: string; qr: ReturnType<typeof qrCode>; mailed: string | null };
type Answer = { sent: Sent; errors?: undefined; values?: undefined } | (Rejection & { sent?: undefined });

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const { values, errors } = readForm(schema, form);
  if (errors) return reject(errors, form);
  const siteId = values.place === wholeProgram ? null : values.place;
  const programOnly = values.role === "grantee" || values.role === "administrator";
  if (programOnly && siteId !== null)
    return reject(
      { place: `The role ${roleNames[values.role].toLowerCase()} holds for the whole program.` },
      form,
    );
  if (siteId === null && !programOnly && values.role !== "reviewer")
    return reject({ place: "Choose the site for this role." }, form);
  const cohorts = inviteChoices(user).cohorts;
  if (values.cohort && values.role !== "trainee")
    return reject({ cohort: "Only trainees join a cohort. Leave this empty." }, form);
  if (values.cohort && !cohorts.some(({ id, siteId: at }) => id === values.cohort && at === siteId))
    return reject({ cohort: "This cohort is at another site." }, form);
  const answer = invite(user, {
    name: values.name,
    email: values.email,
    role: values.role,
    siteId,
    cohortId: values.cohort || null,
    discipline: values.discipline || null,
    agency: values.agency || null,
  });
  if (answer.errors) return reject(answer.errors, form);
  const { link } = answer.invited;
  return data<Answer>({
    sent: { name: values.name, link, qr: qrCode(link), mailed: mailIsOn() ? values.email : null },
  });
}

export default function Invite() {
  const { choices, fixed, mail, seesList, suggested } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() as Answer | undefined;
  const again = fixed ? `/people/invite?cohort=${fixed.id}` : "/people/invite";
  const crumbs = [
    fixed
      ? { to: `/cohorts/${fixed.id}`, label: fixed.name }
      : seesList
        ? { to: "/people", label: "People" }
        : { to: "/people/invitations", label: "Invitations" },
  ];
  if (answer?.sent) {
    const { name, link, qr, mailed } = answer.sent;
    return (
      <div className="wrap narrow">
        <Crumbs path={crumbs} />
        <h1>{name} is invited</h1>
        <p className="lede">
          {mailed
            ? `A letter to ${mailed} is on its way. You can also give them this link or let them scan the code.`
            : "Give them this link, or let them scan the code. It is shown only now; you can make a new one any time."}
        </p>
        <div className="card link-card">
          <div>
            <p className="slip-link">{link}</p>
            <p className="quiet">Works once, for seven days, and only for {name}.</p>
          </div>
          <Qr {...qr} label={`QR code with the link for ${name}`} />
        </div>
        <p className="row actions">
          <Link to={again} reloadDocument className="usa-button">
            Invite another person
          </Link>
          <Link to="/people/invitations">All open invitations</Link>
        </p>
      </div>
    );
  }
  const values: Record<string, string> = answer?.values ?? suggested;
  const errors = answer?.errors;
  return (
    <div className="wrap narrow">
      <Crumbs path={crumbs} />
      <h1>Invite a person</h1>
      <p className="lede">
        {mail
          ? "They get a letter with a link to make their account."
          : "You get a link and a QR code to hand over. With it they make their account."}{" "}
        It works once, for seven days.
      </p>
      <p>
        Several people?{" "}
        <Link to={fixed ? `/people/import?cohort=${fixed.id}` : "/people/import"}>Use a list</Link>.
      </p>
      <Form method="post" action={again} reloadDocument noValidate>
        <ErrorSummary errors={errors} />
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          defaultValue={values.name}
          error={errors?.name}
          required
        />
        <TextField
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="off"
          hint="They sign in with it."
          defaultValue={values.email}
          error={errors?.email}
          required
        />
        {fixed ? (
          <>
            <Alert>
              <p>
                As a trainee of {fixed.name} in {fixed.siteName}.
              </p>
            </Alert>
            <input type="hidden" name="role" value="trainee" />
            <input type="hidden" name="place" value={fixed.siteId} />
            <input type="hidden" name="cohort" value={fixed.id} />
          </>
        ) : (
          <>
            <SelectField
              label="Role"
              name="role"
              options={choices.roles}
              defaultValue={values.role}
              error={errors?.role}
            />
            <SelectField
              label="Where"
              name="place"
              options={[
                ...choices.sites.map(({ id, name }) => ({ value: id, label: name })),
                ...(choices.wholeProgram ? [{ value: wholeProgram, label: "The whole program" }] : []),
              ]}
              defaultValue={values.place}
              error={errors?.place}
            />
            {choices.cohorts.length > 0 ? (
              <SelectField
                label="Cohort"
                name="cohort"
                hint="For trainees. You can also add them to one later."
                options={[
                  { value: "", label: "None yet" },
                  ...choices.cohorts.map(({ id, name, siteId }) => ({
                    value: id,
                    label: `${name} (${choices.sites.find((one) => one.id === siteId)?.name ?? "closed site"})`,
                  })),
                ]}
                defaultValue={values.cohort}
                error={errors?.cohort}
              />
            ) : null}
          </>
        )}
        <SelectField
          label="Discipline"
          name="discipline"
          hint="They can change it."
          options={[
            { value: "", label: "Not known yet" },
            ...disciplines.map((one) => ({ value: one, label: disciplineNames[one] })),
          ]}
          defaultValue={values.discipline}
          error={errors?.discipline}
        />
        <TextField
          label="Agency"
          name="agency"
          autoComplete="off"
          defaultValue={values.agency}
          error={errors?.agency}
        />
        <div className="row actions">
          <Submit>{mail ? "Send the invitation" : "Make the invitation"}</Submit>
        </div>
      </Form>
    </div>
  );
}
