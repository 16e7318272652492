import { eq } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { handoutOf } from "#app/content/catalogue.server.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { site } from "#db/schema/people.ts";
import { teachBackForm, teachBackSlot } from "#db/schema/teach-back.ts";
import { type MenuSlice, sliceMenu } from "./teach-back-menu.ts";
import { type Slot, slotsOf, whenOf } from "./teach-backs.server.ts";

/** The slices that may be taught, from the menu that people hold in their hands. */
export function menuNow(): MenuSlice[] {
  const root = handoutOf("H4.3c")?.handout.root;
  return root ? sliceMenu(root) : [];
}

/** Where the cohort of a slot is: its name, its site, and the clocks there. */
export function placeOf(slot: Pick<Slot, "cohortId">): { cohort: string; siteId: string; zone: string } {
  const found = db
    .select({ cohort: cohort.name, siteId: cohort.siteId, zone: site.timeZone })
    .from(cohort)
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(eq(cohort.id, slot.cohortId))
    .get();
  if (!found) throw notFound();
  return found;
}

/** The user's own slots, the newest first, and the slices they may choose from. */
export function myTeachBack(user: User) {
  const mine = slotsOf({ personId: user.id }).reverse();
  return {
    menu: menuNow(),
    slots: mine.map((slot) => {
      const { cohort, zone } = placeOf(slot);
      return {
        id: slot.id,
        cohort,
        room: slot.room,
        round: slot.round,
        ...whenOf(slot, zone),
        assessors: slot.assessors.map(({ name }) => name),
        slice: slot.slice,
        isScored: isScored(slot.id),
        group: slotsOf({ cohortId: slot.cohortId })
          .filter(({ groupNumber, personId }) => groupNumber === slot.groupNumber && personId !== user.id)
          .map((other) => ({
            id: other.id,
            name: other.name,
            slice: other.slice?.title ?? null,
            ...whenOf(other, zone),
          })),
      };
    }),
  };
}

/** Chooses what to teach in one's own slot, until somebody has scored it. False when the menu has no such slice. */
export function chooseSlice(user: User, slotId: string, sliceId: string, now = new Date()): boolean {
  const slice = menuNow().find(({ id }) => id === sliceId);
  return transact((tx) => {
    const [slot] = slotsOf({ id: slotId }, tx);
    if (slot?.personId !== user.id) throw notFound();
    if (isScored(slotId, tx)) throw conflict("This teach-back has been scored, so its slice stays.");
    if (!slice) return false;
    if (slot.slice?.id === sliceId && slot.slice.title === slice.title) return true;
    const { id, title, modules } = slice;
    tx.update(teachBackSlot).set({ slice: { id, title, modules } }).where(eq(teachBackSlot.id, slotId)).run();
    recordAudit(tx, user, "choose-slice", slotId, placeOf(slot).siteId, { slice: id }, now);
    return true;
  });
}

const isScored = (slotId: string, tx: Pick<Writer, "select"> = db): boolean =>
  tx
    .select({ id: teachBackForm.id })
    .from(teachBackForm)
    .where(eq(teachBackForm.slotId, slotId))
    .limit(1)
    .get() !== undefined;
