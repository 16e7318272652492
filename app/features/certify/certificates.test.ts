import { eq } from "drizzle-orm";
import Papa from "papaparse";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { beforeEach, describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { type Entry, recordPresence } from "#app/features/room/ledger.server.ts";
import { recordRun } from "#app/features/room/run.server.ts";
import { shortDay } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { db, transact } from "#db/client.server.ts";
import { insertPassedQuizzes } from "#db/demo.ts";
import { certificate, evaluationReturn } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { claimLines, plainNumber, spelled } from "./certificate.ts";
import { certificateSheet } from "./certificate-sheet.ts";
import {
  certificatesIn,
  certificateToPrint,
  checkCertificate,
  issueCertificates,
  revokeCertificate,
} from "./certificates.server.ts";
import { creditCsv, creditJson, creditSheet, myCredit, noteEvaluations } from "./credit.server.ts";
import { decimal } from "./credit.ts";

const tomas = personIdOf(cast.trainee);
const grace = personIdOf(cast.secondTrainee);
const days = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];
const after = atClass("09:00", "2026-11-28");

let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
  transact((tx) => insertPassedQuizzes(tx, cast.trainee, atClass("20:00", "2026-11-22")));
  for (const [index, day] of days.entries()) {
    const entry = (personId: string, kind: "in" | "out", clock: string): Entry => ({
      id: newId(),
      personId,
      kind,
      at: atClass(clock, day),
    });
    const events = [
      entry(tomas, "in", "08:20"),
      entry(tomas, "out", "16:50"),
      entry(grace, "in", "10:00"),
      entry(grace, "out", "16:00"),
    ];
    recordPresence(as("trainer"), cohortId, index + 1, { events }, undefined, after);
  }
});

const issue = (personIds = [tomas]) => issueCertificates(as("trainer"), cohortId, personIds, after);
const only = () => {
  const [one] = db.select().from(certificate).all();
  if (!one) throw new Error("no certificate");
  return one;
};

describe("issueCertificates", () => {
  it("issues to whoever has everything, and to nobody else", () => {
    expect(issue([tomas, grace])).toEqual({ issued: 1, known: 0, notReady: ["Grace Lindqvist"] });
    expect(only()).toMatchObject({ personId: tomas, cohortId, kind: "completion", revokedAt: null });
    expect(only().id).toMatch(/^[2-9A-Z]{16}$/);
    expect(only().claims).toMatchObject({
      name: "Tomás Rivera",
      course: "CCIP Training",
      contactHours: 27,
      modulesOnlyHours: 24,
      dates: days,
      format: "In person",
      trainers: ["Amina Okafor", "Daniel Whitehorse"],
      issuedOn: "2026-11-28",
      signedBy: "Amina Okafor, trainer",
    });
    expect(db.select().from(audit).where(eq(audit.action, "issue-certificate")).all()).toMatchObject([
      { subject: cohortId, siteId: "denver", detail: { personId: tomas, certificate: only().id } },
    ]);
  });

  it("issues once however often it is asked", () => {
    for (let n = 0; n < 50; n += 1) issue();
    expect(db.select().from(certificate).all()).toHaveLength(1);
    expect(db.select().from(audit).where(eq(audit.action, "issue-certificate")).all()).toHaveLength(1);
  });

  it("is refused for other roles and other sites", () => {
    for (const who of ["trainee", "grantee", "administrator", "reviewer", "chicagoTrainer"] as const)
      expect(refused(() => issueCertificates(as(who), cohortId, [tomas], after))).toBe(404);
    expect(refused(() => issueCertificates(as("trainer"), "c-elsewhere", [tomas], after))).toBe(404);
    expect(db.select().from(certificate).all()).toEqual([]);
  });

  it("says nothing of the topic", () => {
    issue();
    const never = catalogue().course.instruments.certificate?.never ?? [];
    const said = claimLines(only().claims as never, shortDay)
      .map(({ label, value }) => `${label} ${value}`)
      .join(" ")
      .toLowerCase();
    for (const word of never) expect(said).not.toMatch(new RegExp(`\\b${word}`));
  });
});

describe("revokeCertificate", () => {
  it("keeps the number, says so to whoever checks it, and lets a new one be issued", () => {
    issue();
    const first = only().id;
    revokeCertificate(as("coordinator"), cohortId, first, "attendance", after);
    revokeCertificate(as("trainer"), cohortId, first, "mistake", after);
    expect(checkCertificate(first, "10.0.0.1", after)).toMatchObject({
      revokedAt: after,
      revokedReason: "attendance",
    });
    expect(refused(() => certificateToPrint(as("trainee"), first))).toBe(409);
    expect(issue().issued).toBe(1);
    expect(certificatesIn(as("trainer"), cohortId).map(({ revokedAt }) => revokedAt === null)).toContain(
      true,
    );
    expect(db.select().from(certificate).all()).toHaveLength(2);
    const revoked = db.select().from(audit).where(eq(audit.action, "revoke-certificate")).all();
    expect(revoked).toHaveLength(1);
  });

  it("is refused for other roles, other sites and other cohorts", () => {
    issue();
    const { id } = only();
    for (const who of ["trainee", "grantee", "chicagoTrainer"] as const)
      expect(refused(() => revokeCertificate(as(who), cohortId, id, "mistake", after))).toBe(404);
    expect(refused(() => revokeCertificate(as("chicagoTrainer"), "c-elsewhere", id, "mistake", after))).toBe(
      404,
    );
    expect(only().revokedAt).toBeNull();
  });
});

describe("whoever holds a number", () => {
  it("sees every claim, with or without dashes", () => {
    issue();
    const { id, claims } = only();
    expect(checkCertificate(spelled(id).toLowerCase(), "10.0.0.1", after)).toMatchObject({
      number: id,
      claims,
    });
    expect(plainNumber(spelled(id))).toBe(id);
    expect(checkCertificate("QQQQQQQQQQQQQQQQ", "10.0.0.1", after)).toBeNull();
  });

  it("cannot try numbers without end", () => {
    for (let n = 0; n < 60; n += 1) checkCertificate("QQQQ", "10.0.0.2", after);
    expect(refused(() => checkCertificate("QQQQ", "10.0.0.2", after))).toBe(429);
    expect(checkCertificate("QQQQ", "10.0.0.3", after)).toBeNull();
  });

  it("gets the paper only as its owner or as somebody who issues them there", () => {
    issue();
    const { id } = only();
    expect(certificateToPrint(as("trainee"), id).number).toBe(id);
    expect(certificateToPrint(as("coordinator"), id).number).toBe(id);
    for (const who of ["secondTrainee", "grantee", "administrator", "chicagoTrainer"] as const)
      expect(refused(() => certificateToPrint(as(who), id))).toBe(404);
  });
});

async function readPdf(bytes: Buffer) {
  const pdf = await getDocument({ data: new Uint8Array(bytes) }).promise;
  let text = "";
  for (let n = 1; n <= pdf.numPages; n += 1) {
    const { items } = await (await pdf.getPage(n)).getTextContent();
    text += `${items.map((item) => ("str" in item ? item.str : "")).join(" ")} `;
  }
  const { info } = (await pdf.getMetadata()) as { info: { Title?: string } };
  return {
    pages: pdf.numPages,
    text: text.replaceAll(/\s+/g, " "),
    title: info.Title,
    marks: await pdf.getMarkInfo(),
  };
}

it("the paper holds every claim on one tagged page", async () => {
  issue();
  const { number, claims } = certificateToPrint(as("trainee"), only().id);
  const address = `http://127.0.0.1:3000/verify/${number}`;
  const read = await readPdf(
    await typesetPdf(certificateSheet(claims, number, address, qrCode(address), shortDay)),
  );
  expect(read.pages).toBe(1);
  expect(read.marks).toMatchObject({ Marked: true });
  expect(read.title).toBe("Certificate of Completion, CCIP Training");
  for (const text of [
    "Tomás Rivera",
    "27.0",
    "24.0",
    "Amina Okafor, Daniel Whitehorse",
    spelled(number),
    "In person",
  ])
    expect(read.text).toContain(text);
  expect(read.text.replaceAll(" ", "")).toContain(number);
});

it("page, CSV, JSON, the trainee's own page and the certificate say the same", () => {
  issue();
  const sheet = creditSheet(as("trainer"), cohortId, after);
  const csv = Papa.parse<{ [column: string]: string }>(creditCsv(sheet).trim().replace("\uFEFF", ""), {
    header: true,
  });
  const json = creditJson(sheet);
  for (const row of sheet.rows) {
    const line = csv.data.find(({ Name }) => Name === row.name);
    const person = json.people.find(({ id }) => id === row.personId);
    for (const [index, credit] of row.credits.entries()) {
      const rules = sheet.ruleSets[index] as (typeof sheet.ruleSets)[number];
      expect(line?.[`${rules.title}: minutes credited`]).toBe(String(credit.credited));
      expect(line?.[`${rules.title}: ${rules.unit.many}`]).toBe(decimal(credit.units));
      expect(person?.credit[rules.id]).toMatchObject({ credited: credit.credited, units: credit.units });
    }
  }
  const mine = myCredit(as("trainee"), after)[0]?.row;
  const theirs = sheet.rows.find(({ personId }) => personId === tomas);
  expect(mine).toEqual(theirs);
  expect((only().claims as { contactHours: number }).contactHours).toBe(theirs?.credits[0]?.units);
});

it("notes who returned a form, once, and only by those who may", () => {
  const note = (ids: string[]) => noteEvaluations(as("trainer"), cohortId, ids, after);
  note([tomas, "p-nobody"]);
  note([tomas]);
  expect(db.select().from(evaluationReturn).all()).toMatchObject([{ personId: tomas, cohortId }]);
  note([]);
  expect(db.select().from(evaluationReturn).all()).toEqual([]);
  expect(db.select().from(audit).where(eq(audit.action, "note-evaluations")).all()).toHaveLength(2);
  expect(refused(() => noteEvaluations(as("trainee"), cohortId, [tomas]))).toBe(404);
  expect(refused(() => noteEvaluations(as("chicagoTrainer"), cohortId, [tomas]))).toBe(404);
});

describe("what was cut while a day ran", () => {
  it("earns nobody credit, and is asked of nobody", () => {
    const { course } = catalogue();
    const plan = course.variants[0]?.days[1]?.items.flatMap(({ module }) => module?.plan?.steps ?? []);
    const step = plan?.find(({ id }) => id === "2.1-s7");
    if (step?.mark !== "adaptable") throw new Error("2.1-s7 may be cut in the plan of Day 2");
    const cut = {
      id: newId(),
      kind: "cut" as const,
      target: step.id,
      minutes: step.minutes,
      at: atClass("09:00", days[1]).getTime(),
    };
    recordRun(as("trainer"), cohortId, 2, [cut], atClass("09:01", days[1]));
    const [program] = myCredit(as("trainee"), after)[0]?.row.credits ?? [];
    expect(program).toMatchObject({ scheduled: 1620 - step.minutes, attended: 1620 - step.minutes });
    expect(issue().issued).toBe(1);
    expect(only().claims).toMatchObject({ contactHours: 26.75 });

    const undo = { ...cut, id: newId(), kind: "undo" as const, target: cut.id, minutes: null };
    recordRun(as("trainer"), cohortId, 2, [undo], atClass("09:02", days[1]));
    expect(myCredit(as("trainee"), after)[0]?.row.credits[0]).toMatchObject({ scheduled: 1620 });
  });
});
