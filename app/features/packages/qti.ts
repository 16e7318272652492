import { escaped } from "#app/content/folio-xhtml.ts";
import { bare, letterOf, quizTitle } from "./cartridge-questions.ts";
import type { Lesson, LessonItem, LessonQuiz } from "./package.ts";
import { idOf } from "./packing.ts";

const namespace = "http://www.imsglobal.org/xsd/imsqti_v2p1";
const schema = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p1.xsd";
const packaging = "http://www.imsglobal.org/xsd/imscp_v1p1";

/**
 * A package of QTI 2.1: an item for each question, with its key and a reason for each option, and a test for each quiz
 * that adds up the points and says whether they reach the mark to pass. Lessons without a quiz are left out. Pure.
 */
export function questionFiles(id: string, lessons: Lesson[]): [name: string, text: string][] {
  const asked = lessons.flatMap((lesson) => (lesson.quiz ? [{ lesson, quiz: lesson.quiz }] : []));
  return [
    ["imsmanifest.xml", manifest(id, asked)],
    ...asked.flatMap(({ lesson, quiz }): [string, string][] => [
      [`${folderOf(lesson)}/test.xml`, test(lesson, quiz)],
      ...quiz.items.map((one, place): [string, string] => [fileOf(lesson, one), item(one, lesson, place)]),
    ]),
  ];
}

type Asked = { lesson: Lesson; quiz: LessonQuiz };

const folderOf = ({ id }: Lesson): string => `quiz-${idOf(id)}`;
const fileOf = (lesson: Lesson, { id }: LessonItem): string => `${folderOf(lesson)}/${nameOf(id)}.xml`;
/** Identifiers of XML start with a letter. */
const nameOf = (id: string): string => `item-${idOf(id)}`;

function manifest(id: string, asked: Asked[]): string {
  const resources = asked.flatMap(({ lesson, quiz }) => [
    `<resource identifier="test-${idOf(lesson.id)}" type="imsqti_test_xmlv2p1" href="${folderOf(lesson)}/test.xml">
<file href="${folderOf(lesson)}/test.xml"/>
${quiz.items.map((one) => `<dependency identifierref="${nameOf(one.id)}"/>`).join("\n")}
</resource>`,
    ...quiz.items.map(
      (one) =>
        `<resource identifier="${nameOf(one.id)}" type="imsqti_item_xmlv2p1" href="${fileOf(lesson, one)}"><file href="${fileOf(lesson, one)}"/></resource>`,
    ),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${id}" xmlns="${packaging}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="${packaging} http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd">
<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>
<organizations/>
<resources>
${resources.join("\n")}
</resources>
</manifest>
`;
}

/** The standard has no pass mark for a test, so its outcome says it: PASSED, and a line at the end. */
function test(lesson: Lesson, { pass, items }: LessonQuiz): string {
  const outcome = (name: string, type: string, value: string) =>
    `<outcomeDeclaration identifier="${name}" cardinality="single" baseType="${type}"><defaultValue><value>${value}</value></defaultValue></outcomeDeclaration>`;
  const set = (value: boolean) =>
    `<setOutcomeValue identifier="PASSED"><baseValue baseType="boolean">${value}</baseValue></setOutcomeValue>`;
  const refs = items.map(
    ({ id }) => `<assessmentItemRef identifier="${nameOf(id)}" href="${nameOf(id)}.xml"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<assessmentTest ${attributes}
  identifier="test-${idOf(lesson.id)}" title="${escaped(quizTitle(lesson))}">
${outcome("SCORE", "float", "0")}
${outcome("PASSED", "boolean", "false")}
<testPart identifier="part" navigationMode="nonlinear" submissionMode="individual">
<itemSessionControl maxAttempts="0" showFeedback="true"/>
<assessmentSection identifier="questions" title="${escaped(quizTitle(lesson))}" visible="true">
${refs.join("\n")}
</assessmentSection>
</testPart>
<outcomeProcessing>
<setOutcomeValue identifier="SCORE"><sum><testVariables variableIdentifier="SCORE"/></sum></setOutcomeValue>
<outcomeCondition>
<outcomeIf><gte><variable identifier="SCORE"/><baseValue baseType="float">${neededOf(pass, items.length)}</baseValue></gte>${set(true)}</outcomeIf>
<outcomeElse>${set(false)}</outcomeElse>
</outcomeCondition>
</outcomeProcessing>
</assessmentTest>
`;
}

/** The number of right answers of `total` that reach `pass` percent. */
export const neededOf = (pass: number, total: number): number => Math.ceil((pass * total) / 100);

function item({ id, stem, options }: LessonItem, lesson: Lesson, place: number): string {
  const key = options.findIndex(({ correct }) => correct);
  const choices = options.map(
    ({ text }, at) => `<simpleChoice identifier="${letterOf(at)}">${bare(text)}</simpleChoice>`,
  );
  const reasons = options.map(
    ({ feedback, correct }, at) =>
      `<modalFeedback outcomeIdentifier="FEEDBACK" identifier="${letterOf(at)}" showHide="show" title="${correct ? "Right" : "Not this one"}"><p>${bare(feedback)}</p></modalFeedback>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem ${attributes}
  identifier="${nameOf(id)}" title="${escaped(`${lesson.number}, question ${place + 1}`)}" xml:lang="en-US" adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"><correctResponse><value>${letterOf(key)}</value></correctResponse></responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="1"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>
<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>
<itemBody>
<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
<prompt>${bare(stem)}</prompt>
${choices.join("\n")}
</choiceInteraction>
</itemBody>
<responseProcessing>
<responseCondition>
<responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>
<responseElse><setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue></responseElse>
</responseCondition>
<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>
</responseProcessing>
${reasons.join("\n")}
</assessmentItem>
`;
}

const attributes = `xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${namespace} ${schema}"`;
