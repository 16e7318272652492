import { useEffect, useState } from "react";
import type { Slip } from "#app/auth/invitations.server.ts";
import { Qr } from "#app/ui/qr.tsx";

/** Slips to cut out, several on a sheet, one person each. The words are neutral: others may see the paper. */
export function SlipSheet({ slips }: { slips: Slip[] }) {
  const [alive, setAlive] = useState(false);
  useEffect(() => setAlive(true), []);
  return (
    <>
      {alive ? (
        <p className="no-print">
          <button type="button" className="usa-button" onClick={() => print()}>
            Print
          </button>
        </p>
      ) : (
        <p className="no-print">Print this page with your browser: the sheet has only the slips.</p>
      )}
      <ul className="slips">
        {slips.map((slip) => (
          <li key={slip.id} className="slip">
            <div>
              <p className="slip-name">{slip.name}</p>
              <p>{slip.what}</p>
              <p>Scan the code with a phone, or type the link:</p>
              <p className="slip-link">{slip.link}</p>
              <p>
                Works once, until {slip.expires}. <strong>Only for you: please do not pass it on.</strong>
              </p>
            </div>
            <Qr {...slip.qr} label={`QR code with the link for ${slip.name}`} />
          </li>
        ))}
      </ul>
    </>
  );
}
