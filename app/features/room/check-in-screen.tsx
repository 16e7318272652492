import type { HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { requireUser } from "#app/auth/session.server.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { Qr } from "#app/ui/qr.tsx";
import { checkInScreen } from "./check-in.server.ts";

// The code changes every minute, and the page must follow where no script runs too.
export const headers: HeadersFunction = () => ({ Refresh: "40", "Cache-Control": "no-store" });

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const screen = checkInScreen(user, params.cohort as string, params.position as string);
  return { ...screen, qr: screen.code ? qrCode(`${screen.address}/${screen.code}`) : null };
}

export default function CheckInScreen() {
  const { cohort, day, open, code, qr, address, counts } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(revalidate, 8_000);
    return () => clearInterval(timer);
  }, [revalidate]);
  return (
    <div className="wrap check-in-screen">
      <Crumbs
        path={[
          { to: `/cohorts/${cohort.id}`, label: cohort.name },
          { to: `/cohorts/${cohort.id}/days/${day.position}/sign-in`, label: `Sign-in, Day ${day.position}` },
        ]}
      />
      <h1>Sign in with your phone</h1>
      {code && qr ? (
        <div className="check-in-code">
          <Qr {...qr} label={`QR code that opens ${address}/${code}`} />
          <div>
            <p>Point your camera at the square, or open</p>
            <p className="address">{address.replace(/^https?:\/\//, "")}</p>
            <p>and type</p>
            <p className="code">{code}</p>
            <p className="quiet">
              You need no password. The code changes every minute. It signs you out in the same way.
            </p>
            <p className="quiet">No phone, or it does not work? Your trainer signs you in.</p>
          </div>
        </div>
      ) : day.canceled ? (
        <Alert kind="warning">This day was canceled.</Alert>
      ) : (
        <Alert>
          Check-in by phone is open on {day.on} from {open?.from} to {open?.to}. At any other time of that day
          use <Link to={`/cohorts/${cohort.id}/days/${day.position}/sign-in`}>the sign-in desk</Link>.
        </Alert>
      )}
      <p className="quiet">
        Day {day.position}, {day.on}. {counts.present} of {counts.of} in the room.
      </p>
    </div>
  );
}
