import { escaped } from "#app/content/folio-xhtml.ts";
import { dayTitle, idOf, itemsOf, type Packing, pageOf } from "./packing.ts";

/**
 * imsmanifest.xml of SCORM 1.2, a lesson for each SCO. No mastery score on purpose: with one, a system judges by the
 * score alone, and a lesson that is not read would be passed.
 */
export function manifest12(packing: Packing): string {
  const items = itemsOf(packing, {
    day: (day, inside) =>
      `<item identifier="${idOf(day.id)}"><title>${escaped(dayTitle(day))}</title>\n${inside}\n</item>`,
    lesson: ({ id, title }) =>
      `<item identifier="item-${idOf(id)}" identifierref="lesson-${idOf(id)}"><title>${escaped(title)}</title></item>`,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${packing.id}" version="${escaped(packing.edition.slice(0, 20))}"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="course">
<organization identifier="course">
<title>${escaped(packing.title)}</title>
${items}
</organization>
</organizations>
<resources>
${resources(packing, "adlcp:scormtype")}
</resources>
</manifest>
`;
}

/** The resources of either version; `kind` is the attribute that tells a SCO from what it shares. */
export function resources({ lessons, shared }: Packing, kind: string): string {
  const file = (name: string) => `<file href="${escaped(name)}"/>`;
  return [
    ...lessons.map(
      (lesson) =>
        `<resource identifier="lesson-${idOf(lesson.id)}" type="webcontent" ${kind}="sco" href="${escaped(pageOf(lesson))}">
${lesson.files.map(file).join("\n")}
<dependency identifierref="shared"/>
</resource>`,
    ),
    `<resource identifier="shared" type="webcontent" ${kind}="asset">
${shared.map(file).join("\n")}
</resource>`,
  ].join("\n");
}
