import { brotliDecompressSync } from "node:zlib";
import { z } from "zod";

/**
 * The reader of frozen editions. A frozen file is kept for good while the schemas of the curriculum go on changing, so this
 * file imports none of them: sources and blocks are plain text here. A file that is written differently one day gets the
 * next format, and those before it are still read.
 */
export const newestFormat = 1;

const blockSchema = z.object({
  /** "m-1.1/who-this-is-for/3" */
  place: z.string(),
  section: z.string(),
  kind: z.string(),
  text: z.string(),
  sources: z.array(z.string()),
});
const unitSchema = z.object({
  id: z.string(),
  title: z.string(),
  group: z.string(),
  blocks: z.array(blockSchema),
});
const frozenSchema = z.object({
  /** 2026.1 was frozen before formats had numbers; it is of the first. */
  format: z.literal(1).default(1),
  name: z.string(),
  /** The sources: texts as they are, pictures in base64. */
  texts: z.record(z.string(), z.string()),
  bytes: z.record(z.string(), z.string()),
  /** The blocks of each book, by the name of the book. */
  blocks: z.record(z.string(), z.array(unitSchema)),
  /** The hash of each block, once, in order. */
  hashes: z.array(z.string()),
});

export type Frozen = z.infer<typeof frozenSchema>;
export type FrozenUnit = z.infer<typeof unitSchema>;

/** Reads a frozen file. Throws for one of a format that is newer than this program, and for one that is damaged. */
export function readFrozen(packed: Uint8Array): Frozen {
  const said: unknown = JSON.parse(brotliDecompressSync(packed).toString("utf8"));
  const { format } = z.object({ format: z.number().default(1) }).parse(said);
  if (format > newestFormat)
    throw new Error(
      `This edition was frozen by a newer program (format ${format}; this one reads ${newestFormat}).`,
    );
  return frozenSchema.parse(said);
}
