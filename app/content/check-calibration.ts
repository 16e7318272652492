import { checkOrder, idsFrom, missing } from "./check-order.ts";
import type { Documents, Tell } from "./documents.ts";
import { breachesOf } from "./rubric-rule.ts";

const count = 3;

/** Samples that can be scored with the rubric, whose agreed scores lead to the result that they name. */
export function checkCalibration(documents: Documents, tell: Tell): void {
  const { calibration, rubric, modules } = documents;
  if (!calibration) {
    missing(documents, "instruments/calibration.yaml", tell);
    return;
  }
  const { file, data } = calibration;
  const { samples } = data;
  checkOrder(file, samples, idsFrom("CAL", count, 1), tell);
  for (const sample of samples) {
    const { id, level, module, transcript } = sample;
    if (level !== "A1") tell(file, `${id} level`, "A sample is level A1: assessors read it outside a class.");
    if (!modules.some(({ data }) => data.id === module))
      tell(file, `${id} module`, `There is no module ${module}.`);
    const minutes = transcript.map(({ minute }) => minute);
    if (minutes.some((minute, index) => index > 0 && minute <= (minutes[index - 1] as number)))
      tell(file, `${id} transcript`, "The minutes go up.");
    if (rubric && minutes.some((minute) => minute >= rubric.data.slice_minutes))
      tell(file, `${id} transcript`, `The slice ends after ${rubric.data.slice_minutes} minutes.`);
    if (rubric) checkScores(file, sample, rubric.data, tell);
  }
  if (rubric) checkSafetyDiffers(file, samples, rubric.data, tell);
}

type Sample = NonNullable<Documents["calibration"]>["data"]["samples"][number];
type Rubric = NonNullable<Documents["rubric"]>["data"];

const scoresOf = ({ scores }: Sample) =>
  Object.fromEntries(scores.map(({ criterion, score }) => [criterion, score]));

function checkScores(file: string, sample: Sample, rubric: Rubric, tell: Tell): void {
  const wanted = rubric.criteria.map(({ id }) => id);
  if (sample.scores.map(({ criterion }) => criterion).join() !== wanted.join()) {
    tell(file, `${sample.id} scores`, `Each criterion has a score, in the order ${wanted.join(", ")}.`);
    return;
  }
  const result = breachesOf(rubric, scoresOf(sample)).length === 0 ? "pass" : "not-yet";
  if (result !== sample.result)
    tell(file, `${sample.id} result`, `By the rubric these scores are a ${result}.`);
}

/** Assessors who agree on the easy middle still have to find the line of safety. */
function checkSafetyDiffers(file: string, samples: readonly Sample[], rubric: Rubric, tell: Tell): void {
  for (const { id } of rubric.criteria.filter(({ safety }) => safety)) {
    const sides = samples.map((sample) => (scoresOf(sample)[id] ?? 0) >= rubric.pass.safety_at_least);
    if (new Set(sides).size < 2)
      tell(file, id, `All samples stand on the same side of ${rubric.pass.safety_at_least}; let one differ.`);
  }
}
