import { catalogue, image, siteOf } from "#app/content/catalogue.server.ts";
import { zipped } from "#app/lib/zip.ts";
import { cartridgeFiles } from "./cartridge.ts";
import type { CartridgeVersion } from "./cartridge-versions.ts";
import { hashOfAll, matterOf, nameOf } from "./make-package.server.ts";
import { lessonDays, lessonTitle } from "./package.ts";
import { idOf } from "./packing.ts";
import { playerFiles } from "./player-files.server.ts";

/**
 * A Common Cartridge of one module, or of the whole course where `module` is null, with the local texts of `site`.
 * The same texts give the same bytes.
 */
export function makeCartridge(spec: {
  version: CartridgeVersion;
  module: string | null;
  site: string | null;
}): {
  bytes: Uint8Array;
  hash: string;
} {
  const { course } = catalogue();
  const matters = matterOf(spec);
  const place = siteOf(spec.site)?.name ?? "National edition";
  const only = spec.module === null ? undefined : matters[0]?.lesson;
  const shared = playerFiles()
    .filter(([name]) => !name.endsWith(".js"))
    .map(([name, bytes]) => [`shared/${name}`, bytes] as const);
  const texts = cartridgeFiles({
    version: spec.version,
    id: nameOf(spec),
    title: only ? lessonTitle(only) : `${course.title} (${place})`,
    description: only ? only.summary : `${course.title}, ${place}, edition ${course.edition}.`,
    matters,
    days: only ? null : lessonDays(catalogue()),
    shared: shared.map(([name]) => name),
  });
  const pictures = matters.flatMap(({ lesson }) =>
    lesson.pictures.flatMap(({ path, owner, source }): [string, Uint8Array][] => {
      const bytes = image(owner, source);
      return bytes ? [[`lesson-${idOf(lesson.id)}/${path}`, bytes]] : [];
    }),
  );
  return {
    bytes: zipped([...texts, ...pictures, ...shared]),
    hash: hashOfAll(matters),
  };
}
