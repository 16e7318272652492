import { zipped } from "#app/lib/zip.ts";
import { hashOfAll, matterOf, nameOf } from "./make-package.server.ts";
import { questionFiles } from "./qti.ts";

/**
 * The questions of one module, or of the whole course where `module` is null, as a package of QTI 2.1. The same texts
 * give the same bytes. Throws for a module without a quiz.
 */
export function makeQuestions(spec: { module: string | null; site: string | null }): {
  bytes: Uint8Array;
  hash: string;
} {
  const matters = matterOf(spec);
  if (matters.every(({ lesson }) => !lesson.quiz)) throw new Error(`"${spec.module}" has no quiz.`);
  const lessons = matters.map(({ lesson }) => lesson);
  return { bytes: zipped(questionFiles(nameOf(spec), lessons)), hash: hashOfAll(matters) };
}
