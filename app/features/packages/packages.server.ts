import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { numberOf } from "#app/features/learn/reader.ts";
import { shelf } from "#app/features/manual/manuals.server.ts";
import { forbidden } from "#app/lib/refuse.ts";
import { lessonDays, lessonTitle } from "./package.ts";

/** Places for which the user may take packages, and what there is to take. Throws 403 for people who set up no courses. */
export function packageShelf(user: User) {
  const places = shelf(user).filter(({ books }) => books.includes("training"));
  if (places.length === 0)
    throw forbidden(
      "Packages hold the keys of the quizzes, so trainers, coordinators, reviewers and the grantee can take them.",
    );
  const content = catalogue();
  return {
    places: places.map(({ site, name }) => ({ value: site, label: name })),
    edition: content.course.edition,
    days: lessonDays(content).map(({ order, title, lessons }) => ({
      title: `Day ${order}: ${title}`,
      lessons: lessons.flatMap((id) => {
        const module = content.modules.get(id);
        return module ? [{ value: id, label: lessonTitle({ ...module, number: numberOf(module) }) }] : [];
      }),
    })),
  };
}
