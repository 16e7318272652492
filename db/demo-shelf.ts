import { createHash } from "node:crypto";
import { newestFrozen } from "#app/content/editions.server.ts";
import { newId } from "#app/lib/ids.ts";
import { cast, type Member } from "#tests/cast.ts";
import type { Writer } from "./client.server.ts";
import { shelfRequest } from "./schema/shelf.ts";
import { manualDownload } from "./schema/trust.ts";
import { personIdOf } from "./seed.ts";

const dayMs = 24 * 3600_000;

/** Requests of other cities and half a year of downloads. Agencies and people are invented and say so. */
export function insertDemoShelf(tx: Writer, now: Date): void {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  for (const { asked, answered, ...one } of requests) {
    tx.insert(shelfRequest)
      .values({
        ...one,
        id: newId(),
        email: `${one.name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}@example.org`,
        agency: `${one.agency} (example)`,
        createdAt: before(asked),
        answeredAt: answered === undefined ? null : before(answered),
        answeredBy: answered === undefined ? null : personIdOf(cast.grantee),
      })
      .run();
  }
  for (const [index, [form, agencyKind, state]] of publicDownloads.entries()) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (index % 5), 1));
    download(tx, { at: month, personId: null, siteId: null, book: "guide", form, agencyKind, state });
  }
  for (const [index, [who, book, form]] of siteDownloads.entries())
    download(tx, { at: before(12 + index * 11), personId: personIdOf(who), siteId: who.site, book, form });
}

type Download = Omit<typeof manualDownload.$inferInsert, "id" | "edition" | "contentHash">;

function download(tx: Writer, one: Download): void {
  const edition = newestFrozen();
  const contentHash = createHash("sha256").update(`${edition} ${one.book} ${one.form}`).digest("hex");
  tx.insert(manualDownload)
    .values({ ...one, id: newId(), edition, contentHash })
    .run();
}

type Asked = Pick<
  typeof shelfRequest.$inferInsert,
  "wants" | "agencyKind" | "state" | "purpose" | "answer" | "reason"
> & {
  name: string;
  agency: string;
  /** Days ago. */
  asked: number;
  answered?: number;
};

const requests: Asked[] = [
  {
    wants: "site",
    name: "Marta Ellison",
    agency: "Treasure Valley Youth Coalition",
    agencyKind: "coalition",
    state: "ID",
    purpose:
      "Nine agencies meet here every month and want to train together. We would like to teach the four days twice a year.",
    asked: 6,
  },
  {
    wants: "training",
    name: "Henry Okada",
    agency: "Puget Sound Advocacy Center",
    agencyKind: "advocacy",
    state: "WA",
    purpose:
      "Two of our trainers took the course in San Diego. They would now like to prepare a day of their own.",
    asked: 2,
  },
  {
    wants: "participant",
    name: "Dolores Begaye",
    agency: "Red Mesa Family Services",
    agencyKind: "tribal",
    state: "NM",
    purpose: "To read it before our council decides whether the course fits our community.",
    asked: 1,
  },
  {
    wants: "participant",
    name: "Peter Lindholm",
    agency: "Twin Rivers School District",
    agencyKind: "school",
    state: "MN",
    purpose: "Counselors of our three high schools would read it together over one term.",
    asked: 41,
    answered: 38,
    answer: "granted",
  },
  {
    wants: "training",
    name: "Camille Fontenot",
    agency: "Bayou Parish Juvenile Justice",
    agencyKind: "justice",
    state: "LA",
    purpose:
      "We run a yearly academy for probation officers and look for material about language and first contact.",
    asked: 75,
    answered: 70,
    answer: "granted",
  },
  {
    wants: "training",
    name: "Sam Whitlock",
    agency: "Whitlock Seminars",
    agencyKind: "other",
    state: "FL",
    purpose: "For paid webinars to hotels.",
    asked: 90,
    answered: 86,
    answer: "declined",
    reason:
      "The facilitator edition goes to agencies that serve children and have people who were trained to teach it. The Response Guide is open to you.",
  },
];

type Taken = [form: Download["form"], agencyKind: string | null, state: string | null];
const many = (times: number, taken: Taken): Taken[] => Array.from({ length: times }, () => taken);

/** Enough of some kinds and states to be named, and few enough of others to stand together. */
const publicDownloads: Taken[] = [
  ...many(7, ["letter", "child-welfare", "CO"]),
  ...many(6, ["letter", "advocacy", "WA"]),
  ...many(5, ["epub", "school", "MN"]),
  ...many(5, ["docx", "coalition", "ID"]),
  ...many(4, ["letter", "law-enforcement", "NM"]),
  ...many(3, ["html", "tribal", "NM"]),
  ...many(2, ["letter-large", "health", "OR"]),
  ...many(9, ["letter", null, null]),
];

const siteDownloads: [Member & { site: string | null }, Download["book"], Download["form"]][] = [
  [cast.trainer, "training", "letter"],
  [cast.coTrainer, "training", "epub"],
  [cast.coordinator, "participant", "letter"],
  [cast.coordinator, "guide", "docx"],
  [cast.trainer, "participant", "letter-large"],
  [cast.chicagoTrainer, "training", "letter"],
  [cast.chicagoCoTrainer, "participant", "html"],
];
