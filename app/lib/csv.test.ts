import fc from "fast-check";
import Papa from "papaparse";
import { expect, it } from "vitest";
import { csvResponse, toCsv } from "./csv.ts";

it("starts with a byte order mark, so that spreadsheets read accents, and ends lines as they expect", () => {
  expect(toCsv(["Name", "Score"], [["Tomás", 4]])).toBe("\uFEFFName,Score\r\nTomás,4\r\n");
});

it("quotes what would break a cell", () => {
  expect(toCsv(["a"], [['He said "no", twice'], ["two\nlines"]])).toBe(
    '\uFEFFa\r\n"He said ""no"", twice"\r\n"two\nlines"\r\n',
  );
});

it("no cell is a formula", () => {
  fc.assert(
    fc.property(fc.constantFrom("=", "+", "-", "@", "\t", "\r"), fc.string(), (first, rest) => {
      const [, row] = Papa.parse<string[]>(toCsv(["a"], [[first + rest]]).slice(1), { delimiter: "," }).data;
      expect(row?.[0]).toBe(`'${first}${rest}`);
    }),
  );
});

it("every other text comes back as it was", () => {
  const plain = fc.string({ minLength: 1 }).filter((text) => !/^[=+\-@\t\r]/.test(text));
  fc.assert(
    fc.property(plain, (text) => {
      const [, row] = Papa.parse<string[]>(toCsv(["a", "b"], [[text, 1]]).slice(1), { delimiter: "," }).data;
      expect(row).toEqual([text, "1"]);
    }),
  );
});

it("is a download that no cache keeps", () => {
  const { headers } = csvResponse("progress.csv", "a");
  expect(headers.get("Content-Disposition")).toBe('attachment; filename="progress.csv"');
  expect(headers.get("Cache-Control")).toBe("no-store");
});
