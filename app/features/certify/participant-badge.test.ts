import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { beforeEach, describe, expect, it } from "vitest";
import { typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { recordPresence } from "#app/features/room/ledger.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { db, transact } from "#db/client.server.ts";
import { insertPassedQuizzes } from "#db/demo.ts";
import { badge } from "#db/schema/certify.ts";
import { certificate } from "#db/schema/room.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb } from "#tests/fresh-db.ts";
import { verifiesElsewhere } from "#tests/verify-elsewhere.ts";
import { recordAssessments } from "./assessments.server.ts";
import { certificateSheet } from "./certificate-sheet.ts";
import {
  certificateToPrint,
  issueCertificates,
  revokeCertificate,
  verifyAddress,
} from "./certificates.server.ts";
import { didDocumentHere } from "./credential-files.server.ts";
import { attachedCredential } from "./credential-in-pdf.ts";
import { credentialFor } from "./participant-badge.server.ts";

const after = atClass("09:00", "2026-11-28");
const days = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];
let cohortId: string;

beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
  transact((tx) => insertPassedQuizzes(tx, cast.trainee, atClass("20:00", "2026-11-22")));
  for (const [index, day] of days.entries()) {
    const entry = (kind: "in" | "out", clock: string) => ({
      id: newId(),
      personId: as("trainee").id,
      kind,
      at: atClass(clock, day),
    });
    const events = [entry("in", "08:20"), entry("out", "16:50")];
    recordPresence(as("trainer"), cohortId, index + 1, { events }, undefined, after);
  }
});

const certify = () => issueCertificates(as("trainer"), cohortId, [as("trainee").id], after);
const pass = (right = "26") =>
  recordAssessments(
    as("trainer"),
    cohortId,
    newId(),
    (id) => ({ right: id === as("trainee").id ? right : "", on: "2026-11-26", afterCoaching: false }),
    after,
  );
const badges = () => db.select().from(badge).all();
const number = () => db.select().from(certificate).all().at(-1)?.id as string;

describe("the participant’s credential", () => {
  it("comes with the certificate once the post-assessment is passed, once, whichever is first", () => {
    pass();
    expect(badges()).toEqual([]);
    expect(certify().notReady).toEqual([]);
    certify();
    pass("28");
    expect(badges()).toMatchObject([
      {
        kind: "participant",
        siteId: "denver",
        issuedBy: as("trainer").id,
        expiresAt: null,
        decisionId: null,
      },
    ]);
  });

  it("does not claim an assessment that was not passed", () => {
    pass("20");
    certify();
    expect(badges()).toEqual([]);
    if (db.select().from(certificate).all().length === 0) return;
    pass("26");
    expect(badges()).toHaveLength(1);
  });

  it("ends with the certificate, and is issued anew with the next", () => {
    pass();
    certify();
    revokeCertificate(as("trainer"), cohortId, number(), "mistake", after);
    expect(badges()).toMatchObject([{ revokedReason: "mistake" }]);
    certify();
    expect(badges().filter(({ revokedAt }) => !revokedAt)).toHaveLength(1);
  });

  it("lies in its holder’s PDF, whole and right by the other stack, and in nobody else’s", async () => {
    pass();
    certify();
    const credential = (await credentialFor(as("trainee"), number())) as object;
    for (const who of ["trainer", "coordinator"] as const)
      expect(await credentialFor(as(who), number())).toBeNull();
    const { claims } = certificateToPrint(as("trainee"), number());
    const address = verifyAddress(number());
    const sheet = certificateSheet(claims, number(), address, qrCode(address), shortDay);
    const source = sheet + attachedCredential(credential);
    const document = await getDocument({ data: new Uint8Array(await typesetPdf(source)) }).promise;
    expect(document.numPages).toBe(1);
    const files = await document.getAttachments();
    const found = JSON.parse(new TextDecoder().decode(files["credential.json"].content));
    expect(found).toEqual(credential);
    expect(JSON.stringify(found)).toContain("Tomás Rivera");
    expect(await verifiesElsewhere(found, (await didDocumentHere()) as never)).toBe(true);
  });
});
