import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Link, useActionData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { makeResetLink } from "./people.server.ts";
import { SlipSheet } from "./slip-sheet.tsx";

// The link is known only in the answer to the form, so this page has nothing to show when it is asked for again.
export const loader = ({ params }: LoaderFunctionArgs) => redirect(`/people/${params.personId}`);

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const personId = params.personId ?? "";
  return { personId, ...makeResetLink(user, personId) };
}

export default function PersonReset() {
  const made = useActionData<typeof action>();
  if (!made) return null;
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: `/people/${made.personId}`, label: made.name }]} />
      <h1>Reset link for {made.name}</h1>
      <p className="lede no-print">
        It is shown only now. Print the slip, or let {made.name} scan it from your screen. A link made earlier
        has stopped working.
      </p>
      <SlipSheet
        slips={[
          {
            id: made.personId,
            name: made.name,
            what: "A new password for the training course",
            link: made.link,
            qr: made.qr,
            expires: made.expires,
          },
        ]}
      />
      <p className="no-print">
        <Link to={`/people/${made.personId}`}>Back to {made.name}</Link>
      </p>
    </div>
  );
}
