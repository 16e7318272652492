import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { all, words, xml } from "#tests/read-xml.ts";
import { matterOf } from "./make-package.server.ts";
import { makeQuestions } from "./qti.server.ts";
import { neededOf } from "./qti.ts";

const course = { module: null, site: "denver" };
const files = new Map(
  Object.entries(unzipSync(makeQuestions(course).bytes)).map(([name, bytes]) => [name, strFromU8(bytes)]),
);
const asked = matterOf(course).flatMap(({ lesson }) => (lesson.quiz ? [{ lesson, quiz: lesson.quiz }] : []));

describe("a package of questions in QTI 2.1", () => {
  const manifest = xml(files.get("imsmanifest.xml") ?? "");
  const resources = all(manifest, "resource");

  it("lists each file once with its kind, and each test with its questions", () => {
    const listed = all(manifest, "file").map((one) => one.getAttribute("href") ?? "");
    expect([...listed, "imsmanifest.xml"].sort()).toEqual([...files.keys()].sort());
    const ids = resources.map((one) => one.getAttribute("identifier") ?? "");
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_][\w.-]*$/u);
    const kinds = resources.map((one) => one.getAttribute("type"));
    expect(new Set(kinds)).toEqual(new Set(["imsqti_test_xmlv2p1", "imsqti_item_xmlv2p1"]));
    expect(kinds.filter((kind) => kind === "imsqti_test_xmlv2p1").length).toBe(asked.length);
    const leads = all(manifest, "dependency").map((one) => one.getAttribute("identifierref") ?? "");
    expect(leads.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("asks the same questions with the same key, and says the reason of each option", () => {
    const bare = (html: string) => words(html.replaceAll(/<sup class="cr-cite">.*?<\/sup>/gsu, ""));
    for (const { lesson, quiz } of asked) {
      const folder = `quiz-${lesson.id.replace(".", "-")}`;
      const test = xml(files.get(`${folder}/test.xml`) ?? "");
      const refs = all(test, "assessmentItemRef").map((one) => one.getAttribute("href") ?? "");
      expect(refs.length).toBe(quiz.items.length);
      quiz.items.forEach(({ stem, options }, at) => {
        const text = files.get(`${folder}/${refs[at]}`) ?? "";
        const item = xml(text);
        const inside = (tag: string) =>
          [...text.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "gsu"))].map(([, one = ""]) =>
            words(one),
          );
        expect(inside("prompt")).toEqual([bare(stem)]);
        expect(inside("simpleChoice")).toEqual(options.map((option) => bare(option.text)));
        expect(inside("modalFeedback")).toEqual(options.map(({ feedback }) => bare(feedback)));
        const choices = all(item, "simpleChoice").map((one) => one.getAttribute("identifier"));
        expect(all(item, "modalFeedback").map((one) => one.getAttribute("identifier"))).toEqual(choices);
        const key = all(all(item, "correctResponse")[0], "value").map(({ textContent }) => textContent);
        expect(key.map((one) => options[choices.indexOf(one)]?.correct)).toEqual([true]);
      });
    }
  });

  it("passes a test with as many points as the mark asks for", () => {
    expect([neededOf(80, 8), neededOf(80, 5), neededOf(75, 3)]).toEqual([7, 4, 3]);
    for (const { lesson, quiz } of asked) {
      const test = xml(files.get(`quiz-${lesson.id.replace(".", "-")}/test.xml`) ?? "");
      const needed = Number(all(all(test, "gte")[0], "baseValue")[0]?.textContent);
      expect(needed * 100).toBeGreaterThanOrEqual(quiz.pass * quiz.items.length);
      expect((needed - 1) * 100).toBeLessThan(quiz.pass * quiz.items.length);
    }
  });
});

it("is the same bytes when it is made again, and refuses a module without a quiz", () => {
  expect(makeQuestions({ module: "1.2", site: "denver" })).toEqual(
    makeQuestions({ module: "1.2", site: "denver" }),
  );
  expect(() => makeQuestions({ module: "d1-open", site: null })).toThrow('"d1-open" has no quiz.');
});
