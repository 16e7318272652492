import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { Submit, TextField } from "#app/ui/form.tsx";
import { Alert } from "#app/ui/page.tsx";
import { type CheckedCopy, checkCopy, copyIn } from "./check-copy.server.ts";

/** For everybody who holds a copy: the code on its title page leads here, and what stands in its footer can be typed. */
export function loader({ request, params }: LoaderFunctionArgs) {
  const asked = copyIn(params, new URL(request.url).searchParams);
  const found = checkCopy(asked);
  return data(
    { asked, found },
    { status: found?.standing === "unknown" ? 404 : 200, headers: { "Cache-Control": "no-store" } },
  );
}

export default function CheckCopy() {
  const { asked, found } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <h1>Check my copy</h1>
      {found ? (
        <>
          <Standing copy={found} />
          {found.standing === "withdrawn" ? null : <FileNote copy={found} />}
          {found.standing === "unknown" ? null : (
            <dl className="fact-rows">
              {factsOf(found).map(({ label, value }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
          {found.later.length > 0 ? (
            <section aria-labelledby="later">
              <h2 id="later">What came after it</h2>
              <ul>
                {found.later.map(({ name, on, what }) => (
                  <li key={name}>
                    <strong>Edition {name}</strong>, {on}. {what}
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
        </>
      ) : (
        <p className="lede">
          Is your manual still the one to use? Type what stands at the foot of any of its pages, or scan the
          code on its title page.
        </p>
      )}
      <Form method="get" action="/copy" className="card">
        {found ? <h2 className="small-title">Check another copy</h2> : null}
        <TextField
          label="Edition"
          name="edition"
          hint="For example 2026.1"
          defaultValue={found?.standing === "unknown" ? asked.edition : ""}
          autoComplete="off"
          spellCheck={false}
        />
        <TextField
          label="Content hash"
          name="hash"
          hint="Twelve letters and digits after the edition. One of the two is enough."
          defaultValue={found?.standing === "unknown" ? asked.hash : ""}
          autoComplete="off"
          spellCheck={false}
        />
        <Submit look={found ? "outline" : ""}>Check</Submit>
        <p className="quiet small">No account is needed, and nobody is told that you looked.</p>
      </Form>
    </div>
  );
}

type Found = NonNullable<CheckedCopy>;

function Standing({ copy }: { copy: Found }) {
  const { standing, edition, reason, decided, instead, changes, take } = copy;
  const use = instead ? (
    <p>
      Use edition {instead} instead: <Link to={take}>where to get it</Link>.{" "}
      {changes ? <Link to={changes}>What changed since yours, and the pages to replace</Link> : null}
    </p>
  ) : null;
  switch (standing) {
    case "withdrawn":
      return (
        <Alert kind="error" title="Please do not use this copy">
          <p>
            Edition {edition} was withdrawn{decided ? ` on ${decided}` : ""}. {reason}
          </p>
          {use ?? <p>No other edition is given out at the moment. Ask whoever gave you this copy.</p>}
        </Alert>
      );
    case "retired":
      return (
        <Alert kind="warning" title="This edition is no longer used for new courses">
          <p>
            Edition {edition} was retired{decided ? ` on ${decided}` : ""}. {reason}
          </p>
          {use}
        </Alert>
      );
    case "superseded":
      return (
        <Alert kind="warning" title="There is a newer edition">
          <p>Edition {edition} may still be used where a course began with it.</p>
          {use}
        </Alert>
      );
    case "draft":
      return (
        <Alert kind="warning" title="This copy is a draft">
          <p>Its texts were still being changed, so please do not teach from it or hand it out.</p>
          {use}
        </Alert>
      );
    case "current":
      return (
        <Alert kind="success" title="This edition is current">
          Edition {edition} is the newest one that is given out.
        </Alert>
      );
    default:
      return (
        <Alert kind="warning" title="We do not know this copy">
          {edition
            ? `There is no edition “${edition}”.`
            : "No file with this hash was taken from here. With the edition beside it we can say more."}{" "}
          Compare what you typed with the foot of a page.
        </Alert>
      );
  }
}

function FileNote({ copy: { file } }: { copy: Found }) {
  if (file === "older")
    return (
      <Alert>
        A file that is made today differs from yours, although the edition is the same: its local pages, or
        the way it is set, were changed since. Look for new telephone numbers before you rely on those in
        print.
      </Alert>
    );
  if (file !== "unknown") return null;
  return (
    <Alert kind="warning" title="We do not know this content hash">
      Compare each character with the footer. If all are right, the file was made elsewhere, or somebody
      changed it: ask whoever gave it to you before you rely on it.
    </Alert>
  );
}

const files = {
  same: "It is the file that is given out today.",
  known: "It is a file that was given out here.",
  older: "It is a file that was given out here before.",
  unknown: "No file with this hash was taken from here.",
};

const factsOf = ({ title, place, edition, hash, file }: Found) =>
  [
    { label: "Book", value: title },
    { label: "For", value: place },
    { label: "Edition", value: edition },
    { label: "Content hash", value: hash && file ? `${hash}. ${files[file]}` : null },
  ].filter(({ value }) => value);
