import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { useEffect, useState } from "react";

type Offer = { token: string; options: PublicKeyCredentialRequestOptionsJSON };

async function send<Answer>(body: Record<string, unknown>): Promise<Answer> {
  const response = await fetch("/sign-in/passkey", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** The passkey button. It appears only in a browser that knows passkeys; the password form never needs it. */
export function PasskeySignIn({ to }: { to: string }) {
  const [able, setAble] = useState(false);
  const [busy, setBusy] = useState(false);
  const [sentence, setSentence] = useState("");
  useEffect(() => setAble(typeof PublicKeyCredential === "function"), []);
  if (!able) return null;

  const signIn = async () => {
    setBusy(true);
    setSentence("");
    try {
      const { startAuthentication } = await import("@simplewebauthn/browser");
      const offer = await send<Offer>({});
      const response = await startAuthentication({ optionsJSON: offer.options });
      await send({ token: offer.token, response });
      location.assign(`/sign-in?check=1&to=${encodeURIComponent(to)}`);
    } catch (error) {
      const cancelled = error instanceof Error && error.name === "NotAllowedError";
      setSentence(
        cancelled
          ? "No passkey was used. You can try again, or sign in with your password."
          : error instanceof Error && error.message
            ? error.message
            : "The passkey did not work. Sign in with your password.",
      );
      setBusy(false);
    }
  };

  return (
    <div className="passkey">
      <button
        type="button"
        className="usa-button usa-button--outline"
        onClick={signIn}
        aria-disabled={busy || undefined}
      >
        Sign in with a passkey
      </button>
      <p role="status">{sentence}</p>
    </div>
  );
}
