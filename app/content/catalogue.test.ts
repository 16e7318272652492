import { beforeEach, describe, expect, test } from "vitest";
import { buildCatalogue } from "./build-catalogue.server.ts";
import {
  bookHash,
  catalogue,
  chapterHtml,
  contentVersion,
  frontHtml,
  guideIntroHtml,
  handoutHtml,
  handoutOf,
  image,
  lineHtml,
  moduleOf,
  planHtml,
  reloadCatalogue,
  sectionsHtml,
  shortHash,
  sourcesFor,
} from "./catalogue.server.ts";
import { publicItem } from "./quiz-item.ts";
import {
  edited,
  moduleFile,
  moduleFolder,
  planFile,
  quizFile,
  sample,
  sampleText,
  slidesFile,
} from "./sample.ts";
import type { Module } from "./tree.ts";

const reader = { discipline: "law-enforcement", siteId: "denver", role: "trainee" } as const;

beforeEach(() => {
  reloadCatalogue(sample());
});

describe("the catalogue", () => {
  test("has days with their blocks in order", () => {
    const [day] = catalogue().course.days;
    expect(day?.blocks.map(({ id }) => id)).toEqual(["d1-open", "1.1", "d1-close"]);
    expect([day?.opening?.id, day?.closing?.id]).toEqual(["d1-open", "d1-close"]);
    expect(day?.agenda.map(({ block, module }) => [block, module?.id])).toContainEqual(["lunch", undefined]);
  });

  test("has each module with all that belongs to it", () => {
    const module = moduleOf("1.1") as Module;
    expect(module.sections.map(({ id, advisory }) => [id, advisory])).toContainEqual(["story", "A3"]);
    expect(module.activities[0]).toMatchObject({ id: "1.1-A", minutes: 15, section: "third" });
    expect(module.activities[0]?.steps[0]?.type).toBe("list");
    expect(module.plan?.steps.map(({ minutes, activity }) => [minutes, activity])).toEqual([
      [20, null],
      [20, "1.1-A"],
    ]);
    expect(module.plan?.mustSay).toHaveLength(1);
    expect(module.handouts.map(({ id }) => id)).toEqual(["H1.1a"]);
    expect(module.quiz?.items).toHaveLength(6);
    expect(module.sources).toEqual(["ONE"]);
    expect(handoutOf("H1.1a")?.module.id).toBe("1.1");
    expect(moduleOf("9.9")).toBeNull();
  });

  test("has the guide, the sites and the shared files", () => {
    const { guide, sites, glossary, references, support } = catalogue();
    expect(guide.chapters[0]?.worksheets[0]?.id).toBe("W1.1");
    expect(guide.sources).toEqual(["TWO"]);
    expect(sites.get("denver")?.slots.cac?.root.type).toBe("root");
    expect([glossary.size, references.size, support.lines.length]).toEqual([1, 2, 1]);
  });

  test("has slides, assessments, instruments and the library", () => {
    const { course, library } = catalogue();
    const [slide] = moduleOf("1.1")?.slides ?? [];
    expect(slide).toEqual({
      step: "1.1-s1",
      kind: "title",
      title: "Slide 1",
      lines: ["See the child first"],
    });
    expect(moduleOf("d1-open")?.slides).toEqual([]);
    const { formA, formB, formC, boosters, confidence, attitudes } = course.assessments;
    expect([formA, formB, formC].map((form) => form?.items.length)).toEqual([30, 30, 12]);
    expect(boosters?.sets.map(({ items }) => items.length)).toEqual([5, 5, 5, 5]);
    expect([confidence?.statements.length, attitudes?.vignettes.length]).toEqual([1, 4]);
    const { rubric, competencies, fidelity, satisfaction, certificate, measures } = course.instruments;
    expect([rubric?.criteria.length, fidelity?.items.length, measures?.measures.length]).toEqual([8, 25, 26]);
    expect([competencies?.valid_years, satisfaction?.items.length]).toEqual([2, 1]);
    expect(certificate?.short_title).toBe("Training");
    expect(course.calibration?.samples.map(({ result }) => result)).toEqual(["pass", "not-yet", "not-yet"]);
    expect(course.followUp?.touchpoints.map(({ day }) => day)).toEqual([0, 30, 45, 60, 75, 90]);
    expect(library.cards.map(({ id }) => id).slice(0, 3)).toEqual(["P1", "P2", "P3"]);
    expect(library.cards[0]?.sections.map(({ id }) => id)).toEqual(["what", "take"]);
    expect([library.cases.length, library.pages.length]).toEqual([6, 2]);
    expect(library.sources).toEqual(["TWO"]);
  });

  test("keeps the order of the library and the sources of each file", () => {
    const { library, course } = reloadCatalogue(
      sample({
        ...edited("library/library.yaml", "P1, P2, P3", "P3, P1, P2"),
        ...edited("library/cards/P1-program.md", "evidence: It was counted.", 'evidence: "Counted [@TWO]."'),
        ...edited("ccip/assessments/confidence.yaml", "text: I can listen.", 'text: "I can listen [@ONE]."'),
      }),
    );
    expect(library.cards.map(({ id }) => id).slice(0, 3)).toEqual(["P3", "P1", "P2"]);
    expect(library.cards[1]?.sources).toEqual(["TWO"]);
    expect(course.assessments.confidence?.sources).toEqual(["ONE"]);
    expect(course.assessments.confidence?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("has an empty library where none is written yet", () => {
    const { library } = reloadCatalogue(sample({ "library/library.yaml": null }));
    expect([library.cards, library.cases, library.pages]).toEqual([[], [], []]);
  });

  test("lists what only the slides cite after what the plan cites", () => {
    reloadCatalogue(
      sample({
        ...edited(planFile, "**Say.** Welcome.", "**Say.** Welcome [@TWO]."),
        ...edited(slidesFile, "See the child first", "See the child [@THREE]"),
      }),
    );
    expect(moduleOf("1.1")?.sources).toEqual(["ONE", "TWO", "THREE"]);
    expect(moduleOf("1.1")?.participantSources).toEqual(["ONE"]);
  });

  test("cannot be changed", () => {
    expect(() => catalogue().course.days.pop()).toThrow(TypeError);
    expect(() => {
      (moduleOf("1.1") as Module).sections[0]?.nodes.pop();
    }).toThrow(TypeError);
  });
});

describe("hashes", () => {
  const hashOf = (change: Record<string, string | Uint8Array>) =>
    buildCatalogue(sample(change)).modules.get("1.1")?.hash;

  test("are stable, also over line ends", () => {
    const windows = { [moduleFile]: sampleText(moduleFile).replaceAll("\n", "\r\n") };
    expect(hashOf({})).toBe(hashOf({}));
    expect(hashOf(windows)).toBe(hashOf({}));
    expect(hashOf({})).toMatch(/^[0-9a-f]{64}$/);
    expect(shortHash(hashOf({}) ?? "")).toHaveLength(16);
  });

  test("change with the text, the quiz, the slides and a picture that is shown, and with nothing else", () => {
    const picture = edited(moduleFile, "Jordan waits.", "Jordan waits. ![Map](images/m.png)");
    const withPicture = (byte: number) =>
      hashOf({ ...picture, [`${moduleFolder}/images/m.png`]: new Uint8Array([byte]) });
    expect(hashOf(edited(moduleFile, "Jordan waits.", "Jordan waits!"))).not.toBe(hashOf({}));
    expect(hashOf(edited(quizFile, "feel safe", "feel safer"))).not.toBe(hashOf({}));
    expect(withPicture(1)).not.toBe(withPicture(2));
    expect(hashOf(edited(slidesFile, "Slide 2", "Slide two"))).not.toBe(hashOf({}));
    expect(hashOf(edited("ccip/course.yaml", "A course", "The course"))).toBe(hashOf({}));
  });

  test("of a book change with its site and with the shared files", () => {
    const before = [bookHash("training", "denver"), bookHash("guide", "denver")];
    reloadCatalogue(sample(edited("sites/denver.yaml", "City of Denver", "Denver")));
    expect(bookHash("training", "denver")).not.toBe(before[0]);
    reloadCatalogue(sample(edited(moduleFile, "Jordan waits.", "Jordan waits!")));
    expect(bookHash("training", "denver")).not.toBe(before[0]);
    expect(bookHash("guide", "denver")).toBe(before[1]);
    reloadCatalogue(sample(edited("library/library.yaml", "To learn from", "To learn much from")));
    const after = [bookHash("training", "denver"), bookHash("guide", "denver")];
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  test("pin the quiz that was answered", () => {
    const { hash, quiz } = contentVersion("1.1");
    expect(hash).toBe(moduleOf("1.1")?.hash);
    expect(JSON.parse(quiz)).toEqual(moduleOf("1.1")?.quiz);
  });
});

describe("rendering", () => {
  test("is done once", () => {
    expect(sectionsHtml("1.1", reader)).toBe(sectionsHtml("1.1", { ...reader }));
  });

  test("keeps notice and alternative apart", () => {
    const story = sectionsHtml("1.1", reader).sections.find(({ id }) => id === "story");
    expect(story?.noticeHtml).toContain("A story follows.");
    expect(story?.alternativeHtml).toContain("Read this instead.");
    expect(story?.html).toContain("Jordan waits.");
    expect(story?.html).not.toContain("A story follows.");
    expect(story?.html).not.toContain("Read this instead.");
  });

  test("follows discipline and site, and its hash with it", () => {
    const page = sectionsHtml("1.1", reader);
    expect(page.hash).not.toBe(sectionsHtml("1.1", { ...reader, discipline: "child-advocacy" }).hash);
    expect(page.hash).not.toBe(sectionsHtml("1.1", { ...reader, siteId: null }).hash);
    expect(sourcesFor("1.1", "denver")).toEqual(["ONE"]);
    expect(page.sourcesHtml).toContain('id="source-ONE"');
  });

  test("gives no id twice on one page", () => {
    const page = sectionsHtml("1.1", reader);
    const all = [
      ...page.sections.flatMap(({ noticeHtml, html, alternativeHtml }) => [
        noticeHtml,
        html,
        alternativeHtml,
      ]),
      page.sourcesHtml,
    ];
    const ids = all.flatMap((text) => [...(text ?? "").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("draws plans, handouts, chapters, front pages and lines", () => {
    expect(planHtml("1.1", "denver").sections.find(({ id }) => id === "the-plan")?.html).toContain("cr-step");
    expect(handoutHtml("H1.1a", "denver").html).toContain("cr-line");
    expect(chapterHtml("1", null).sections.map(({ id }) => id)).toEqual(["begin", "example"]);
    expect(frontHtml("front-about", null).sections[0]?.html).toBe("<p>A course.</p>");
    expect(guideIntroHtml().html).toContain("source-TWO");
    expect(lineHtml("A **word**")).toBe("A <strong>word</strong>");
  });

  test("gives a picture's bytes and nothing else", () => {
    reloadCatalogue(sample({ [`${moduleFolder}/images/m.png`]: new Uint8Array([7]) }));
    expect(image("1.1", "images/m.png")).toEqual(new Uint8Array([7]));
    expect(image("1.1", "module.md")).toBeNull();
    expect(image("1.1", "../../../references.yaml")).toBeNull();
  });
});

test("an item shows nothing of its answers", () => {
  const item = moduleOf("1.1")?.quiz?.items[0];
  expect(item).toBeDefined();
  const shown = JSON.stringify(item && publicItem(item));
  expect(shown).not.toMatch(/correct|misconception|feedback|MC01|harms/);
  expect(JSON.parse(shown).options).toHaveLength(4);
});

test("broken files stop production, and only warn in development", () => {
  const broken = sample({ "glossary.yaml": "- { id: x }" });
  process.env.NODE_ENV = "production";
  expect(() => buildCatalogue(broken)).toThrow("glossary.yaml [0].term This field is missing.");
  process.env.NODE_ENV = "test";
});
