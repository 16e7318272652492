/** PDF/UA refuses a character that no font can show. Which ones can be shown stands in each font's `cmap` table. */
export function coverageOf(fonts: readonly Buffer[]): ReadonlySet<number> {
  const covered = new Set<number>();
  for (const font of fonts) for (const code of charactersOf(font)) covered.add(code);
  return covered;
}

/** Writes characters without a glyph as their code, so that a strange name never stops a book: 漢 becomes [U+6F22]. */
export function fitToFonts(source: string, covered: ReadonlySet<number>): string {
  return source.replace(/\P{ASCII}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (covered.has(code) || code === 0x200b) return character;
    if (/[\p{M}\p{Cf}]/u.test(character)) return "";
    return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}

function* charactersOf(font: Buffer): Generator<number> {
  const tables = font.readUInt16BE(4);
  for (let index = 0; index < tables; index += 1) {
    const record = 12 + index * 16;
    if (font.toString("latin1", record, record + 4) === "cmap")
      yield* charactersOfCmap(font, font.readUInt32BE(record + 8));
  }
}

function* charactersOfCmap(font: Buffer, cmap: number): Generator<number> {
  const subtables = font.readUInt16BE(cmap + 2);
  for (let index = 0; index < subtables; index += 1) {
    const at = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4);
    const format = font.readUInt16BE(at);
    if (format === 4) {
      const segments = font.readUInt16BE(at + 6) / 2;
      for (let segment = 0; segment < segments; segment += 1) {
        const end = font.readUInt16BE(at + 14 + segment * 2);
        const start = font.readUInt16BE(at + 16 + segments * 2 + segment * 2);
        for (let code = start; code <= end && code < 0xffff; code += 1) yield code;
      }
    } else if (format === 12) {
      const groups = font.readUInt32BE(at + 12);
      for (let group = 0; group < groups; group += 1) {
        const record = at + 16 + group * 12;
        for (let code = font.readUInt32BE(record); code <= font.readUInt32BE(record + 4); code += 1)
          yield code;
      }
    }
  }
}
