/// <reference lib="webworker" />
import { newDeviceId } from "#app/lib/device-id.ts";
import { flush } from "./flush.ts";
import { type Entry, entryOf, mayKeep, standIns } from "./outbox.ts";
import {
  build,
  clearEarlierBuilds,
  clearShelves,
  copyOf,
  shellFile,
  shellName,
  shelve,
  unshelve,
} from "./shelves.ts";
import { entriesOf, forgetPerson, keepEntry, owner, store, unsentOf, waitingOf } from "./store.ts";
import type { Ask, Tell, Why } from "./words.ts";

declare const self: ServiceWorkerGlobalScope;

/** What stands ready for anybody: no page of a person. */
const shell = ["/offline", "/support", "/pause", "/safety", "/quick-exit.js", "/offline.js", "/favicon.svg"];

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(hear(event.data as Ask)));
self.addEventListener("sync", ((event: ExtendableEvent) => event.waitUntil(sendNow())) as EventListener);
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  const answer = answerTo(event, url, request);
  if (answer) event.respondWith(answer);
});

async function install(): Promise<void> {
  const shelf = await caches.open(shellName);
  for (const path of shell) {
    const answer = await fetch(path, { credentials: "omit", cache: "reload" });
    if (!answer.ok) throw new Error(`${path} could not be kept`);
    await shelf.put(path, answer.clone());
    if (path !== "/offline") continue;
    for (const file of (await answer.text()).matchAll(/"(\/assets\/[^"]+)"/g))
      await keepShellFile(shelf, file[1] as string);
  }
  await self.skipWaiting();
}

async function keepShellFile(shelf: Cache, path: string): Promise<void> {
  const answer = await fetch(path);
  if (!answer.ok) return;
  await shelf.put(path, answer.clone());
  if (path.endsWith(".css"))
    for (const font of (await answer.text()).matchAll(/url\(["']?(\/assets\/[^"')]+)/g))
      await shelf.add(font[1] as string);
}

function answerTo(event: FetchEvent, url: URL, request: Request): Promise<Response> | null {
  const path = url.pathname;
  if (request.method === "GET") {
    if (request.mode === "navigate") return page(event, url);
    if (path.startsWith("/assets/") || shell.slice(4).includes(path)) return file(path, request);
    if (path.startsWith("/content/")) return picture(path, request);
    if (path.endsWith(".data")) return pageData(event, url, request);
    return null;
  }
  if (request.method !== "POST") return null;
  if (path === "/sign-out") return signOut(request);
  const quiz = /^\/curriculum\/([\w.-]+)\/quiz\/take\.data$/.exec(path);
  if (quiz) return takingQuiz(event, request, `/curriculum/${quiz[1]}/quiz/sheet`);
  if (/^\/curriculum\/[\w.-]+(\/reading|\/quiz\/answer|\/quiz\/sheet)?$/.test(path))
    return form(event, url, request);
  return null;
}

// Pages --------------------------------------------------------------------------------------------------------

/** The network first; a copy when there is none, or when it keeps a person waiting who has one. */
async function page(event: FetchEvent, url: URL): Promise<Response> {
  const asked = Date.now();
  if (!(await finishLeaving())) return offlinePage();
  const answer = fetch(event.request);
  answer.catch(() => {});
  const copy = await pageCopy(url);
  try {
    const got = await (copy ? within(6_000, answer) : answer);
    if (got.status >= 502 && got.status <= 504 && copy) return copy;
    event.waitUntil(seen(url, got.clone(), asked));
    return got;
  } catch {
    event.waitUntil(tell("offline"));
    return copy ?? offlinePage();
  }
}

async function pageCopy({ pathname }: URL): Promise<Response | undefined> {
  const personId = await owner();
  const found = await copyOf(personId, pathname);
  if (found) return found;
  // Under its own address, where its form goes.
  for (const path of standIns(pathname))
    if (await copyOf(personId, path)) return Response.redirect(path, 302);
  return shell.slice(0, 4).includes(pathname) ? shellFile(pathname) : undefined;
}

async function offlinePage(): Promise<Response> {
  return (await shellFile("/offline")) ?? Response.error();
}

/** Takes note of whose page it is, and keeps it when it is one to keep. */
async function seen(url: URL, answer: Response, asked: number): Promise<void> {
  const personId = answer.headers.get("Cairn-Person");
  if (!personId || personId === "nobody" || (await askedBeforeLeaving(asked))) return;
  await meet(personId);
  await keepSheet(url.pathname);
  const isWhole = [...url.searchParams.keys()].every((name) => name === "show" || name === "check");
  if (!answer.ok || answer.redirected || !isWhole || !(await isKept(personId, url.pathname))) return;
  await shelve(personId, url.pathname, answer, asked);
}

/** A page that was still on its way when its person signed out here comes too late to be kept. */
async function askedBeforeLeaving(asked: number): Promise<boolean> {
  const db = await store();
  const [leaving, leftAt] = [await db.get("facts", "leaving"), await db.get("facts", "left-at")];
  return leaving !== undefined || asked <= Number(leftAt ?? 0);
}

/** Texts are kept once they were opened; the pages of a training day only where a trainer took it along. */
async function isKept(personId: string, path: string): Promise<boolean> {
  if (mayKeep(path)) return true;
  const taken = (await (await store()).getAll("taken")).filter((one) => one.personId === personId);
  return taken.some(({ addresses }) => addresses.includes(path));
}

/** Another person on this device: nothing of the one before stays to be seen. What they never sent waits for them. */
async function meet(personId: string): Promise<void> {
  const db = await store();
  const before = await owner();
  if (before === personId) return;
  if (before) {
    await clearShelves(before);
    await forgetPerson(before, { unsent: false });
  }
  await db.put("facts", personId, "owner");
  await sendNow();
}

const within = <T>(milliseconds: number, work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, late) => setTimeout(() => late(new Error("slow")), milliseconds)),
  ]);

async function file(path: string, request: Request): Promise<Response> {
  const known = (await shellFile(path)) ?? (await caches.match(path));
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && path.startsWith("/assets/"))
    await (await caches.open(shellName)).put(path, answer.clone());
  return answer;
}

async function picture(path: string, request: Request): Promise<Response> {
  return (await copyOf(await owner(), path)) ?? fetch(request);
}

async function pageData(event: FetchEvent, url: URL, request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(keepSheet(url.pathname.replace(/\.data$/, "")));
    return answer;
  } catch {
    return request.signal.aborted ? Response.error() : openWhole(event, url);
  }
}

/** Who takes a quiz can go on with it on its sheet, so the sheet is kept as soon as the quiz is begun. */
async function keepSheet(path: string): Promise<void> {
  const sheet = standIns(path).at(0);
  if (sheet && path.endsWith("/take") && !(await copyOf(await owner(), sheet))) await keepNow(sheet);
}

/** Inside the app a page change asks for data only; without a connection the whole page is opened from its copy. */
async function openWhole(event: FetchEvent, url: URL): Promise<Response> {
  const path = url.pathname.replace(/\.data$/, "").replace(/^\/_root$/, "/");
  return open(event, path);
}

/** Sends the page that asked to another address, and ends its own request. */
async function open(event: FetchEvent, path: string): Promise<Response> {
  const client = (await self.clients.get(event.clientId)) as WindowClient | undefined;
  await client?.navigate(path).catch(() => null);
  return Response.error();
}

// Forms --------------------------------------------------------------------------------------------------------

const fieldsOf = async (request: Request): Promise<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(await request.clone().text()));

/** Tries the server first, and writes down what could not be sent. What waits already goes before it. */
async function form(event: FetchEvent, url: URL, request: Request): Promise<Response> {
  const fields = await fieldsOf(request);
  const what = entryOf(url.pathname, fields);
  const personId = await owner();
  if (!what || !personId) return fetch(request).catch(() => notNow(request, url));
  const entry: Entry = { id: newDeviceId(), personId, at: Date.now(), ...what };
  if ((await waitingOf(personId)).length > 0) await flush();
  if ((await waitingOf(personId)).length > 0) return keep(event, entry, request, url, "offline");
  try {
    const body = new URLSearchParams({ ...fields, entry: entry.id });
    const text = what.fields.body !== undefined;
    const answer = await within(
      15_000,
      fetch(request.url, {
        method: "POST",
        body,
        // A page that follows a note is fetched here, because a redirect to the sign-in page would lose the note.
        redirect: request.mode === "navigate" && !text ? "manual" : "follow",
      }),
    );
    if (answer.status >= 502 && answer.status <= 504) throw new Error("away");
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
      await keepEntry({ ...entry, state: "waiting" });
      await tell("sign-in");
      return request.mode === "navigate" ? Response.redirect(answer.url, 303) : kept("sign-in");
    }
    if (answer.ok || answer.type === "opaqueredirect")
      await keepEntry({ ...entry, state: "sent", sentAt: Date.now() });
    if (request.mode === "navigate" && answer.redirected)
      return Response.redirect(`${answer.url}#tools-${fields.section ?? ""}`, 303);
    return answer;
  } catch {
    return keep(event, entry, request, url, "offline");
  }
}

const kept = (why: Exclude<Why, null>): Response =>
  new Response(null, { status: 202, headers: { "Cairn-Kept": why } });

async function keep(
  event: FetchEvent,
  entry: Entry,
  request: Request,
  url: URL,
  why: "offline",
): Promise<Response> {
  await keepEntry({ ...entry, state: "waiting" });
  event.waitUntil(Promise.all([tell(why), askForSync()]));
  if (request.mode !== "navigate") return kept(why);
  const hash = entry.kind === "submit" ? "handed-in" : `tools-${entry.fields.section ?? ""}`;
  return Response.redirect(`${url.pathname}${url.search}#${hash}`, 303);
}

const notNow = (request: Request, url: URL): Response =>
  request.mode === "navigate"
    ? Response.redirect(`${url.pathname}${url.search}#needs-connection`, 303)
    : new Response("This needs a connection. It waits here; try again when you are back.", { status: 503 });

/** The quiz in its usual form needs the server for each step; its sheet does not. */
async function takingQuiz(event: FetchEvent, request: Request, sheet: string): Promise<Response> {
  const personId = await owner();
  const fields = await fieldsOf(request);
  try {
    const answer = await fetch(request);
    if (fields.intent === "submit" && answer.status < 400 && personId) await unshelve(personId, sheet);
    return answer;
  } catch {
    return request.signal.aborted ? Response.error() : open(event, sheet);
  }
}

// Signing out ---------------------------------------------------------------------------------------------------

/** Sends what waits, then removes everything private. What could not be sent is not deleted without being asked. */
async function signOut(request: Request): Promise<Response> {
  const personId = await owner();
  const { anyway } = await fieldsOf(request);
  if (!personId) return fetch(request);
  await flush();
  const { waiting, refused } = await unsentOf(personId);
  if (waiting + refused > 0 && anyway !== "yes") return Response.redirect("/offline?leaving", 303);
  const db = await store();
  await db.put("facts", String(Date.now()), "left-at");
  await clearShelves(personId);
  await forgetPerson(personId, { unsent: true });
  try {
    return await fetch(request);
  } catch {
    await db.put("facts", "yes", "leaving");
    return Response.redirect("/offline?left", 303);
  }
}

/** Ends the session of somebody who signed out without a connection, before anything else is asked. */
async function finishLeaving(): Promise<boolean> {
  const db = await store();
  if (!(await db.get("facts", "leaving"))) return true;
  try {
    const answer = await fetch("/sign-out", {
      method: "POST",
      body: new URLSearchParams(),
      redirect: "manual",
    });
    if (answer.type !== "opaqueredirect" && !answer.ok) return false;
    await db.delete("facts", "leaving");
    return true;
  } catch {
    return false;
  }
}

// Pages ask ----------------------------------------------------------------------------------------------------

async function hear(ask: Ask): Promise<void> {
  const personId = await owner();
  switch (ask.kind) {
    case "hello":
      // A page that was still loading when this worker started is not under its care yet.
      await self.clients.claim();
      await sendNow();
      if (personId) await renew(personId);
      return;
    case "keep":
      return keepNow(ask.path);
    case "take":
      if (personId) await take(personId, ask.day, ask.title, ask.addresses);
      return;
    case "drop":
      if (personId) await drop(personId, ask.day);
      return;
    case "clear":
      if (personId) await clear(personId);
      return;
    case "again":
    case "discard":
      if (personId) await decide(personId, ask.id, ask.kind);
      return;
  }
}

/** Keeps a page that was opened before this worker was there to see it. */
async function keepNow(path: string): Promise<void> {
  const asked = Date.now();
  if (!(await finishLeaving())) return;
  const answer = await fetch(path).catch(() => null);
  if (answer) await seen(new URL(path, self.location.origin), answer, asked);
}

async function take(personId: string, day: string, title: string, addresses: string[]): Promise<void> {
  const progress = (done: number, bytes: number, problem: string | null = null) =>
    send({
      kind: "progress",
      day,
      done,
      total: addresses.length,
      bytes,
      problem,
      finished: done === addresses.length,
    });
  let bytes = 0;
  const db = await store();
  for (const [done, path] of addresses.entries()) {
    await progress(done, bytes);
    const asked = Date.now();
    const answer = await fetch(path).catch(() => null);
    if (!answer)
      return progress(
        done,
        bytes,
        "The connection was lost. What is here so far stays; take the day along again to get the rest.",
      );
    if (answer.headers.get("Cairn-Person") !== personId)
      return progress(done, bytes, "You have been signed out. Sign in and try again.");
    if (answer.ok && !answer.redirected) bytes += await shelve(personId, path, answer, asked);
  }
  await db.put("taken", { personId, day, title, addresses, bytes, at: Date.now(), build });
  await progress(addresses.length, bytes);
}

async function drop(personId: string, day: string): Promise<void> {
  const db = await store();
  const all = (await db.getAll("taken")).filter((one) => one.personId === personId);
  const others = new Set(all.filter((one) => one.day !== day).flatMap(({ addresses }) => addresses));
  for (const path of all.find((one) => one.day === day)?.addresses ?? [])
    if (!others.has(path)) await unshelve(personId, path);
  await db.delete("taken", [personId, day]);
  await send({ kind: "dropped", day });
}

/** Removes every page of a person and what was sent; what waits to be sent stays. */
async function clear(personId: string): Promise<void> {
  await clearShelves(personId);
  await forgetPerson(personId, { unsent: false });
  await (await store()).put("facts", personId, "owner");
  await tell(await flush());
}

let renewing = false;
/** After a new build: takes along again what was taken with an earlier one, then removes the earlier one. */
async function renew(personId: string): Promise<void> {
  if (renewing) return;
  renewing = true;
  try {
    const all = (await (await store()).getAll("taken")).filter((one) => one.personId === personId);
    for (const one of all) if (one.build !== build) await take(personId, one.day, one.title, one.addresses);
    await clearEarlierBuilds(personId);
  } finally {
    renewing = false;
  }
}

/** What a person decides about something the server refused: try it again, or let it go. */
async function decide(personId: string, id: string, what: "again" | "discard"): Promise<void> {
  const found = (await entriesOf(personId)).find((one) => one.id === id && one.state !== "sent");
  if (!found) return;
  const db = await store();
  if (what === "discard") await db.delete("entries", found.seq as number);
  else await db.put("entries", { ...found, state: "waiting" });
  await sendNow();
}

async function sendNow(): Promise<void> {
  await tell(await flush());
}

async function tell(why: Why): Promise<void> {
  const personId = await owner();
  const { waiting, refused } = personId ? await unsentOf(personId) : { waiting: 0, refused: 0 };
  await send({ kind: "state", waiting, refused, why });
}

async function send(what: Tell): Promise<void> {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(what);
}

/** Where the browser offers it, it wakes this worker when the connection is back, even with no page open. */
async function askForSync(): Promise<void> {
  const { sync } = self.registration as ServiceWorkerRegistration & {
    sync?: { register(tag: string): Promise<void> };
  };
  await sync?.register("cairn-outbox").catch(() => {});
}
