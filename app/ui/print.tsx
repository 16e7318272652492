import { useEffect, useState } from "react";

/** A button where scripts run, and otherwise a sentence that says how to print. */
export function PrintButton({ label = "Print" }: { label?: string }) {
  const [alive, setAlive] = useState(false);
  useEffect(() => setAlive(true), []);
  return (
    <p className="no-print">
      {alive ? (
        <button type="button" className="usa-button usa-button--outline" onClick={() => print()}>
          {label}
        </button>
      ) : (
        <span className="small quiet">
          Print this page with your browser: menus and buttons stay off the paper.
        </span>
      )}
    </p>
  );
}
