import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { reject } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, Submit } from "#app/ui/form.tsx";
import { Alert, Crumbs, Empty, Scroll } from "#app/ui/page.tsx";
import { keySheet, sheetGrid } from "./sheets.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const saved = new URL(request.url).searchParams.get("saved");
  return {
    ...sheetGrid(user, params.cohort as string, params.position as string),
    id: newId(),
    saved: saved ? Number(saved) : null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const { errors, saved } = keySheet(
    user,
    params.cohort as string,
    params.position as string,
    String(form.get("id") ?? ""),
    (personId, field) => String(form.get(`${personId} ${field}`) ?? ""),
  );
  return Object.keys(errors).length > 0 ? reject(errors, form) : redirect(`?saved=${saved}`);
}

const columns = [
  ["in1", "In"],
  ["out1", "Out"],
  ["in2", "In again"],
  ["out2", "Out again"],
] as const;

export default function SignInSheet() {
  const { cohort, day, rows, id, saved } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const desk = `/cohorts/${cohort.id}/days/${day.position}/sign-in`;
  const open = day.when !== "ahead" && !day.canceled;
  return (
    <div className="wrap wide">
      <Crumbs
        path={[
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
          { to: desk, label: `Sign-in, Day ${day.position}` },
        ]}
      />
      <h1>Times from the paper sheet, Day {day.position}</h1>
      <p className="lede">{day.on}. Type times as they are written: 8:30, 830 or 4:45p. Tab goes on.</p>
      {saved !== null && !back ? (
        <Alert kind="success">
          {saved === 0
            ? "Nothing new was typed."
            : `${saved === 1 ? "One time is" : `${saved} times are`} recorded.`}
        </Alert>
      ) : null}
      {open ? null : <Alert>This day has not come yet, or it was canceled. Nothing can be entered.</Alert>}
      {rows.length === 0 ? (
        <Empty title="Nobody is enrolled yet">Add people to the cohort first.</Empty>
      ) : open ? (
        <Form method="post" noValidate>
          <ErrorSummary errors={back?.errors} />
          <input type="hidden" name="id" value={back?.values.id ?? id} />
          <Scroll label="Times by person">
            <table className="usa-table usa-table--borderless sheet-grid" key={saved ?? "new"}>
              <caption className="usa-sr-only">Times by person</caption>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  {columns.map(([field, label]) => (
                    <th scope="col" key={field}>
                      {label}
                    </th>
                  ))}
                  <th scope="col">Recorded already</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ personId, name, known }) => (
                  <tr key={personId}>
                    <th scope="row">{name}</th>
                    {columns.map(([field, label]) => {
                      const key = `${personId} ${field}`;
                      const error = back?.errors[key];
                      return (
                        <td key={field} data-label={label}>
                          <input
                            className="usa-input"
                            name={key}
                            aria-label={`${label}, ${name}`}
                            defaultValue={back?.values[key] ?? ""}
                            aria-invalid={error ? true : undefined}
                            aria-describedby={error ? `${personId}-${field}-error` : undefined}
                            autoComplete="off"
                            inputMode="text"
                            maxLength={12}
                          />
                          {error ? (
                            <span className="small wrong" id={`${personId}-${field}-error`}>
                              {error}
                            </span>
                          ) : null}
                        </td>
                      );
                    })}
                    <td className="small quiet">{known || "Nothing"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <p className="row after-grid">
            <Submit busy="Saving…">Record these times</Submit>
            <Link to={desk}>Back to the desk</Link>
          </p>
        </Form>
      ) : null}
    </div>
  );
}
