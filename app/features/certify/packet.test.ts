import { strFromU8, unzipSync } from "fflate";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { beforeEach, expect, it } from "vitest";
import { typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { correctPresence, recordPresence } from "#app/features/room/ledger.server.ts";
import { newId } from "#app/lib/ids.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { creditCsv, creditSheet } from "./credit.server.ts";
import { packetOf, packetZip } from "./packet.server.ts";
import { packetSheet } from "./packet-sheet.ts";

const evening = atClass("18:00");
const tomas = personIdOf(cast.trainee);
let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
  const entry = (kind: "in" | "out", clock: string) => ({
    id: newId(),
    personId: tomas,
    kind,
    at: atClass(clock),
  });
  const late = entry("in", "09:05");
  recordPresence(as("trainer"), cohortId, 2, { events: [late, entry("out", "16:45")] }, undefined, evening);
  correctPresence(
    as("trainer"),
    cohortId,
    2,
    { voidId: newId(), presenceId: late.id, instead: entry("in", "08:50"), reason: "Read the clock wrong" },
    evening,
  );
});

const packet = () => packetOf(as("trainer"), cohortId, evening);

it("holds the roster, timetable, hours, sheets, ledger, credit, evaluation, before and after, and rules", () => {
  const files = unzipSync(packetZip(packet()));
  expect(Object.keys(files).sort()).toEqual([
    "before-and-after.csv",
    "credit.csv",
    "evaluation.csv",
    "hourly-distribution.csv",
    "ledger.csv",
    "roster.csv",
    "rule-sets.csv",
    "sign-in-sheets.csv",
    "timetable.csv",
  ]);
  const text = (name: string) => strFromU8(files[name] as Uint8Array);
  expect(text("credit.csv").trim()).toBe(
    creditCsv(creditSheet(as("trainer"), cohortId, evening))
      .replace("\uFEFF", "")
      .trim(),
  );
  expect(text("ledger.csv")).toContain("9:05 AM,desk,,Read the clock wrong");
  expect(text("ledger.csv")).toContain("8:50 AM,correction,Read the clock wrong,");
  expect(text("roster.csv")).toContain("Tomás Rivera");
});

it("is one tagged PDF with the same credit", async () => {
  const { tables } = packet();
  const source = packetSheet({ title: "Packet", lines: ["A cohort."], tables });
  const pdf = await getDocument({ data: new Uint8Array(await typesetPdf(source)) }).promise;
  expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
  let text = "";
  for (let n = 1; n <= pdf.numPages; n += 1) {
    const { items } = await (await pdf.getPage(n)).getTextContent();
    text += `${items.map((item) => ("str" in item ? item.str : "")).join(" ")} `;
  }
  text = text.replaceAll(/\s+/g, " ");
  for (const { title } of tables) expect(text).toContain(title);
  const credit = tables.find(({ id }) => id === "credit");
  const row = credit?.rows.find(([name]) => name === "Tomás Rivera") ?? [];
  expect(text).toContain(row.filter(Boolean).join(" "));
});

it("is for those who issue certificates at the site", () => {
  for (const who of ["trainee", "grantee", "administrator", "chicagoTrainer"] as const)
    expect(refused(() => packetOf(as(who), cohortId))).toBe(404);
});
