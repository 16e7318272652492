import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Link, useActionData } from "@remix-run/react";
import { printSlips } from "#app/auth/invitations.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { Crumbs, Empty } from "#app/ui/page.tsx";
import { SlipSheet } from "./slip-sheet.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  await requireUser(request);
  return null;
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const ids = form.getAll(form.get("which") === "all" ? "all" : "invitation").map(String);
  return { slips: printSlips(user, ids) };
}

export default function Slips() {
  const slips = useActionData<typeof action>()?.slips ?? [];
  return (
    <div className="wrap">
      <Crumbs path={[{ to: "/people/invitations", label: "Invitations" }]} />
      <h1 className="no-print">Slips to hand out</h1>
      {slips.length === 0 ? (
        <Empty
          title="Nobody was chosen"
          action={<Link to="/people/invitations">Back to the invitations</Link>}
        >
          Choose the people whose slips you need, then print again. Links made before still work.
        </Empty>
      ) : (
        <>
          <p className="lede no-print">
            {slips.length === 1
              ? "One slip with a new link. It is shown only now; earlier slips and letters for this person have stopped working."
              : `${slips.length} slips with new links. They are shown only now; earlier slips and letters for these people have stopped working.`}
          </p>
          <SlipSheet slips={slips} />
        </>
      )}
    </div>
  );
}
