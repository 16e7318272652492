import { filesIn } from "./outbox.ts";
import { type KeptPage, store } from "./store.ts";

declare const __CAIRN_BUILD__: string;

/** Which build of the app this is. Pages of an earlier one stay until they have been kept anew. */
export const build = __CAIRN_BUILD__;
export const shellName = `cairn-shell-${build}`;
const pagesPrefix = "cairn-pages-";
const pagesName = (personId: string): string => `${pagesPrefix}${build} ${personId}`;

/** Names of the shelves with a person's pages, those of this build first. */
async function shelvesOf(personId: string): Promise<string[]> {
  const names = (await caches.keys()).filter(
    (name) => name.startsWith(pagesPrefix) && name.endsWith(` ${personId}`),
  );
  const mine = pagesName(personId);
  return names.sort((a, b) => Number(b === mine) - Number(a === mine));
}

/** A page or picture that is kept for this person, and for nobody else. */
export async function copyOf(personId: string | null, path: string): Promise<Response | undefined> {
  if (!personId) return undefined;
  for (const name of await shelvesOf(personId)) {
    const found = await (await caches.open(name)).match(path);
    if (found) return found;
  }
  return undefined;
}

export const shellFile = async (path: string): Promise<Response | undefined> =>
  (await (await caches.open(shellName)).match(path)) ?? (await caches.match(path, { cacheName: shellName }));

/** Keeps a page with the files it needs, and gives the bytes that all of it takes. */
export async function shelve(
  personId: string,
  path: string,
  answer: Response,
  asked: number,
): Promise<number> {
  const shelf = await caches.open(pagesName(personId));
  const html = await answer.text();
  let bytes = new Blob([html]).size;
  await shelf.put(path, marked(html, answer.headers, asked));
  for (const file of filesIn(html)) bytes += await keepFile(shelf, file);
  const title = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1]?.replaceAll(/<[^>]*>/g, " ") ?? path;
  await note({ personId, path, title: plain(title), bytes, at: asked });
  return bytes;
}

/** The copy says of itself that it is one, and of when: the page then adds what was done since. */
function marked(html: string, from: Headers, asked: number): Response {
  const headers = new Headers(from);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  return new Response(html.replace('<html lang="en"', `<html lang="en" data-copy="${asked}"`), { headers });
}

const plain = (html: string): string =>
  html
    .replaceAll(
      /&(amp|lt|gt|quot|#x27|#39);/g,
      (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? "’",
    )
    .replaceAll(/\s+/g, " ")
    .trim();

/** Writes down that a page is kept. What was sent before it was asked for stands in the page itself now. */
async function note(page: KeptPage): Promise<void> {
  const tx = (await store()).transaction(["pages", "entries"], "readwrite");
  await tx.objectStore("pages").put(page);
  const moduleId = /^\/curriculum\/([^/]+)(\/quiz\/sheet)?$/.exec(page.path);
  if (moduleId) {
    const isSheet = moduleId[2] !== undefined;
    for (const one of await tx.objectStore("entries").index("person").getAll(page.personId)) {
      const ofSheet = one.kind === "answer" || one.kind === "submit";
      if (one.moduleId !== moduleId[1] || ofSheet !== isSheet) continue;
      if (one.state === "sent" && (one.sentAt ?? 0) < page.at)
        await tx.objectStore("entries").delete(one.seq as number);
    }
  }
  await tx.done;
}

/** Keeps a script, a style with its fonts, or a picture, unless it is there. Their names change with their content. */
async function keepFile(pages: Cache, path: string): Promise<number> {
  const shelf = path.startsWith("/content/") ? pages : await caches.open(shellName);
  const known = await shelf.match(path);
  if (known) return 0;
  const answer = await fetch(path);
  if (!answer.ok || answer.redirected) return 0;
  const bytes = (await answer.clone().blob()).size;
  await shelf.put(path, answer.clone());
  if (!path.endsWith(".css")) return bytes;
  let fonts = 0;
  for (const font of filesIn(await answer.text())) fonts += await keepFile(pages, font);
  return bytes + fonts;
}

export async function unshelve(personId: string, path: string): Promise<void> {
  for (const name of await shelvesOf(personId)) await (await caches.open(name)).delete(path);
  await (await store()).delete("pages", [personId, path]);
}

/** Removes every page that is kept for a person. */
export async function clearShelves(personId: string): Promise<void> {
  for (const name of await shelvesOf(personId)) await caches.delete(name);
}

/** Removes what earlier builds kept, once nothing of it is needed any more. */
export async function clearEarlierBuilds(personId: string): Promise<void> {
  const db = await store();
  const taken = (await db.getAll("taken")).filter((one) => one.personId === personId);
  if (taken.some((one) => one.build !== build)) return;
  for (const name of await caches.keys()) {
    const isShell = name.startsWith("cairn-shell-") && name !== shellName;
    const isOld = name.startsWith(pagesPrefix) && name !== pagesName(personId);
    if (isShell || isOld) await caches.delete(name);
  }
  const shelf = await caches.open(pagesName(personId));
  const kept = new Set((await shelf.keys()).map(({ url }) => new URL(url).pathname));
  for (const page of await db.getAll("pages"))
    if (page.personId !== personId || !kept.has(page.path))
      await db.delete("pages", [page.personId, page.path]);
}
