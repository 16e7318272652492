import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { makeResetLink } from "./people.server.ts";
import { SlipSheet } from "./slip-sheet.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  await requireUser(request);
  return { personId: params.personId ?? "" };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  return makeResetLink(user, params.personId ?? "");
}

export default function PersonReset() {
  const { personId } = useLoaderData<typeof loader>();
  const made = useActionData<typeof action>();
  if (!made)
    return (
      <div className="wrap narrow">
        <h1>Reset link</h1>
        <p className="lede">A link is shown only once, right after it was made.</p>
        <p>
          <Link to={`/people/${personId}`}>Go back and make a new one</Link>
        </p>
      </div>
    );
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: `/people/${personId}`, label: made.name }]} />
      <h1>Reset link for {made.name}</h1>
      <p className="lede no-print">
        It is shown only now. Print the slip, or let {made.name} scan it from your screen. A link made earlier
        has stopped working.
      </p>
      <SlipSheet
        slips={[
          {
            id: personId,
            name: made.name,
            what: "A new password for the training course",
            link: made.link,
            qr: made.qr,
            expires: made.expires,
          },
        ]}
      />
      <p className="no-print">
        <Link to={`/people/${personId}`}>Back to {made.name}</Link>
      </p>
    </div>
  );
}
