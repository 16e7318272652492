import { checkGuessing, checkItem } from "./check-items.ts";
import { rank } from "./check-module.ts";
import type { Documents, Page, Tell } from "./documents.ts";
import type { ModuleFrontMatter, QuizItem } from "./schema.ts";

/** Quizzes, each by itself and all together. */
export function checkQuizzes({ quizzes, modules, misconceptions, course }: Documents, tell: Tell): void {
  for (const { file, folder, data } of quizzes) {
    const module = modules.find((module) => module.folder === folder);
    if (module && module.data.id !== data.module)
      tell(file, "module", `It stands in module ${module.data.id}, not ${data.module}.`);
    for (const item of data.items) {
      if (!item.id.startsWith(`${data.module}-q`)) {
        tell(file, `${item.id} id`, `The id must begin with ${data.module}-q.`);
      }
      checkItem(file, item, misconceptions, tell);
      if (module) checkItemPlace(file, item, module, tell);
    }
    // Six items are too few for places; they are counted over the whole course.
    checkGuessing(file, "options", data.items, tell, { positions: false });
  }
  const all = quizzes.flatMap(({ data }) => data.items);
  if (course && all.length > 0) checkGuessing(course.file, "quizzes", all, tell);
}

function checkItemPlace(file: string, item: QuizItem, module: Page<ModuleFrontMatter>, tell: Tell): void {
  const { objectives, advisory } = module.data;
  if (!objectives.some(({ id }) => id === item.objective)) {
    tell(file, `${item.id} objective`, `The module has no objective ${item.objective}.`);
  }
  if (!module.sections.some(({ id }) => id === item.section)) {
    tell(file, `${item.id} section`, `The module has no section ${item.section}.`);
  }
  if (rank(item.level) > rank(advisory.level)) {
    tell(
      file,
      `${item.id} level`,
      `It says ${item.level}, but the module's advisory only ${advisory.level}.`,
    );
  }
}
