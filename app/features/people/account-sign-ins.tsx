import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { requireUser, signedIn, signInsOf } from "#app/auth/session.server.ts";
import { moment } from "#app/lib/dates.ts";
import { Submit } from "#app/ui/form.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { endMySession } from "./account.server.ts";
import { zoneOf } from "./people.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const me = await signedIn(request);
  const zone = zoneOf(user);
  return {
    signIns: (me ? signInsOf(me) : []).map((one) => ({
      ...one,
      createdAt: moment(one.createdAt, zone),
      lastSeenAt: moment(one.lastSeenAt, zone),
    })),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  await requireUser(request);
  const me = await signedIn(request);
  const form = await request.formData();
  if (me) endMySession(me, String(form.get("end") ?? ""));
  return redirect("/account/sign-ins");
}

export default function AccountSignIns() {
  const { signIns } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/account", label: "Account" }]} />
      <h1>My sign-ins</h1>
      <p className="lede">
        Where you are signed in now. Something you do not know? End it and choose a new password.
      </p>
      <ul className="items">
        {signIns.map((one) => (
          <li key={one.mark} className="row between">
            <div>
              <strong>{one.device}</strong> {one.mine ? <span className="tag good">This one</span> : null}
              <span className="sub">
                Since {one.createdAt}; last used {one.lastSeenAt}
              </span>
            </div>
            <Form method="post" action={one.mine ? "/sign-out" : undefined} reloadDocument={one.mine}>
              <Submit
                look="outline"
                name="end"
                value={one.mark}
                aria-label={
                  one.mine ? "Sign out here" : `End the sign-in of ${one.device}, since ${one.createdAt}`
                }
              >
                {one.mine ? "Sign out here" : "End"}
              </Submit>
            </Form>
          </li>
        ))}
      </ul>
      {signIns.length > 1 ? (
        <Form method="post">
          <Submit name="end" value="others" look="secondary">
            End all others
          </Submit>
        </Form>
      ) : null}
    </div>
  );
}
