import { Form } from "@remix-run/react";
import { ErrorSummary, type Rejected, Submit, TextField } from "#app/ui/form.tsx";
import type { OpenLink } from "./overlay-links.server.ts";

/** The links that are open, each with its address to copy and a button that takes it back. */
export function OpenLinks({ links }: { links: OpenLink[] }) {
  return (
    <>
      {links.map((one) => (
        <div key={one.id} className="card">
          <p>
            Open for {one.recipient}, made {one.made}, until {one.until}:
          </p>
          <p className="version-text">
            <code>{one.address}</code>
          </p>
          <Form method="post">
            <input type="hidden" name="link" value={one.id} />
            <Submit name="intent" value="end-link" look="outline">
              Take this link back
            </Submit>
          </Form>
        </div>
      ))}
    </>
  );
}

export function LinkForm({
  id,
  rejected,
  who,
  children,
}: {
  id: string;
  rejected: Rejected | undefined;
  who: string;
  children: string;
}) {
  return (
    <Form method="post" noValidate>
      <ErrorSummary errors={rejected?.errors} />
      <input type="hidden" name="id" value={rejected?.values.id ?? id} />
      <TextField
        label={who}
        name="name"
        defaultValue={rejected?.values.name}
        error={rejected?.errors.name}
        maxLength={120}
        autoComplete="off"
      />
      <TextField
        label="Their e-mail address, if a letter should go out"
        name="email"
        type="email"
        hint="It is forgotten when the link is used or over."
        defaultValue={rejected?.values.email}
        error={rejected?.errors.email}
        maxLength={200}
        autoComplete="off"
      />
      <Submit name="intent" value="ask" look="outline" busy="Making the link…">
        {children}
      </Submit>
    </Form>
  );
}
