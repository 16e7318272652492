import { createHash } from "node:crypto";
import {
  catalogue,
  image,
  lineHtml,
  printedSite,
  shortHash,
  siteOf,
  sourcesFor,
} from "#app/content/catalogue.server.ts";
import { noticeOf } from "#app/features/manual/press.ts";
import { zipped } from "#app/lib/zip.ts";
import { courseStructure } from "./cmi5.ts";
import { type Lesson, lessonDays, lessonOf, lessonTitle } from "./package.ts";
import { idOf, type PackedLesson, type Packing } from "./packing.ts";
import { lessonPage, type Matter, type SupportLine } from "./page.ts";
import { playerFiles } from "./player-files.server.ts";
import { manifest12 } from "./scorm-12.ts";
import { manifest2004 } from "./scorm-2004.ts";
import type { System } from "./systems.ts";

/** One module, or the whole course where `module` is null, with the local texts of `site`. */
export type PackageSpec = { system: System; module: string | null; site: string | null };

const manifests: Record<System, { name: string; of: (packing: Packing) => string }> = {
  "scorm-12": { name: "imsmanifest.xml", of: manifest12 },
  "scorm-2004": { name: "imsmanifest.xml", of: manifest2004 },
  cmi5: { name: "cmi5.xml", of: courseStructure },
};

/**
 * The zip that a learning system imports. The same texts give the same bytes. `origin` names the package for good in
 * cmi5; `hash` is that of what its lessons say.
 */
export function makePackage(spec: PackageSpec, origin: string): { bytes: Uint8Array; hash: string } {
  const matters = matterOf(spec);
  const shared = playerFiles().map(([name, bytes]) => [`shared/${name}`, bytes] as const);
  const files: [string, Uint8Array | string][] = [];
  const lessons = matters.map((matter): PackedLesson => {
    const { lesson } = matter;
    const folder = `lesson-${idOf(lesson.id)}`;
    const own: [string, Uint8Array | string][] = [
      [`${folder}/index.html`, lessonPage(matter, spec.system)],
      ...lesson.pictures.flatMap(({ path, owner, source }): [string, Uint8Array][] => {
        const bytes = image(owner, source);
        return bytes ? [[`${folder}/${path}`, bytes]] : [];
      }),
    ];
    files.push(...own);
    return {
      id: lesson.id,
      title: lessonTitle(lesson),
      summary: lesson.summary,
      quiz: lesson.quiz,
      files: own.map(([name]) => name),
    };
  });
  const packing = packingOf(
    spec,
    lessons,
    shared.map(([name]) => name),
    origin,
  );
  const { name, of } = manifests[spec.system];
  return {
    bytes: zipped([[name, of(packing)], ...files, ...shared]),
    hash: hashOfAll(matters),
  };
}

/** The name of a package as XML takes it for an id. */
export const nameOf = ({ module, site }: Omit<PackageSpec, "system">): string =>
  idOf(`ccip-${module ?? "course"}-${site ?? "national"}`);

function packingOf(spec: PackageSpec, lessons: PackedLesson[], shared: string[], origin: string): Packing {
  const { course } = catalogue();
  const where = spec.site ?? "national";
  const place = siteOf(spec.site)?.name ?? "National edition";
  const [only] = lessons;
  const isAlone = spec.module !== null && only !== undefined;
  return {
    id: nameOf(spec),
    title: isAlone ? only.title : `${course.title} (${place})`,
    description: isAlone ? only.summary : `${course.title}, ${place}, edition ${course.edition}.`,
    edition: course.edition,
    iri: `${origin}/packages/${course.id}/${where}${spec.module ? "/alone" : ""}`,
    lessons,
    days: isAlone ? null : lessonDays(catalogue()),
    shared,
  };
}

/** What each lesson of a package shows, in the order of the course. */
export function matterOf({ module: wanted, site: siteId }: Omit<PackageSpec, "system">): Matter[] {
  const content = catalogue();
  const site = printedSite(siteId);
  const notice = noticeOf(site);
  const { title, edition } = content.course;
  const status = notice ? `${notice} ${content.course.status}` : content.course.status;
  const hotline = site?.slots.child_abuse_hotline;
  const hotlineText =
    hotline && hotline.status !== "missing" ? hotline.text.replaceAll(/\*\*|\s*\[@[^\]]*\]/gu, "") : "";
  const support = content.support.lines.map(
    (line): SupportLine => ({
      name: line.name,
      call: line.call ?? null,
      text: line.text ?? null,
      chat: line.chat ?? null,
      hours: line.hours ?? null,
      is: line.what_it_is,
      isNot: line.what_it_is_not ?? null,
      localHtml: line.id === "child-abuse-hotline" && hotlineText ? lineHtml(hotlineText) : null,
    }),
  );
  const ids = wanted === null ? lessonDays(content).flatMap(({ lessons }) => lessons) : [wanted];
  return ids
    .flatMap((id) => content.modules.get(id) ?? [])
    .map((module) => {
      const lesson = lessonOf(content, module, site, sourcesFor(module.id, siteId));
      return {
        lesson,
        hash: shortHash(hashOf(lesson)),
        programme: title,
        place: site?.name ?? "National edition",
        edition,
        status,
        hotline: hotlineText,
        support,
      };
    });
}

/** Of what all lessons of a package say. */
export const hashOfAll = (matters: Matter[]): string =>
  createHash("sha256")
    .update(matters.map(({ hash }) => hash).join("\n"))
    .digest("hex");

const hashOf = (lesson: Lesson): string => createHash("sha256").update(JSON.stringify(lesson)).digest("hex");
