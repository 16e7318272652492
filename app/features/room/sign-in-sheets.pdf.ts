import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { pdfResponse, typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { sheetsOf } from "./sheets.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return pdfResponse("ccip-training-sign-in.pdf", await typesetPdf(sheetsOf(user, params.cohort as string)));
}
