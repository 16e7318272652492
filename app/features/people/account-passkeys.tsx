import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { passkeysOf, relyingParty, removePasskey, renamePasskey } from "#app/auth/passkeys.server.ts";
import { requireUser } from "#app/auth/session.server.ts";
import { moment } from "#app/lib/dates.ts";
import { notFound } from "#app/lib/refuse.ts";
import { Submit, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs, Empty } from "#app/ui/page.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import { zoneOf } from "./people.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const zone = zoneOf(user);
  return {
    possible: relyingParty(request) !== null,
    added: new URL(request.url).searchParams.has("added"),
    passkeys: passkeysOf(user).map((one) => ({
      id: one.id,
      name: one.name,
      createdAt: moment(one.createdAt, zone),
      lastUsedAt: one.lastUsedAt ? moment(one.lastUsedAt, zone) : null,
    })),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const id = String(form.get("passkey") ?? "");
  if (form.get("intent") === "rename") renamePasskey(user, id, String(form.get("name") ?? ""));
  else if (form.get("intent") === "remove") removePasskey(user, id);
  else throw notFound();
  return redirect("/account/passkeys");
}

export default function AccountPasskeys() {
  const { passkeys, possible, added } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow">
      <Crumbs path={[{ to: "/account", label: "Account" }]} />
      <h1>Passkeys</h1>
      <p className="lede">
        With a passkey you sign in with your fingerprint, face or PIN. It cannot be guessed or given away by
        mistake. Your password keeps working.
      </p>
      {added ? (
        <Alert kind="success">
          <p>The passkey is ready. Try it the next time you sign in.</p>
        </Alert>
      ) : null}
      {passkeys.length === 0 ? (
        <Empty title="No passkey yet">
          Add one on each device that only you use. On a shared device, better stay with the password.
        </Empty>
      ) : (
        <ul className="items">
          {passkeys.map((one) => (
            <li key={one.id}>
              <strong>{one.name}</strong>
              <span className="sub">
                Added {one.createdAt}; {one.lastUsedAt ? `last used ${one.lastUsedAt}` : "not used yet"}
              </span>
              <div className="row">
                <Confirm label={`Rename “${one.name}”`}>
                  <Form method="post">
                    <input type="hidden" name="passkey" value={one.id} />
                    <TextField
                      label="Name"
                      name="name"
                      defaultValue={one.name}
                      maxLength={60}
                      autoComplete="off"
                    />
                    <p className="row actions">
                      <Submit name="intent" value="rename">
                        Save the name
                      </Submit>
                    </p>
                  </Form>
                </Confirm>
                <Confirm label={`Remove “${one.name}”`}>
                  <Form method="post">
                    <p>
                      It stops working at once. The device may still offer it; you can delete it there too.
                    </p>
                    <input type="hidden" name="passkey" value={one.id} />
                    <Submit look="secondary" name="intent" value="remove">
                      Remove the passkey
                    </Submit>
                  </Form>
                </Confirm>
              </div>
            </li>
          ))}
        </ul>
      )}
      {possible ? (
        <AddPasskey />
      ) : (
        <p>Passkeys need a site name such as cairn.example.org; this site is reached by a number.</p>
      )}
    </div>
  );
}
