import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/browser";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { PasswordField } from "#app/auth/password-field.tsx";
import { ErrorSummary, TextField } from "#app/ui/form.tsx";

type Offer = { token: string; options: PublicKeyCredentialCreationOptionsJSON };

async function send<Answer>(body: Record<string, unknown>): Promise<Answer> {
  const response = await fetch("/account/passkey", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** Adds a passkey. The browser makes it, so this is the one form that cannot work without JavaScript. */
export function AddPasskey() {
  const [able, setAble] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>();
  const busy = useRef(false);
  useEffect(() => setAble(typeof PublicKeyCredential === "function"), []);

  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    const form = new FormData(event.currentTarget);
    try {
      const { startRegistration } = await import("@simplewebauthn/browser");
      const offer = await send<Offer>({ password: form.get("password") });
      const response = await startRegistration({ optionsJSON: offer.options });
      await send({ token: offer.token, name: form.get("name"), response });
      location.assign("/account/passkeys?added=1");
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      setErrors({
        form:
          name === "NotAllowedError"
            ? "The passkey was not made. You can try again."
            : name === "InvalidStateError"
              ? "This device has a passkey for your account already."
              : error instanceof Error
                ? error.message
                : "The passkey was not made.",
      });
    } finally {
      busy.current = false;
    }
  };

  return (
    <section aria-labelledby="add-heading">
      <h2 id="add-heading">Add a passkey</h2>
      {able ? (
        <form onSubmit={add}>
          <ErrorSummary errors={errors} />
          <TextField
            label="Name of this device"
            name="name"
            hint="Such as “My phone”. It helps you tell passkeys apart."
            autoComplete="off"
            maxLength={60}
          />
          <PasswordField label="Current password" autoComplete="current-password" />
          <div className="row actions">
            <button type="submit" className="usa-button">
              Add a passkey
            </button>
          </div>
        </form>
      ) : (
        <p>
          Your browser makes the passkey with a small script. Allow scripts for this site, or use another
          browser, to add one.
        </p>
      )}
    </section>
  );
}
