import { escaped } from "#app/content/folio-xhtml.ts";
import { type CartridgeVersion, schemasOf, shortOf } from "./cartridge-versions.ts";
import type { Lesson, LessonItem, LessonQuiz } from "./package.ts";
import { lessonTitle } from "./package.ts";
import { idOf } from "./packing.ts";

const namespace = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2";

/**
 * A quiz as the profile of QTI 1.2 in Common Cartridge has it: one right answer in each question, and feedback for
 * each option. As many tries as one likes, as in the app; the profile has no place for the mark to pass.
 */
export function questions(lesson: Lesson, quiz: LessonQuiz, version: CartridgeVersion): string {
  const id = idOf(lesson.id);
  const schema = `${schemasOf(version)}/cc${shortOf(version)}_qtiasiv1p2p1_v1p0.xsd`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${namespace} ${schema}">
<assessment ident="quiz-${id}" title="${escaped(quizTitle(lesson))}">
${metadata([
  ["cc_profile", "cc.exam.v0p1"],
  ["qmd_assessmenttype", "Examination"],
  ["qmd_scoretype", "Percentage"],
  ["qmd_feedbackpermitted", "Yes"],
  ["qmd_hintspermitted", "No"],
  ["qmd_solutionspermitted", "No"],
  ["cc_maxattempts", "unlimited"],
])}
<section ident="questions">
${quiz.items.map(question).join("\n")}
</section>
</assessment>
</questestinterop>
`;
}

const letters = ["A", "B", "C", "D", "E", "F"];
export const quizTitle = (lesson: Pick<Lesson, "kind" | "number" | "title">): string =>
  `Check yourself: ${lessonTitle(lesson)}`;

export const letterOf = (place: number): string => letters[place] ?? String(place);

/** Each condition ends the processing: with a "continue", readers take the feedback of an option for that of the question. */
function question({ id, stem, options }: LessonItem, place: number): string {
  const labels = options.map(
    ({ text }, at) => `<response_label ident="${letterOf(at)}">${material(text)}</response_label>`,
  );
  const conditions = options.map(
    ({ correct }, at) => `<respcondition continue="No">
<conditionvar><varequal respident="response">${letterOf(at)}</varequal></conditionvar>${
      correct ? '\n<setvar action="Set" varname="SCORE">100</setvar>' : ""
    }
<displayfeedback feedbacktype="Response" linkrefid="feedback-${letterOf(at)}"/>
</respcondition>`,
  );
  const feedback = options.map(
    ({ feedback }, at) =>
      `<itemfeedback ident="feedback-${letterOf(at)}"><flow_mat>${material(feedback)}</flow_mat></itemfeedback>`,
  );
  return `<item ident="${escaped(idOf(id))}" title="Question ${place + 1}">
<itemmetadata>${metadata([["cc_profile", "cc.multiple_choice.v0p1"]])}</itemmetadata>
<presentation>
${material(stem)}
<response_lid ident="response" rcardinality="Single">
<render_choice shuffle="Yes">
${labels.join("\n")}
</render_choice>
</response_lid>
</presentation>
<resprocessing>
<outcomes><decvar varname="SCORE" vartype="Decimal" minvalue="0" maxvalue="100"/></outcomes>
${conditions.join("\n")}
</resprocessing>
${feedback.join("\n")}
</item>`;
}

const metadata = (fields: [label: string, entry: string][]): string =>
  `<qtimetadata>${fields
    .map(
      ([label, entry]) =>
        `<qtimetadatafield><fieldlabel>${label}</fieldlabel><fieldentry>${entry}</fieldentry></qtimetadatafield>`,
    )
    .join("")}</qtimetadata>`;

const material = (html: string): string =>
  `<material><mattext texttype="text/html">${escaped(bare(html))}</mattext></material>`;

/** A line of a quiz has the lesson's numbers of sources beside it, which mean nothing in a bank of questions. */
export const bare = (html: string): string =>
  html.replaceAll(/<sup class="cr-cite">.*?<\/sup>/gsu, "").replaceAll(/<\/?a\b[^>]*>/gu, "");
