import type { ReactNode } from "react";
import { PageLink } from "./plain-link.tsx";

export function Crumbs({ path }: { path: { to: string; label: string }[] }) {
  return (
    <nav className="crumbs no-print" aria-label="You are here">
      <ol>
        {path.map((step) => (
          <li key={step.to}>
            <PageLink to={step.to}>{step.label}</PageLink>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function Alert({
  kind = "info",
  title,
  children,
}: {
  kind?: "info" | "success" | "warning" | "error";
  title?: string;
  children: ReactNode;
}) {
  return (
    <div className={`usa-alert usa-alert--${kind}`} role={kind === "error" ? "alert" : "status"}>
      <div className="usa-alert__body">
        {title ? <h2 className="usa-alert__heading">{title}</h2> : null}
        <div className="usa-alert__text">{children}</div>
      </div>
    </div>
  );
}

/** What a page shows when there is nothing yet: says so and names the first step. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

/** A region that scrolls sideways on narrow screens and can be reached by keyboard. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable without a mouse
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** An action that asks once more before it happens; works without JavaScript. */
export function Confirm({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <details className="confirm no-print">
      <summary>{label}</summary>
      {children}
    </details>
  );
}
