import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { pdfResponse, typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { certificateSheet } from "./certificate-sheet.ts";
import { certificateToPrint, verifyAddress } from "./certificates.server.ts";
import { attachedCredential } from "./credential-in-pdf.ts";
import { credentialFor } from "./participant-badge.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { number, claims } = certificateToPrint(user, params.number as string);
  const address = verifyAddress(number);
  const source = certificateSheet(claims, number, address, qrCode(address), shortDay);
  const credential = await credentialFor(user, number);
  const whole = credential ? source + attachedCredential(credential) : source;
  return pdfResponse("ccip-training-certificate.pdf", await typesetPdf(whole));
}
