import { describe, expect, it } from "vitest";
import { catalogue, image, sectionsHtml, siteOf, sourcesFor } from "#app/content/catalogue.server.ts";
import { type Lesson, lessonDays, lessonOf, lessonTitle } from "./package.ts";

const content = catalogue();
const lessons = new Map<string, Lesson>(
  [...content.modules.values()].map((module) => [
    module.id,
    lessonOf(content, module, siteOf("denver"), sourcesFor(module.id, "denver")),
  ]),
);
const all = [...lessons.values()];

describe("a module as a lesson for other systems", () => {
  it("carries the reader's own pages, word for word", () => {
    for (const { id, sections, sourcesHtml } of all) {
      const page = sectionsHtml(id, { discipline: null, siteId: "denver", role: "trainee" });
      const settled = (text: string | null) =>
        text
          ?.replaceAll(`/content/${id}/images/`, "pictures/")
          .replaceAll(
            /href="\/handouts\/([^"]+)"/gu,
            (_, handout: string) => `href="#handout-${handout.toLowerCase().replaceAll(".", "-")}"`,
          ) ?? null;
      expect(
        sections.map(({ id, html, noticeHtml, alternativeHtml }) => ({
          id,
          html,
          noticeHtml,
          alternativeHtml,
        })),
      ).toEqual(
        page.sections.map(({ id, html, noticeHtml, alternativeHtml }) => ({
          id,
          html: settled(html),
          noticeHtml: settled(noticeHtml),
          alternativeHtml: settled(alternativeHtml),
        })),
      );
      expect(sourcesHtml).toBe(page.sourcesHtml);
    }
  });

  it("points only to what it brings", () => {
    for (const lesson of all) {
      const { sections, handouts, sourcesHtml, quiz, pictures } = lesson;
      const text = [
        ...sections.flatMap(({ html, noticeHtml, alternativeHtml }) => [
          html,
          noticeHtml ?? "",
          alternativeHtml ?? "",
        ]),
        ...handouts.map(({ html, anchor }) => `<i id="${anchor}"></i>${html}`),
        ...(quiz?.items.flatMap(({ stem, options }) => [
          stem,
          ...options.flatMap((one) => [one.text, one.feedback]),
        ]) ?? []),
        sourcesHtml,
      ].join("");
      const ids = new Set([...text.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id));
      for (const [, href = ""] of text.matchAll(/ href="([^"]+)"/gu)) {
        if (href.startsWith("#")) expect(ids, `${lesson.id} ${href}`).toContain(href.slice(1));
        else expect(href, lesson.id).toMatch(/^(https?:|mailto:|tel:|sms:)/u);
      }
      const shown = new Set([...text.matchAll(/ src="([^"]+)"/gu)].map(([, src]) => src));
      expect([...shown].sort()).toEqual(pictures.map(({ path }) => path).sort());
      for (const { owner, source } of pictures) expect(image(owner, source), source).not.toBeNull();
    }
  });

  it("has one right answer to each question, and names the section that teaches it", () => {
    for (const { quiz, sections } of all)
      for (const { id, section, options } of quiz?.items ?? []) {
        expect(
          options.filter(({ correct }) => correct),
          id,
        ).toHaveLength(1);
        expect(
          sections.map(({ id }) => id),
          id,
        ).toContain(section);
      }
  });

  it("stands once in the days of the course", () => {
    const taught = lessonDays(content).flatMap(({ lessons }) => lessons);
    expect(taught).toEqual([...lessons.keys()].filter((id) => taught.includes(id)));
    expect(taught.length).toBeGreaterThan(20);
    expect(new Set(all.map(lessonTitle)).size).toBe(all.length);
  });
});
