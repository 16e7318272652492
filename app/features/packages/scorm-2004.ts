import { escaped } from "#app/content/folio-xhtml.ts";
import { dayTitle, idOf, itemsOf, type Packing } from "./packing.ts";
import { resources } from "./scorm-12.ts";

/**
 * imsmanifest.xml of SCORM 2004, 4th edition. Sequencing forbids nothing: any lesson can be opened at any time. Lessons
 * say for themselves whether they are completed and passed; one without a quiz does not count toward success.
 */
export function manifest2004(packing: Packing): string {
  const items = itemsOf(packing, {
    day: (day, inside) =>
      `<item identifier="${idOf(day.id)}"><title>${escaped(dayTitle(day))}</title>\n${inside}\n${freely}\n</item>`,
    lesson: ({ id, title, quiz }) =>
      `<item identifier="item-${idOf(id)}" identifierref="lesson-${idOf(id)}"><title>${escaped(title)}</title>
<imsss:sequencing>
<imsss:rollupRules rollupObjectiveSatisfied="${quiz !== null}" objectiveMeasureWeight="${quiz ? "1.0" : "0.0"}"/>
<imsss:objectives><imsss:primaryObjective objectiveID="primary-${idOf(id)}" satisfiedByMeasure="false"/></imsss:objectives>
<imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
</imsss:sequencing></item>`,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${packing.id}" version="${escaped(packing.edition.slice(0, 20))}"
  xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"
  xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"
  xmlns:imsss="http://www.imsglobal.org/xsd/imsss"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsglobal.org/xsd/imscp_v1p1 imscp_v1p1.xsd http://www.adlnet.org/xsd/adlcp_v1p3 adlcp_v1p3.xsd http://www.adlnet.org/xsd/adlseq_v1p3 adlseq_v1p3.xsd http://www.imsglobal.org/xsd/imsss imsss_v1p0.xsd">
<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
<organizations default="course">
<organization identifier="course" adlseq:objectivesGlobalToSystem="false">
<title>${escaped(packing.title)}</title>
${items}
${freely}
</organization>
</organizations>
<resources>
${resources(packing, "adlcp:scormType")}
</resources>
</manifest>
`;
}

const freely = `<imsss:sequencing><imsss:controlMode choice="true" choiceExit="true" flow="true"/></imsss:sequencing>`;
