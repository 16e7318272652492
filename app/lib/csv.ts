import Papa from "papaparse";

/** CSV text with CRLF line ends. Cells that a spreadsheet would run as a formula are quoted with an apostrophe. */
export const toCsv = (header: string[], rows: (string | number)[][]): string =>
  `\uFEFF${Papa.unparse({ fields: header, data: rows }, { newline: "\r\n", escapeFormulae: true })}\r\n`;

/** A CSV answer to download. `filename` is ASCII and neutral. */
export const csvResponse = (filename: string, text: string): Response =>
  new Response(text, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${filename}"`,
      "Cache-Control": "no-store",
    },
  });
