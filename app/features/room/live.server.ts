import { and, eq, isNull, sql } from "drizzle-orm";
import { log } from "#app/lib/log.ts";
import { db } from "#db/client.server.ts";
import { fidelityMark } from "#db/schema/fidelity.ts";
import { paperSheet, room, roomAnswer, roomPrompt, runEvent } from "#db/schema/run.ts";

/** What windows of a day are told: which slide is shown, and marks that change when there is more to load. */
export type Live = { slide: string | null; run: number; room: string };

type Stream = {
  dayId: string;
  controller: ReadableStreamDefaultController<Uint8Array>;
  sent: string;
};

const pollMs = 250;
const beatMs = 15_000;
const text = new TextEncoder();

const streams = new Set<Stream>();
let timer: NodeJS.Timeout | null = null;
let seen = "";
let beatAt = 0;

/**
 * Server-sent events of a day: what is so now at once, then whenever it changes, in whatever process it was changed.
 * `lastId` is the id of the last message that the window got before it was cut off.
 */
export function liveStream(dayId: string, lastId: string | null, signal: AbortSignal): Response {
  let own: Stream | null = null;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      own = { dayId, controller, sent: lastId ?? "" };
      streams.add(own);
      controller.enqueue(text.encode("retry: 1500\n\n"));
      tell(own, liveOf(dayId));
      beat(own);
      watch();
    },
    cancel() {
      if (own) drop(own);
    },
  });
  signal.addEventListener("abort", () => own && drop(own));
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      // Asks nginx not to hold the messages back.
      "X-Accel-Buffering": "no",
    },
  });
}

/** Ends every stream, so that the server can stop; the windows connect again by themselves. */
export function closeStreams(): void {
  for (const stream of streams) drop(stream);
}

function drop(stream: Stream): void {
  if (!streams.delete(stream)) return;
  try {
    stream.controller.close();
  } catch {
    // The window went away by itself.
  }
  if (streams.size > 0 || !timer) return;
  clearInterval(timer);
  timer = null;
}

/** One look at the database for all windows of this process, only when something in it changed. */
function watch(): void {
  timer ??= setInterval(() => {
    try {
      look();
    } catch (error) {
      log.error({ err: error }, "windows in the room could not be told");
    }
  }, pollMs);
  timer.unref();
}

function look(): void {
  const beats = Date.now() - beatAt >= beatMs;
  if (beats) beatAt = Date.now();
  const changed = changeMark();
  const lives = new Map<string, Live>();
  for (const stream of streams) {
    if (changed !== seen) {
      const live = lives.get(stream.dayId) ?? liveOf(stream.dayId);
      lives.set(stream.dayId, live);
      tell(stream, live);
    }
    if (beats) beat(stream);
  }
  seen = changed;
}

/** Changes when this process or another one has written anything. */
const changeMark = (): string =>
  `${db.$client.pragma("data_version", { simple: true })}:${db.$client.prepare("select total_changes() as n").pluck().get()}`;

function tell(stream: Stream, live: Live): void {
  const mark = `${live.run}.${live.room}`;
  if (mark === stream.sent) return;
  stream.sent = mark;
  send(stream, `id: ${mark}\nevent: live\ndata: ${JSON.stringify(live)}\n\n`);
}

const beat = (stream: Stream): void => send(stream, "event: beat\ndata: {}\n\n");

function send(stream: Stream, message: string): void {
  try {
    stream.controller.enqueue(text.encode(message));
  } catch {
    drop(stream);
  }
}

/** How a day stands now. */
export function liveOf(dayId: string): Live {
  const { run } = db
    .select({ run: sql<number>`coalesce(max(rowid), 0)` })
    .from(runEvent)
    .where(eq(runEvent.sessionDayId, dayId))
    .get() ?? { run: 0 };
  const { marks } = db
    .select({ marks: sql<number>`coalesce(max(rowid), 0)` })
    .from(fidelityMark)
    .where(eq(fidelityMark.sessionDayId, dayId))
    .get() ?? { marks: 0 };
  const shown = db
    .select({ target: runEvent.target })
    .from(runEvent)
    .where(and(eq(runEvent.sessionDayId, dayId), eq(runEvent.kind, "slide")))
    .orderBy(sql`${runEvent.at} desc, ${runEvent.id} desc`)
    .limit(1)
    .get();
  // Both only grow, so their sum changes with each.
  return { slide: shown?.target ?? null, run: run + marks, room: roomMark(dayId) };
}

/** Changes with the room, its question, and what was answered or hidden. */
function roomMark(dayId: string): string {
  const open = db
    .select({ id: room.id })
    .from(room)
    .where(and(eq(room.sessionDayId, dayId), isNull(room.closedAt)))
    .get();
  if (!open) return "0";
  const prompt = db
    .select({ id: roomPrompt.id, shownAt: roomPrompt.shownAt, closedAt: roomPrompt.closedAt })
    .from(roomPrompt)
    .where(eq(roomPrompt.roomId, open.id))
    .orderBy(sql`${roomPrompt.openedAt} desc, ${roomPrompt.id} desc`)
    .limit(1)
    .get();
  if (!prompt) return open.id.slice(-6);
  const answers = db
    .select({
      mark: sql<string>`count(*) || '-' || coalesce(max(at), 0) || '-' || count(hidden_at) || '-' || count(answered_at)`,
    })
    .from(roomAnswer)
    .where(eq(roomAnswer.promptId, prompt.id))
    .get();
  const sheets = db
    .select({ count: sql<number>`count(*)` })
    .from(paperSheet)
    .where(eq(paperSheet.promptId, prompt.id))
    .get();
  const flags = `${prompt.shownAt ? "s" : ""}${prompt.closedAt ? "c" : ""}`;
  return `${open.id.slice(-6)}-${prompt.id.slice(-8)}${flags}-${answers?.mark}-${sheets?.count}`;
}
