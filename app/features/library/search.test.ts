import fc from "fast-check";
import type { Nodes } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import { beforeEach, describe, expect, it } from "vitest";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { isContainer, walk } from "#app/content/markdown.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { passagesOf } from "./passages.ts";
import { nearest, parseQuery } from "./query.ts";
import { searchPage } from "./search.server.ts";

beforeEach(freshDb);

const search = (typed: string, user: User = as("trainee"), kind: string | null = null, page = 1) =>
  searchPage(user, { typed, kind, page });

describe("what was typed", () => {
  it("becomes words and phrases, and never syntax", () => {
    expect(parseQuery("safe harbor")).toMatchObject({
      all: '"safe" AND "harbor"*',
      any: '"safe" OR "harbor"*',
    });
    expect(parseQuery('"safe harbor" law ')?.all).toBe('"safe harbor" AND "law"*');
    expect(parseQuery("law “safe harbor”")?.all).toBe('"law" AND "safe harbor"');
    expect(parseQuery("NOT (title: a*")?.all).toBe('"not" AND "title" AND "a"');
    expect(parseQuery("child's")?.all).toBe('"child s"');
    for (const nothing of ["", "   ", "…", '""', "'"]) expect(parseQuery(nothing)).toBeNull();
  });

  it("is answered whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (typed) => {
        expect(search(typed).total).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 200 },
    );
    expect(search(`${"word ".repeat(2000)}`).total).toBeGreaterThanOrEqual(0);
  });

  it("is compared to the words that are there", () => {
    expect(nearest("traficking", ["tracking", "trafficking", "picking"])).toBe("trafficking");
    expect(nearest("zebra", ["child", "harbor"])).toBeNull();
    expect(nearest("harbor", ["harbor"])).toBeNull();
  });
});

describe("a search", () => {
  it("finds every section, handout, chapter, worksheet and term by its title", () => {
    const user = as("trainer");
    const { course, glossary, guide } = catalogue();
    const found = (title: string, href: string) => {
      const hits: string[] = [];
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const answer = search(`"${title.replaceAll('"', " ")}"`, user, null, page);
        hits.push(...answer.hits.map((hit) => hit.href));
        pages = answer.pages;
      }
      expect(hits, `${title} → ${href}`).toContain(href);
    };
    for (const { id, sections, handouts } of course.days.flatMap(({ blocks }) => blocks)) {
      for (const section of sections) found(section.title, `/curriculum/${id}#${section.id}`);
      for (const handout of handouts) found(handout.title, `/curriculum/${id}/handouts/${handout.id}`);
    }
    for (const { id, worksheets } of guide.chapters)
      for (const sheet of worksheets) found(sheet.title, `/guide/${id}/${sheet.id}`);
    for (const { id, term } of glossary.values()) found(term, `/glossary#${id}`);
  });

  it("puts a title before a passing mention, counts per kind, and shows the words it found", () => {
    const answer = search("safe harbor");
    expect(answer.hits[0]?.title.toLowerCase()).toContain("safe");
    expect(answer.total).toBe(answer.groups.reduce((sum, { count }) => sum + count, 0));
    const glossary = search("safe harbor", as("trainee"), "glossary");
    expect(glossary.hits.every(({ kind }) => kind === "glossary")).toBe(true);
    const marked = answer.hits.flatMap(({ excerpt }) => excerpt.filter((_, i) => i % 2 === 1));
    expect(marked.length).toBeGreaterThan(0);
    for (const word of marked) expect(word.toLowerCase()).toMatch(/^(safe|harbor)/);
  });

  it("ignores endings and accents", () => {
    expect(search("screens").total).toBe(search("screening").total);
    expect(search("screeníng").total).toBe(search("screening").total);
  });

  it("says when no passage has all of the words, and offers a better spelling", () => {
    expect(search("harbor xylophone")).toMatchObject({ loose: true });
    expect(search("safe harbr").meant).toBe("safe harbor");
    expect(search("qqqqqqq")).toMatchObject({ total: 0, hits: [], meant: null });
  });

  it("never shows what stands behind a content notice, and finds no scenario", () => {
    const guarded = [...catalogue().modules.values()].flatMap((module) =>
      module.sections
        .filter(({ advisory }) => advisory)
        .map((section) => `/curriculum/${module.id}#${section.id}`),
    );
    expect(guarded.length).toBeGreaterThan(0);
    const passages = passagesOf(catalogue());
    for (const href of guarded) {
      const passage = passages.find((one) => one.href === href);
      const hit = search(`"${passage?.title}"`).hits.find((one) => one.href === href);
      expect(hit, href).toMatchObject({ excerpt: [], instead: expect.stringContaining("content notice") });
    }
    const scenes: string[] = [];
    for (const { root } of catalogue().modules.values())
      walk([root], (node) => {
        if (isContainer(node, "scenario")) scenes.push(textOf(node.children[0] as Nodes).slice(0, 40));
      });
    expect(scenes.length).toBeGreaterThan(3);
    for (const scene of scenes) expect(passages.filter(({ body }) => body.includes(scene))).toEqual([]);
  });

  it("keeps plans and facilitator pages for those who may read them, and quizzes out of everybody's reach", () => {
    const kindsFor = (user: User) => search("say", user).groups.map(({ id }) => id);
    expect(kindsFor(as("trainer"))).toContain("plan");
    expect(kindsFor(as("trainee"))).not.toContain("plan");
    expect(search("say", as("trainee"), "plan").kind).toBeNull();
    const [item] = [...catalogue().modules.values()].flatMap(({ quiz }) => quiz?.items ?? []);
    const feedback = item?.options.find(({ correct }) => correct)?.feedback ?? "";
    expect(search(`"${feedback.slice(0, 60)}"`, as("trainer")).total).toBe(0);
    expect(refused(() => search("law", { ...as("trainee"), grants: [] }))).toBe(403);
  });

  it("pages through long lists without a gap", () => {
    const first = search("child");
    expect(first.pages).toBeGreaterThan(1);
    const seen = new Set<string>();
    for (let page = 1; page <= first.pages; page += 1)
      for (const { href } of search("child", as("trainee"), null, page).hits) seen.add(href);
    expect(seen.size).toBe(first.total);
    expect(search("child", as("trainee"), null, 9999).page).toBe(first.pages);
  });
});
