import { checkOrder, idsFrom, missing } from "./check-order.ts";
import type { Documents, Tell } from "./documents.ts";

/** The touchpoints that the course tells its learners about. */
const days = [0, 30, 45, 60, 75, 90];
const recallItems = 5;
const supervisorItems = 5;

/** A subject that somebody may read over a shoulder names no topic. */
const topic = /\b(csec|child|children|exploit\w*|traffick\w*|abuse\w*|victim\w*|survivor\w*|trauma\w*)\b/i;

/** All touchpoints in order, letters with neutral subjects, and questions that exist. */
export function checkFollowUp(documents: Documents, tell: Tell): void {
  const { followUp, quizzes } = documents;
  if (!followUp) {
    missing(documents, "follow-up.yaml", tell);
    return;
  }
  const { file, data } = followUp;
  checkOrder(
    file,
    data.touchpoints,
    days.map((day) => `day-${day}`),
    tell,
  );
  for (const { id, day, learner, supervisor } of data.touchpoints) {
    if (id !== `day-${day}`) tell(file, `${id} day`, `This is day ${day}.`);
    for (const [to, message] of Object.entries({ learner, supervisor })) {
      if (!message) continue;
      const found = topic.exec(message.subject);
      if (found)
        tell(file, `${id} ${to} subject`, `"${found[0]}" names the topic; others may read the subject.`);
      const kinds = message.parts.map(({ kind }) => kind);
      if (new Set(kinds).size < kinds.length) tell(file, `${id} ${to} parts`, "Each kind stands once.");
    }
  }
  const items = new Set(quizzes.flatMap(({ data }) => data.items.map((item) => item.id)));
  for (const id of data.recall) if (!items.has(id)) tell(file, "recall", `There is no question ${id}.`);
  if (new Set(data.recall).size !== recallItems || data.recall.length !== recallItems)
    tell(file, "recall", `There are ${recallItems} different questions.`);
  checkOrder(file, data.obstacles, idsFrom("OB", data.obstacles.length), tell);
  checkOrder(file, data.actions.items, idsFrom("AC", data.actions.items.length), tell);
  checkOrder(file, data.supervisor_form, idsFrom("SF", supervisorItems), tell);
}
