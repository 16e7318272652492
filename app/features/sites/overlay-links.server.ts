import { and, desc, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { fingerprint } from "#app/auth/seal.server.ts";
import { catalogue, siteOf } from "#app/content/catalogue.server.ts";
import { emptyPack, hashOf, written } from "#app/content/local.server.ts";
import { type LocalValue, lawText } from "#app/content/local-site.ts";
import { type SlotName, slotNames } from "#app/content/schema.ts";
import { isLaw, slotNamed, slotRules } from "#app/content/slot-rules.ts";
import type { Site } from "#app/content/tree.ts";
import { addDays, moment, shortDay, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { hashToken, newId } from "#app/lib/ids.ts";
import { queueMail } from "#app/lib/mail.server.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { counselStamp, type LocalText, localAnswer, localLink } from "#db/schema/overlay.ts";
import { site } from "#db/schema/people.ts";
import { addVersion, currentValue, packFor, rowsOfSlot, stateOf } from "./overlay.server.ts";
import { hasOwner, longestReviewDays, readEntry } from "./overlay.ts";
import { siteFor } from "./sites.server.ts";

type Link = typeof localLink.$inferSelect;

const dayMs = 86_400_000;
const openDays = { owner: 14, counsel: 30 };

export const deadLink =
  "This link does not work any more: it was used, taken back, or its days are over. Ask the site coordinator who sent it for a new one.";

/** The secret part of a link. It is computed, so that a coordinator can copy it again; only its hash is stored. */
const tokenOf = (linkId: string): string => fingerprint(`local-link ${linkId}`);
const pathOf = ({ id, slot }: Pick<Link, "id" | "slot">): string =>
  slot === null ? `/counsel/${tokenOf(id)}` : `/local-entry/${tokenOf(id)}`;

export type OpenLink = { id: string; recipient: string; made: string; until: string; address: string };

/** Links that are open at a site, to one entry or (null) to its law. */
export function openLinks(user: User, siteId: string, slot: SlotName | null, now = new Date()): OpenLink[] {
  const place = siteFor(user, siteId);
  allow(user, "edit-overlay", siteId);
  return linksOf(siteId, now)
    .filter((one) => (one.slot === null ? slot === null : slotNamed(one.slot) === slot))
    .map((one) => ({
      id: one.id,
      recipient: one.recipient ?? "",
      made: moment(one.madeAt, place.timeZone),
      until: shortDay(todayIn(place.timeZone, one.expiresAt)),
      address: `${env.origin}${pathOf(one)}`,
    }));
}

const linksOf = (siteId: string, now: Date, tx: Writer = db): Link[] =>
  tx
    .select()
    .from(localLink)
    .where(and(eq(localLink.siteId, siteId), isNull(localLink.endedAt)))
    .orderBy(desc(localLink.madeAt))
    .all()
    .filter(({ expiresAt }) => expiresAt > now);

export type Recipient = { name: string; email: string };

/**
 * Makes a link for the owner of an entry, or (slot null) for the site's counsel, and writes to them when there is an
 * address. A newer link to the same ends the one before. Sending the form twice makes one.
 */
export function makeLink(
  user: User,
  siteId: string,
  slot: SlotName | null,
  sent: { id: string } & Recipient,
  now = new Date(),
): void {
  const place = siteFor(user, siteId);
  allow(user, "edit-overlay", siteId);
  if (slot && !hasOwner(slot))
    throw conflict("What the law says only counsel can sign. Send counsel a link.");
  const days = slot ? openDays.owner : openDays.counsel;
  transact((tx) => {
    if (tx.select().from(localLink).where(eq(localLink.id, sent.id)).get()) return;
    for (const old of linksOf(siteId, now, tx))
      if (old.slot === null ? slot === null : slotNamed(old.slot) === slot) end(tx, old.id, now);
    const expiresAt = new Date(now.getTime() + days * dayMs);
    const link = { id: sent.id, slot };
    tx.insert(localLink)
      .values({
        ...link,
        siteId,
        tokenHash: hashToken(tokenOf(sent.id)),
        recipient: sent.name,
        email: sent.email || null,
        madeBy: user.id,
        madeAt: now,
        expiresAt,
      })
      .run();
    const until = shortDay(todayIn(place.timeZone, expiresAt));
    if (sent.email)
      queueMail(tx, letterTo(sent, user.name, place.name, `${env.origin}${pathOf(link)}`, until, slot), now);
    recordAudit(
      tx,
      user,
      slot ? "ask-entry-owner" : "ask-counsel",
      siteId,
      siteId,
      slot ? { slot } : {},
      now,
    );
  });
}

/** The subject names no topic, and the letter no entry: somebody else may see the inbox. */
const letterTo = (
  { name, email }: Recipient,
  from: string,
  place: string,
  address: string,
  until: string,
  slot: SlotName | null,
) => ({
  to: email,
  subject: slot ? "Is this entry still right?" : "A page waits for your signature",
  body: `Hello ${name},\n\n${from} looks after the training pages of ${place} and asks you ${
    slot
      ? "to look at one entry about your office: is it still right? It takes a minute."
      : "as local counsel to read what its pages say about the law, and to sign what is right."
  }\n\n${address}\n\nNo account is needed. The link works until ${until}. If this is not for you, you need do nothing.\n`,
});

/** Ends a link, and forgets who it was for. */
function end(tx: Writer, id: string, now: Date): void {
  tx.update(localLink).set({ endedAt: now, recipient: null, email: null }).where(eq(localLink.id, id)).run();
}

export function takeLinkBack(user: User, siteId: string, linkId: string, now = new Date()): void {
  siteFor(user, siteId);
  allow(user, "edit-overlay", siteId);
  transact((tx) => {
    const link = tx.select().from(localLink).where(eq(localLink.id, linkId)).get();
    if (link?.siteId !== siteId) throw notFound();
    if (link.endedAt) return;
    end(tx, linkId, now);
    recordAudit(tx, user, "end-local-link", siteId, siteId, link.slot ? { slot: link.slot } : {}, now);
  });
}

/** Background chore: names and addresses of links whose days are over. */
export function forgetOldLinks(now = new Date()): void {
  const old = db
    .select()
    .from(localLink)
    .where(isNull(localLink.endedAt))
    .all()
    .filter(({ expiresAt }) => expiresAt <= now);
  if (old.length > 0) transact((tx) => old.forEach(({ id }) => void end(tx, id, now)));
}

function linkFor(token: string, tx: Writer, now: Date): Link {
  const link = tx
    .select()
    .from(localLink)
    .where(eq(localLink.tokenHash, hashToken(token)))
    .get();
  if (!link || link.endedAt || link.expiresAt <= now) throw notFound(deadLink);
  return link;
}

type Place = { id: string; name: string; timeZone: string; state: string; pack: Site };

function placeOf(siteId: string): Place {
  const row = db.select().from(site).where(eq(site.id, siteId)).get();
  if (!row) throw notFound(deadLink);
  const pack = catalogue().sites.get(siteId) ?? emptyPack(row);
  return { id: row.id, name: row.name, timeZone: row.timeZone, state: stateOf(siteId, row.state), pack };
}

// ---- the owner of an entry -----------------------------------------------------------------------------------------

/** The one entry that the owner of a contact sees with a link. 404 with a sentence when the link is over. */
export function ownerPage(token: string, now = new Date()) {
  const link = linkFor(token, db, now);
  const slot = slotNamed(link.slot ?? "");
  if (!slot) throw notFound(deadLink);
  const place = placeOf(link.siteId);
  const value = currentValue(link.siteId, slot, place.pack);
  const { title, asks, fields } = slotRules[slot];
  return {
    site: place.name,
    recipient: link.recipient ?? "",
    title: place.pack.slots[slot]?.title ?? title,
    asks,
    fields,
    /** Null: the site knows nothing yet and asks for the entry. */
    value: value && { text: value.text, fields: value.fields },
    number: rowsOfSlot(db, link.siteId, slot).at(-1)?.number ?? 0,
    until: shortDay(todayIn(place.timeZone, link.expiresAt)),
  };
}

/**
 * Takes what the owner says, once for each link. That an entry is right makes a new version tested today; a correction
 * waits for the coordinator. Gives sentences by field.
 */
export function answerAsOwner(
  token: string,
  typed: Record<string, string>,
  now = new Date(),
): Record<string, string> | null {
  return transact((tx) => {
    const link = linkFor(token, tx, now);
    const slot = slotNamed(link.slot ?? "");
    if (!slot) throw notFound(deadLink);
    const place = placeOf(link.siteId);
    const today = todayIn(place.timeZone, now);
    const name = (typed.name ?? "").trim();
    const number = rowsOfSlot(tx, link.siteId, slot).at(-1)?.number ?? 0;
    const value = currentValue(link.siteId, slot, place.pack);
    const isRight = typed.intent === "confirm" && value !== null;
    const { input, errors: wrong } = readEntry(
      slot,
      { ...typed, source: "", verifiedOn: "", reviewBy: "" },
      today,
      true,
    );
    const errors: Record<string, string> = isRight ? {} : { ...wrong };
    if (!name) errors.name = "Write your name or your role, so that the site knows who said so.";
    else if (name.length > 120) errors.name = "Keep it within 120 characters.";
    if (!isRight && !input.text && Object.keys(input.fields).length === 0)
      errors.text ??= "Write what is right, or fill in one of the facts below.";
    if (Number(typed.number) !== number)
      errors.form =
        "The site changed this entry while you were looking. Read it once more, and answer again.";
    if (Object.keys(errors).length > 0) return errors;
    const correction: LocalText | null = isRight ? null : { text: input.text, fields: input.fields };
    tx.insert(localAnswer)
      .values({ id: link.id, siteId: link.siteId, slot, name, correction, number, answeredAt: now })
      .run();
    end(tx, link.id, now);
    if (isRight && value) {
      const tested = { verifiedOn: today, reviewBy: addDays(today, longestReviewDays - 2) };
      const { text, fields, source } = value;
      const version = {
        id: link.id,
        kind: "confirmed" as const,
        content: { text, fields },
        source,
        ...tested,
      };
      addVersion(tx, null, link.siteId, slot, version, now);
    } else recordAudit(tx, null, "correct-local-entry", link.siteId, link.siteId, { slot }, now);
    return null;
  });
}

/** Takes a correction into force, or leaves the entry as it is. Deciding twice changes nothing. */
export function decideCorrection(
  user: User,
  siteId: string,
  answerId: string,
  isTaken: boolean,
  now = new Date(),
): void {
  const place = siteFor(user, siteId);
  allow(user, "edit-overlay", siteId);
  transact((tx) => {
    const answer = tx.select().from(localAnswer).where(eq(localAnswer.id, answerId)).get();
    const slot = slotNamed(answer?.slot ?? "");
    if (!answer?.correction || answer.siteId !== siteId || !slot) throw notFound();
    const decision = isTaken ? "taken" : "declined";
    if (answer.decision === decision) return;
    if (answer.decision)
      throw conflict("Somebody else has decided about this correction already. Look at the entry again.");
    tx.update(localAnswer)
      .set({ decision, decidedBy: user.id, decidedAt: now })
      .where(eq(localAnswer.id, answerId))
      .run();
    if (!isTaken) {
      recordAudit(tx, user, "decline-correction", siteId, siteId, { slot }, now);
      return;
    }
    const on = todayIn(place.timeZone, answer.answeredAt);
    addVersion(
      tx,
      user,
      siteId,
      slot,
      {
        id: `taken-${answer.id}`,
        kind: "saved",
        content: answer.correction,
        source: `${answer.name}, owner of the entry`.slice(0, 300),
        verifiedOn: on,
        reviewBy: addDays(on, longestReviewDays - 2),
      },
      now,
    );
  });
}

// ---- counsel -------------------------------------------------------------------------------------------------------

export type LawEntry = {
  slot: SlotName;
  title: string;
  value: { text: string; fields: { label: string; value: string }[]; source: string };
  /** Of the words that are shown: what is signed, and nothing else. */
  hash: string;
  signed: { name: string; on: string } | null;
};

/** The law of a site as it would be shown, and who signed which entry. */
export function lawEntries(siteId: string, pack: Site): LawEntry[] {
  const { values, stampOn } = written(siteId);
  return slotNames.filter(isLaw).flatMap((slot): LawEntry[] => {
    const value: LocalValue | null = values.get(slot) ?? null;
    const words = currentValue(siteId, slot, pack);
    if (!words) return [];
    const text = lawText(slot, value, pack.slots[slot] ?? null);
    const stamp = stampOn(slot, text);
    return [
      {
        slot,
        title: pack.slots[slot]?.title ?? slotRules[slot].title,
        value: {
          text: words.text,
          fields: slotRules[slot].fields.flatMap(({ id, label }) =>
            words.fields[id] ? [{ label, value: words.fields[id] }] : [],
          ),
          source: words.source,
        },
        hash: hashOf(text),
        signed: stamp && { name: stamp.name, on: shortDay(stamp.signedOn) },
      },
    ];
  });
}

/** What counsel reads and signs with a link. 404 with a sentence when the link is over. */
export function counselPage(token: string, now = new Date()) {
  const link = linkFor(token, db, now);
  if (link.slot !== null) throw notFound(deadLink);
  const { name, state, pack, timeZone } = placeOf(link.siteId);
  return {
    site: name,
    state,
    recipient: link.recipient ?? "",
    today: shortDay(todayIn(timeZone, now)),
    until: shortDay(todayIn(timeZone, link.expiresAt)),
    entries: lawEntries(link.siteId, pack),
  };
}

/**
 * Signs the entries whose words counsel has read: `signed` holds their hashes. Words that were changed meanwhile stay
 * unsigned and are named. The bar must be that of the state whose law it is. Gives sentences by field.
 */
export function signLaw(
  token: string,
  sent: { name: string; barState: string; hashes: string[] },
  now = new Date(),
): Record<string, string> | null {
  return transact((tx) => {
    const link = linkFor(token, tx, now);
    if (link.slot !== null) throw notFound(deadLink);
    const place = placeOf(link.siteId);
    const name = sent.name.trim();
    const errors: Record<string, string> = {};
    if (!name) errors.name = "Write your name, as a signature.";
    else if (name.length > 120) errors.name = "Keep it within 120 characters.";
    if (!place.state)
      errors.barState = `Nobody has said yet in which state ${place.name} is. Ask the coordinator to add it.`;
    else if (sent.barState !== place.state)
      errors.barState = `This is the law of ${place.state}: only counsel admitted there can sign it.`;
    const entries = lawEntries(link.siteId, place.pack);
    const chosen = entries.filter(({ hash }) => sent.hashes.includes(hash));
    if (sent.hashes.length === 0) errors.entries = "Choose the entries that you sign.";
    else if (chosen.length < sent.hashes.length)
      errors.entries = "The site changed an entry while you were reading. Read it once more, and sign again.";
    if (Object.keys(errors).length > 0) return errors;
    const on = todayIn(place.timeZone, now);
    for (const { slot, hash, signed } of chosen) {
      if (signed) continue;
      const { changes } = tx
        .insert(counselStamp)
        .values({
          id: newId(),
          siteId: link.siteId,
          slot,
          textHash: hash,
          linkId: link.id,
          name,
          barState: sent.barState,
          signedOn: on,
          signedAt: now,
        })
        .onConflictDoNothing()
        .run();
      if (changes > 0) recordAudit(tx, null, "sign-law", link.siteId, link.siteId, { slot }, now);
    }
    return null;
  });
}

/** How far counsel is, and the link that is open: for the people who fill the pack. */
export function counselState(user: User, siteId: string) {
  const pack = packFor(user, siteId);
  allow(user, "see-overlay", siteId);
  const entries = lawEntries(siteId, pack);
  return {
    waiting: entries.filter(({ signed }) => !signed).map(({ slot, title }) => ({ slot, title })),
    signed: entries.flatMap(({ slot, title, signed }) => (signed ? [{ slot, title, ...signed }] : [])),
    known: siteOf(siteId)?.counsel ?? null,
  };
}
