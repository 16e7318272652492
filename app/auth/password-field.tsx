import { useEffect, useState } from "react";
import { TextField } from "#app/ui/form.tsx";

/** A password field. Once the page is alive, a button beside it shows what was typed. */
export function PasswordField({
  label = "Password",
  name = "password",
  shows = label.toLowerCase(),
  hint,
  error,
  autoComplete,
}: {
  label?: string;
  name?: string;
  /** What the button shows, in its own words. */
  shows?: string;
  hint?: string;
  error?: string | undefined;
  autoComplete: "current-password" | "new-password";
}) {
  const [alive, setAlive] = useState(false);
  const [shown, setShown] = useState(false);
  useEffect(() => setAlive(true), []);
  return (
    <>
      <TextField
        label={label}
        name={name}
        type={shown ? "text" : "password"}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        hint={hint}
        error={error}
        required
      />
      {alive ? (
        <button
          type="button"
          className="usa-button usa-button--unstyled show-password"
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          Show {shows}
        </button>
      ) : null}
    </>
  );
}
