import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { batchPage, undoBatch } from "./overlay-many.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return batchPage(user, params.site as string, params.batch as string);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  undoBatch(user, params.site as string, params.batch as string);
  return redirect(`/sites/${params.site}/local/batch/${params.batch}`);
}

const stateWords = {
  stands: { saved: "In force", draft: "Draft", look: "tag good" },
  undone: { saved: "Undone", draft: "Undone", look: "tag" },
  "changed since": { saved: "Changed since", draft: "Changed since", look: "tag warn" },
};

export default function OverlayWritten() {
  const { site, when, who, entries } = useLoaderData<typeof loader>();
  const standing = entries.filter(({ state }) => state === "stands").length;
  const undone = entries.filter(({ state }) => state === "undone").length;
  return (
    <div className="wrap narrow overlay">
      <Crumbs
        path={[
          { to: `/sites/${site.id}`, label: site.name },
          { to: `/sites/${site.id}/local`, label: "Local facts" },
        ]}
      />
      <h1>{undone > 0 && standing === 0 ? "What was saved was undone" : "Saved together"}</h1>
      <p className="lede">
        By {who}, {when}.
      </p>
      {undone > 0 ? (
        <Alert kind="success">
          <p>
            {undone === 1 ? "1 entry is" : `${undone} entries are`} as before. What was undone is kept in the
            history of each entry.
          </p>
        </Alert>
      ) : null}
      <ul className="items">
        {entries.map(({ slot, title, isDraft, state }) => (
          <li key={slot}>
            <Link to={`/sites/${site.id}/local/${slot}`}>{title}</Link>{" "}
            <span className={stateWords[state].look}>{stateWords[state][isDraft ? "draft" : "saved"]}</span>
          </li>
        ))}
      </ul>
      {standing > 0 ? (
        <Confirm label="Undo it">
          <p>
            {standing === 1 ? "This entry goes" : `These ${standing} entries go`} back to what stood before.
            What somebody changed since stays as it is.
          </p>
          <Form method="post">
            <Submit look="secondary">Put back what stood before</Submit>
          </Form>
        </Confirm>
      ) : null}
    </div>
  );
}
