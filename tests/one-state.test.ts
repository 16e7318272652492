import { toString as textOf } from "mdast-util-to-string";
import { beforeAll, describe, expect, it } from "vitest";
import {
  catalogue,
  chapterHtml,
  frontHtml,
  handoutHtml,
  libraryHtml,
  planHtml,
  printCatalogue,
  sectionsHtml,
  siteOf,
  slotHtml,
} from "#app/content/catalogue.server.ts";
import { hashOf } from "#app/content/local.server.ts";
import { lawText } from "#app/content/local-site.ts";
import { slotNames } from "#app/content/schema.ts";
import { isLaw } from "#app/content/slot-rules.ts";
import { type BookName, collectBook } from "#app/features/manual/book.ts";
import { foliate } from "#app/features/manual/folio.ts";
import { typesetBook } from "#app/features/manual/typeset.ts";
import { matterOf } from "#app/features/packages/make-package.server.ts";
import { db } from "#db/client.server.ts";
import { counselStamp, localLink, localValue } from "#db/schema/overlay.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "./cast.ts";
import { freshDb } from "./fresh-db.ts";

/**
 * No page ever shows the law of two states. Here counsel has signed every law entry of every site, so that all of it is
 * shown; then whatever is made for one site is searched for the texts and the citations of the others.
 */
const sites = [...catalogue().sites.values()];
const citation =
  /(?:C\.R\.S\.|N\.J\.S\.A\.|D\.C\. Code §|Penal Code §§?|Inst\. Code §)\s?[\d:.A-Za-z-]+\d|\d+ ILCS \d+\/[\d-]+|Senate Bill [\d-]+|SB [\d-]+/g;

/** Words by which the law of a site is known: citations of its entries, and the beginning of each of their sentences. */
function marksOf(id: string): string[] {
  const slots = slotNames.flatMap((name) => catalogue().sites.get(id)?.slots[name] ?? []);
  const cited = slots.flatMap(({ text }) => text.replaceAll(/\s+/g, " ").match(citation) ?? []);
  const said = slots
    .filter((_, at) => isLaw(slotNames[at] as (typeof slotNames)[number]))
    .flatMap(({ root }) =>
      textOf(root)
        .replaceAll(/\s+/g, " ")
        .split(/(?<=\.) /),
    )
    .filter((sentence) => sentence.length > 60 && /\d/.test(sentence))
    .map((sentence) => sentence.slice(0, 60));
  return [...new Set([...cited, ...said])];
}

/**
 * Sources of the course's own words, for every site alike: where a module says that states differ, it names one as an
 * example. No site brings them.
 */
const compared = ["C.R.S. 19-3-304", "C.R.S. 19-3-307", "D.C. Code § 22-1842"];

const own = (id: string) => `Only-of-${id}`;

beforeAll(() => {
  freshDb();
  for (const { id } of sites) {
    db.insert(localLink)
      .values({
        id: `link-${id}`,
        siteId: id,
        tokenHash: id,
        madeBy: personIdOf(cast.grantee),
        madeAt: new Date(),
        expiresAt: new Date(),
      })
      .run();
    const value = { text: `${own(id)} and its words.`, fields: { cite: `${own(id)} § 1` }, source: own(id) };
    const dates = { verifiedOn: "2026-01-01", reviewBy: "2999-01-01" };
    const { text, fields, source } = value;
    db.insert(localValue)
      .values({
        id: `value-${id}`,
        siteId: id,
        slot: "record_relief",
        number: 1,
        kind: "saved",
        content: { text, fields },
        source,
        ...dates,
        savedAt: new Date(),
      })
      .run();
    for (const slot of slotNames.filter(isLaw)) {
      const words =
        slot === "record_relief"
          ? lawText(slot, { ...value, ...dates }, null)
          : lawText(slot, null, catalogue().sites.get(id)?.slots[slot] ?? null);
      db.insert(counselStamp)
        .values({
          id: `${id}-${slot}`,
          siteId: id,
          slot,
          textHash: hashOf(words),
          linkId: `link-${id}`,
          name: "A. Lawyer",
          barState: "Colorado",
          signedOn: "2026-11-30",
          signedAt: new Date(),
        })
        .run();
    }
  }
});

/** Text without tags; entities as they were typed. */
const plain = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&#x26;", "&")
    .replaceAll(/\s+/g, " ");

function screens(siteId: string | null): string[] {
  const { modules, course, guide, library } = catalogue();
  const roles = ["trainee", "trainer"] as const;
  const sections = (page: {
    sections: { html: string; alternativeHtml: string | null }[];
    sourcesHtml: string;
  }) =>
    plain(
      [
        ...page.sections.flatMap(({ html, alternativeHtml }) => [html, alternativeHtml ?? ""]),
        page.sourcesHtml,
      ].join(" "),
    );
  return [
    ...[...modules.values()].flatMap((module) => [
      ...roles.map((role) => sections(sectionsHtml(module.id, { discipline: null, siteId, role }))),
      sections(planHtml(module.id, siteId)),
      ...module.handouts.map(({ id }) => plain(handoutHtml(id, siteId).html)),
    ]),
    ...guide.chapters.map(({ id }) => sections(chapterHtml(id, siteId))),
    ...course.front.map(({ id }) => sections(frontHtml(id, siteId))),
    ...[...library.cards, ...library.cases, ...library.pages].map(({ id }) => sections(libraryHtml(id))),
    ...Object.values(siteOf(siteId)?.slots ?? {}).map((slot) => plain(slotHtml(siteId ?? "", slot))),
  ];
}

/**
 * Every word that one book goes into EPUB, web page, Word and large print with, and another is typeset with. Both look
 * local texts up in the same place, and the participant's book is part of the facilitator's.
 */
function prints(siteId: string | null): string[] {
  const content = printCatalogue(siteId);
  const book = (name: BookName) => collectBook(content, { book: name, site: siteId, paper: "letter" });
  const { files } = typesetBook(content, book("guide"), "http://localhost", () => null);
  const { pieces } = foliate(content, book("training"), "http://localhost", "0");
  return [JSON.stringify(pieces), (files["/main.typ"] ?? "").replaceAll('"#zw#"', "")];
}

describe.each(sites.map(({ id }) => [id]))("%s", (id) => {
  const others = sites.filter((one) => one.id !== id);
  const foreign = () =>
    others
      .flatMap((one) => [own(one.id), ...marksOf(one.id)])
      .filter((mark) => !marksOf(id).includes(mark) && !compared.includes(mark));
  const found = (texts: string[]) => [
    ...new Set(foreign().filter((mark) => texts.some((text) => text.includes(mark)))),
  ];

  it("shows its own law on its pages, and that of no other state", () => {
    const texts = screens(id);
    expect(texts.some((text) => text.includes(own(id)))).toBe(true);
    expect(marksOf(id).length).toBeGreaterThan(3);
    expect(found(texts)).toEqual([]);
  });

  it("prints its own law, and that of no other state", () => {
    const texts = prints(id);
    expect(texts.some((text) => text.includes(own(id)))).toBe(true);
    expect(found(texts)).toEqual([]);
  });

  it("packs its own law for other systems, and that of no other state", () => {
    const texts = [JSON.stringify(matterOf({ module: null, site: id }))];
    expect(texts.some((text) => text.includes("Only-of") && !text.includes(own(id)))).toBe(false);
    expect(found(texts)).toEqual([]);
  });
});

it("shows no state's law where there is no site, but for the examples of the course itself", () => {
  const texts = [...screens(null), ...prints(null), JSON.stringify(matterOf({ module: null, site: null }))];
  const all = sites.flatMap((one) => [own(one.id), ...marksOf(one.id)]);
  expect(all.filter((mark) => texts.some((text) => text.includes(mark))).sort()).toEqual(compared);
});
