import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { beforeEach, expect, it } from "vitest";
import { typesetPdf } from "#app/features/manual/small-pdf.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { presence } from "#db/schema/room.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { keySheet, sheetsOf } from "./sheets.server.ts";

const tomas = personIdOf(cast.trainee);
const grace = personIdOf(cast.secondTrainee);
const evening = atClass("18:00");

let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
});

const key = (cells: { [cell: string]: string }, id = newId()) =>
  keySheet(as("trainer"), cohortId, "2", id, (person, field) => cells[`${person} ${field}`] ?? "", evening);
const rows = () => db.select().from(presence).all();

it("four days print four dated sheets with everybody, room for walk-ins and the trainers’ signatures", async () => {
  const pdf = await getDocument({ data: new Uint8Array(await typesetPdf(sheetsOf(as("trainer"), cohortId))) })
    .promise;
  expect(pdf.numPages).toBe(4);
  expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
  for (const [index, date] of [
    "Monday, November 23",
    "Tuesday, November 24",
    "Wednesday, November 25",
    "Thursday, November 26",
  ].entries()) {
    const { items } = await (await pdf.getPage(index + 1)).getTextContent();
    const text = items
      .map((item) => ("str" in item ? item.str : ""))
      .join(" ")
      .replaceAll(/\s+/g, " ");
    for (const part of [
      date,
      `Day ${index + 1}`,
      "8:30 AM to 4:45 PM",
      "Tomás Rivera",
      "Amina Okafor",
      "Room 2",
      "Signature",
    ])
      expect(text).toContain(part);
  }
  expect(refused(() => sheetsOf(as("trainee"), cohortId))).toBe(404);
  expect(refused(() => sheetsOf(as("chicagoTrainer"), cohortId))).toBe(404);
});

it("a keyed sheet is recorded once, as from paper", () => {
  const cells = {
    [`${tomas} in1`]: "830",
    [`${tomas} out1`]: "12",
    [`${tomas} in2`]: "1:05",
    [`${tomas} out2`]: "4.45p",
    [`${grace} in1`]: "9",
  };
  const id = newId();
  expect(key(cells, id)).toEqual({ errors: {}, saved: 5 });
  expect(key(cells, id)).toEqual({ errors: {}, saved: 5 });
  expect(rows()).toHaveLength(5);
  expect(rows().every(({ way }) => way === "paper")).toBe(true);
  expect(
    rows()
      .filter(({ personId }) => personId === tomas)
      .map(({ at }) => at),
  ).toEqual(["08:30", "12:00", "13:05", "16:45"].map((clock) => atClass(clock)));
});

it("says beside the cell what is wrong, and writes nothing until it is right", () => {
  expect(
    key({
      [`${tomas} in1`]: "8:30",
      [`${tomas} out1`]: "8:15",
      [`${grace} in1`]: "eight",
      [`${grace} out1`]: "7pm",
    }),
  ).toEqual({
    errors: {
      [`${grace} in1`]: "Write a time such as 8:30, 830 or 4:45p.",
      [`${grace} out1`]: "7:00 PM is still to come.",
    },
    saved: 0,
  });
  const { errors } = key({ [`${tomas} in1`]: "8:30", [`${tomas} out1`]: "8:15" });
  expect(errors[`${tomas} out1`]).toBe("Tomás Rivera: Signed out at 8:15 AM without being signed in.");
  expect(rows()).toEqual([]);
  expect(refused(() => keySheet(as("trainee"), cohortId, "2", newId(), () => "", evening))).toBe(404);
});
