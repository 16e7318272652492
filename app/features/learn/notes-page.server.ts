import type { User } from "#app/auth/can.ts";
import { catalogue, moduleOf } from "#app/content/catalogue.server.ts";
import { bookmarksOf, notesOf } from "./notes.server.ts";
import { numberOf } from "./reader.ts";
import { mayRead } from "./reading.server.ts";

/** All notes and bookmarks of the user, in the order of the course. `query` filters the notes by their text. */
export function notesPage(user: User, query: string) {
  mayRead(user);
  const all = notesOf(user);
  const wanted = query.trim().toLowerCase();
  const found = all
    .filter(({ body }) => body.toLowerCase().includes(wanted))
    .map(({ id, body, moduleId, sectionId }) => ({
      id,
      body,
      moduleId,
      sectionId,
      ...where(moduleId, sectionId),
    }));
  const order = [...catalogue().modules.keys()];
  const ids = [...new Set(found.map(({ moduleId }) => moduleId))].sort(
    (a, b) => (order.indexOf(a) + 1 || order.length + 1) - (order.indexOf(b) + 1 || order.length + 1),
  );
  return {
    query: query.trim(),
    count: all.length,
    groups: ids.map((id) => {
      const notes = found.filter(({ moduleId }) => moduleId === id);
      return { module: notes[0]?.module ?? id, notes };
    }),
    bookmarks: bookmarksOf(user).map(({ moduleId, sectionId }) => ({
      moduleId,
      sectionId,
      ...where(moduleId, sectionId),
    })),
  };
}

/** Where a note or bookmark belongs; `to` is null when its section is no longer in the course. */
function where(moduleId: string, sectionId: string) {
  const module = moduleOf(moduleId);
  const section = module?.sections.find(({ id }) => id === sectionId);
  return {
    module: module ? `${numberOf(module)} · ${module.title}` : `Module ${moduleId}`,
    title: section?.title ?? "A section of an earlier edition",
    to: section ? `/curriculum/${moduleId}#${sectionId}` : null,
  };
}
