import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { pdfResponse, typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { packetOf } from "./packet.server.ts";
import { packetSheet } from "./packet-sheet.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { cohort, made, tables } = packetOf(await requireUser(request), params.cohort as string);
  const source = packetSheet({
    title: "Auditor’s packet, CCIP Training",
    lines: [
      `${cohort.name}, ${cohort.siteName}. Edition ${cohort.edition}.`,
      `Trainers: ${cohort.trainers.map(({ name }) => name).join(", ")}.`,
      `Made on ${made}. No outside body has approved this training.`,
    ],
    tables,
  });
  return pdfResponse("ccip-training-packet.pdf", await typesetPdf(source));
}
