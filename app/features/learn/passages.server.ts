import { createHash } from "node:crypto";
import { and, desc, eq, inArray } from "drizzle-orm";
import { toString as textOf } from "mdast-util-to-string";
import { catalogue, moduleOf } from "#app/content/catalogue.server.ts";
import { normalised } from "#app/content/text-blocks.ts";
import type { Module } from "#app/content/tree.ts";
import { db, type Writer } from "#db/client.server.ts";
import { passage } from "#db/schema/learning.ts";
import { type Anchor, anchorOf, type Passage } from "./anchors.ts";

/**
 * Keeps what a section says, once however many hold on to it, and gives its hash. Of a section that is gone, the newest
 * that was kept; null where none was.
 */
export function keepPassage(tx: Writer, moduleId: string, sectionId: string, now: Date): string | null {
  const module = moduleOf(moduleId);
  const section = module?.sections.find(({ id }) => id === sectionId);
  if (!module || !section) {
    const same = and(eq(passage.moduleId, moduleId), eq(passage.sectionId, sectionId));
    const kept = tx.select().from(passage).where(same).orderBy(desc(passage.createdAt)).get();
    return kept?.hash ?? null;
  }
  const said = passageOf(module, section);
  const hash = hashOf(said);
  tx.insert(passage)
    .values({ hash, ...said, blocks: [...said.blocks], createdAt: now })
    .onConflictDoNothing()
    .run();
  return hash;
}

export type Held = { moduleId: string; sectionId: string; passageHash: string | null };

/**
 * Where notes and bookmarks belong today, in their order. `said` is what the section of each said when it was made; null
 * where that was not kept, and then only the address decides.
 */
export function anchorsOf(held: readonly Held[]): { anchor: Anchor; said: Passage | null }[] {
  const hashes = [...new Set(held.flatMap(({ passageHash }) => passageHash ?? []))];
  const rows = hashes.length > 0 ? db.select().from(passage).where(inArray(passage.hash, hashes)).all() : [];
  const kept = new Map(rows.map((row) => [row.hash, row]));
  let all: Passage[] | null = null;
  return held.map(({ moduleId, sectionId, passageHash }) => {
    const module = moduleOf(moduleId);
    const section = module?.sections.find(({ id }) => id === sectionId);
    const now = module && section ? passageOf(module, section) : null;
    const row = (passageHash && kept.get(passageHash)) || null;
    if (now && (!row || hashOf(now) === row.hash))
      return { anchor: { state: "stays", at: now, changed: false }, said: row };
    if (!row) return { anchor: { state: "taken-out" }, said: null };
    all ??= allPassages();
    return { anchor: anchorOf(row, all), said: row };
  });
}

const allPassages = (): Passage[] =>
  [...catalogue().modules.values()].flatMap((module) =>
    module.sections.map((section) => passageOf(module, section)),
  );

function passageOf({ id }: Module, section: Module["sections"][number]): Passage {
  const blocks = section.nodes.map((node) => normalised(textOf(node))).filter(Boolean);
  return { moduleId: id, sectionId: section.id, title: section.title, blocks };
}

const hashOf = ({ moduleId, sectionId, title, blocks }: Passage): string =>
  createHash("sha256")
    .update(JSON.stringify([moduleId, sectionId, title, blocks]))
    .digest("hex");
