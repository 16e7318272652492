import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { pdfResponse, typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { verifyAddress } from "./certificates.server.ts";
import { recordToPrint } from "./record.server.ts";
import { recordSheet } from "./record-sheet.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { number, claims, sheet } = recordToPrint(user, params.number as string);
  const address = verifyAddress(number);
  const source = recordSheet(claims, sheet, number, address, qrCode(address), shortDay);
  return pdfResponse("ccip-training-record.pdf", await typesetPdf(source));
}
