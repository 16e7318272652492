import { eq } from "drizzle-orm";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { beforeEach, describe, expect, it } from "vitest";
import { typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords } from "#app/features/people/records.server.ts";
import { recordPresence } from "#app/features/room/ledger.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { readForm } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { db, transact } from "#db/client.server.ts";
import { insertPassedQuizzes } from "#db/demo.ts";
import { certificate, certificateDetail } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { recordAssessments } from "./assessments.server.ts";
import { type Claims, claimLines } from "./certificate.ts";
import { myDetails, saveDetails } from "./certificate-details.server.ts";
import { type Details, detailsSchema } from "./certificate-details.ts";
import {
  certificatesIn,
  certificateToPrint,
  checkCertificate,
  issueCertificates,
  replaceCertificate,
  revokeCertificate,
} from "./certificates.server.ts";
import { noteEvaluations } from "./credit.server.ts";
import { askedDetails, recordToPrint } from "./record.server.ts";
import { recordSheet } from "./record-sheet.ts";

const tomas = personIdOf(cast.trainee);
const dates = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];
const after = atClass("09:00", "2026-11-28");
const empty: Details = { legalName: null, licenseNumber: null, agency: null, rank: null, postId: null };

let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
  transact((tx) => insertPassedQuizzes(tx, cast.trainee, atClass("20:00", "2026-11-22")));
  for (const [index, day] of dates.entries()) {
    const events = (["in", "out"] as const).map((kind) => ({
      id: newId(),
      personId: tomas,
      kind,
      at: atClass(kind === "in" ? "08:20" : "16:50", day),
    }));
    recordPresence(as("trainer"), cohortId, index + 1, { events }, undefined, after);
  }
});

const save = (change: Partial<Details>) => saveDetails(as("trainee"), { ...empty, ...change }, after);
const issue = () => issueCertificates(as("trainer"), cohortId, [tomas], after);
const standing = () => {
  const one = certificatesIn(as("trainer"), cohortId, after).find(({ revokedAt }) => !revokedAt);
  if (!one) throw new Error("no certificate stands");
  return one;
};
const assess = (right: string) =>
  recordAssessments(
    as("trainer"),
    cohortId,
    newId(),
    (id) => ({ right: id === tomas ? right : "", on: "2026-11-27", afterCoaching: false }),
    after,
  );

describe("what a person gives for their certificate", () => {
  it("is kept for them, changed, and gone when every field is empty", () => {
    save({ legalName: "Tomás Alejandro Rivera", licenseNumber: "SW-1" });
    save({ legalName: "Tomás Alejandro Rivera", licenseNumber: "SW-1" });
    expect(myDetails(as("trainee"))).toMatchObject({ legalName: "Tomás Alejandro Rivera" });
    expect(myDetails(as("trainer"))).toEqual(empty);
    expect(myRecords(as("trainee")).tables.certificate_detail).toHaveLength(1);
    expect(myRecords(as("trainer")).tables.certificate_detail).toBeUndefined();
    const rows = () => db.select().from(audit).where(eq(audit.action, "set-certificate-details")).all();
    expect(rows().map(({ detail }) => detail)).toEqual([{ fields: ["legalName", "licenseNumber"] }]);
    save({});
    expect(db.select().from(certificateDetail).all()).toEqual([]);
    save({ postId: "X" });
    eraseMe(as("trainee"), after);
    expect(db.select().from(certificateDetail).all()).toEqual([]);
  });

  it("is refused with a sentence when it cannot stand on paper", () => {
    const read = (legalName: string) => {
      const form = new FormData();
      form.set("legalName", legalName);
      return readForm(detailsSchema, form);
    };
    expect(read("  Ana   María\n Ruiz ").values).toMatchObject({ legalName: "Ana María Ruiz", rank: null });
    expect(read("").values).toMatchObject({ legalName: null });
    for (const wrong of ["7", "x".repeat(81), "Ana\u202eziuR"])
      expect(read(wrong).errors).toHaveProperty("legalName");
  });

  it("is asked for where a rule set asks", () => {
    expect(askedDetails().map(({ field }) => field)).toEqual(["licenseNumber", "agency", "rank", "postId"]);
  });
});

describe("a certificate", () => {
  it("is made out to the name that the person gave, and says whether the post-assessment was passed", () => {
    save({ legalName: "Tomás Alejandro Rivera", licenseNumber: "SW-1" });
    assess("27");
    issue();
    const { claims } = certificateToPrint(as("trainee"), standing().id);
    expect(claims).toMatchObject({ name: "Tomás Alejandro Rivera", assessmentPassed: true });
    const said = claimLines(claims, shortDay);
    expect(said).toContainEqual({ label: "Post-assessment passed", value: "Yes" });
    expect(JSON.stringify(said)).not.toMatch(/SW-1|27 of 30/);
  });

  it("says what the record says now once it is replaced, and the old number says so", () => {
    issue();
    const old = standing();
    expect(old).toMatchObject({ changed: [], canReplace: true });
    save({ legalName: "Tomás Alejandro Rivera" });
    assess("20");
    noteEvaluations(as("trainer"), cohortId, [tomas], after);
    expect(standing().changed).toEqual(["name", "assessmentPassed", "evaluationReturned"]);

    const number = replaceCertificate(as("trainer"), cohortId, old.id, after);
    expect(replaceCertificate(as("coordinator"), cohortId, old.id, after)).toBe(number);
    expect(standing()).toMatchObject({ id: number, changed: [] });
    expect(db.select().from(certificate).all()).toHaveLength(2);
    expect(checkCertificate(old.id, "10.0.0.1", after)).toMatchObject({ revokedReason: "replaced" });
    expect(JSON.stringify(checkCertificate(old.id, "10.0.0.1", after))).not.toContain(number);
    expect(checkCertificate(number, "10.0.0.1", after)?.claims).toMatchObject({
      name: "Tomás Alejandro Rivera",
      assessmentPassed: false,
    });
    expect(db.select().from(audit).where(eq(audit.action, "replace-certificate")).all()).toMatchObject([
      { subject: cohortId, siteId: "denver", detail: { personId: tomas, certificate: number } },
    ]);
  });

  it("is not replaced by others, once it is revoked, or while something is missing", () => {
    issue();
    const { id } = standing();
    for (const who of ["trainee", "grantee", "administrator", "chicagoTrainer"] as const)
      expect(refused(() => replaceCertificate(as(who), cohortId, id, after))).toBe(404);
    const [first] = db.select().from(certificate).all();
    db.update(certificate)
      .set({ claims: { ...(first?.claims as Claims), contactHours: 28 } })
      .run();
    expect(standing().changed).toEqual(["contactHours"]);
    const early = atClass("12:00", "2026-11-26");
    expect(refused(() => replaceCertificate(as("trainer"), cohortId, id, early))).toBe(409);
    expect(standing().revokedAt).toBeNull();
    revokeCertificate(as("trainer"), cohortId, id, "mistake", after);
    expect(refused(() => replaceCertificate(as("trainer"), cohortId, id, after))).toBe(409);
  });

  it("of an earlier edition of Cairn is not called wrong for what it does not say", () => {
    issue();
    const { claims } = certificateToPrint(as("trainee"), standing().id);
    const { assessmentPassed: _, ...older } = claims;
    db.update(certificate)
      .set({ claims: { ...older, version: 1 } })
      .run();
    assess("20");
    expect(standing().changed).toEqual([]);
  });
});

describe("the record sheet", () => {
  it("is for the owner alone", () => {
    issue();
    const { id } = standing();
    for (const who of ["trainer", "coordinator", "secondTrainee", "grantee"] as const)
      expect(refused(() => recordToPrint(as(who), id))).toBe(404);
    revokeCertificate(as("trainer"), cohortId, id, "mistake", after);
    expect(refused(() => recordToPrint(as("trainee"), id))).toBe(409);
  });

  it("adds what the person gave, the full title and the objectives, tagged", async () => {
    save({ licenseNumber: "SW-12345", agency: "Metro Police [1] *x*", rank: "Sergeant" });
    issue();
    const { number, claims, sheet } = recordToPrint(as("trainee"), standing().id);
    const address = `http://127.0.0.1:3000/verify/${number}`;
    const bytes = await typesetPdf(recordSheet(claims, sheet, number, address, qrCode(address), shortDay));
    const pdf = await getDocument({ data: new Uint8Array(bytes) }).promise;
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    let text = "";
    for (let n = 1; n <= pdf.numPages; n += 1) {
      const { items } = await (await pdf.getPage(n)).getTextContent();
      text += `${items.map((item) => ("str" in item ? item.str : "")).join(" ")} `;
    }
    text = text.replaceAll(/\s+/g, " ");
    for (const part of ["SW-12345", "Metro Police [1] *x*", "Sergeant", sheet.fullTitle, "27.0"])
      expect(text).toContain(part);
    expect(sheet.modules).toHaveLength(27);
    expect(text).toContain(sheet.modules[26]?.title);
  });
});
