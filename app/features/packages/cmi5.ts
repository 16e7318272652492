import { escaped } from "#app/content/folio-xhtml.ts";
import { dayTitle, itemsOf, type Packing, pageOf } from "./packing.ts";

/**
 * cmi5.xml: a lesson for each assignable unit, a block for each day. A lesson with a quiz counts when it is completed and
 * passed, one without when it is completed.
 */
export function courseStructure(packing: Packing): string {
  const units = itemsOf(packing, {
    day: (day, inside) => `<block id="${escaped(`${packing.iri}/${day.id}`)}">
${titled(dayTitle(day), day.question)}
${inside}
</block>`,
    lesson: (lesson) => {
      const { id, title, summary, quiz } = lesson;
      const counts = quiz
        ? `moveOn="CompletedAndPassed" masteryScore="${quiz.pass / 100}"`
        : 'moveOn="Completed"';
      return `<au id="${escaped(`${packing.iri}/${id}`)}" ${counts} launchMethod="AnyWindow" activityType="http://adlnet.gov/expapi/activities/lesson">
${titled(title, summary)}
<url>${escaped(pageOf(lesson))}</url>
</au>`;
    },
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
<course id="${escaped(packing.iri)}">
${titled(packing.title, packing.description)}
</course>
${units}
</courseStructure>
`;
}

const titled = (title: string, description: string): string =>
  `<title><langstring lang="en-US">${escaped(title)}</langstring></title>
<description><langstring lang="en-US">${escaped(description)}</langstring></description>`;
