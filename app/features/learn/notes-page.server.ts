import type { User } from "#app/auth/can.ts";
import { catalogue, moduleOf } from "#app/content/catalogue.server.ts";
import { bookmarksOf, notesOf } from "./notes.server.ts";
import { anchorsOf, type Held } from "./passages.server.ts";
import { numberOf } from "./reader.ts";
import { mayRead } from "./reading.server.ts";

/** All notes and bookmarks of the user, in the order of the course. `query` filters the notes by their text. */
export function notesPage(user: User, query: string) {
  mayRead(user);
  const all = notesOf(user);
  const wanted = query.trim().toLowerCase();
  const matching = all.filter(({ body }) => body.toLowerCase().includes(wanted));
  const anchors = anchorsOf(matching);
  const found = matching.map(({ id, body, moduleId, sectionId, passageHash }, at) => ({
    id,
    body,
    moduleId,
    sectionId,
    ...where({ moduleId, sectionId, passageHash }, anchors[at] as Anchored),
  }));
  const order = [...catalogue().modules.keys()];
  const ids = [...new Set(found.map(({ group }) => group))].sort(
    (a, b) => (order.indexOf(a) + 1 || order.length + 1) - (order.indexOf(b) + 1 || order.length + 1),
  );
  const bookmarks = bookmarksOf(user);
  const marked = anchorsOf(bookmarks);
  return {
    query: query.trim(),
    count: all.length,
    groups: ids.map((id) => {
      const notes = found.filter(({ group }) => group === id);
      return { module: notes[0]?.module ?? id, notes };
    }),
    bookmarks: bookmarks.map((bookmark, at) => ({
      moduleId: bookmark.moduleId,
      sectionId: bookmark.sectionId,
      ...where(bookmark, marked[at] as Anchored),
    })),
  };
}

type Anchored = ReturnType<typeof anchorsOf>[number];

/**
 * Where a note or bookmark belongs; `to` is null when what it was about is not in the course anymore. `was` is what its
 * section said, where that has changed, moved or gone.
 */
function where({ moduleId, sectionId }: Held, { anchor, said }: Anchored) {
  const at = anchor.state === "taken-out" ? null : anchor.at;
  const module = moduleOf(at?.moduleId ?? moduleId);
  const isSame = anchor.state === "stays" && !anchor.changed;
  return {
    group: at?.moduleId ?? moduleId,
    module: module ? `${numberOf(module)} · ${module.title}` : `Module ${moduleId}`,
    title: at?.title ?? said?.title ?? "A section of an earlier edition",
    to: at ? `/curriculum/${at.moduleId}#${at.sectionId}` : null,
    state: anchor.state === "stays" && anchor.changed ? ("changed" as const) : anchor.state,
    was: isSame || !said ? null : { title: said.title, blocks: said.blocks, sectionId },
  };
}
