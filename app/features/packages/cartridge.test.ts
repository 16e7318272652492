import { parse } from "parse5";
import { describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { all, type Found, words, xml } from "#tests/read-xml.ts";
import { type Cartridge, cartridgeFiles } from "./cartridge.ts";
import { matterOf } from "./make-package.server.ts";
import { lessonDays } from "./package.ts";

const matters = matterOf({ module: null, site: "denver" });
const cartridge: Cartridge = {
  version: "1.3",
  id: "ccip-course-denver",
  title: "The course & its days",
  description: "All of it.",
  matters,
  days: lessonDays(catalogue()),
  shared: ["shared/player.css"],
};
const files = new Map(cartridgeFiles(cartridge));

describe("the manifest of a Common Cartridge", () => {
  const manifest = xml(files.get("imsmanifest.xml") ?? "");
  const resources = all(manifest, "resource");
  const type = (one: Found) => one.getAttribute("type") ?? "";

  it("names its version, and one rooted hierarchy whose root has no title", () => {
    expect(all(manifest, "schema").map(({ textContent }) => textContent)).toEqual(["IMS Common Cartridge"]);
    expect(all(manifest, "schemaversion").map(({ textContent }) => textContent)).toEqual(["1.3.0"]);
    expect(all(manifest, "organization").map((one) => one.getAttribute("structure"))).toEqual([
      "rooted-hierarchy",
    ]);
    const items = all(manifest, "item");
    expect(all(manifest, "title").length).toBe(items.length - 1);
  });

  it("lists each file once, and points only to what is there", () => {
    const listed = all(manifest, "file").map((one) => one.getAttribute("href") ?? "");
    const pictures = matters.flatMap(({ lesson }) => lesson.pictures.map(({ path }) => path));
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.length).toBe(files.size - 1 + pictures.length + cartridge.shared.length);
    for (const name of files.keys()) if (name !== "imsmanifest.xml") expect(listed).toContain(name);
    const ids = [...resources, ...all(manifest, "item")].map((one) => one.getAttribute("identifier") ?? "");
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_][\w.-]*$/u);
    const leads = [...all(manifest, "item"), ...all(manifest, "dependency")].flatMap(
      (one) => one.getAttribute("identifierref") || [],
    );
    const known = resources.map((one) => one.getAttribute("identifier"));
    expect(leads.filter((id) => !known.includes(id))).toEqual([]);
  });

  it("keeps the rules of the profile: an assessment is one file without an address", () => {
    const quizzes = resources.filter((one) => type(one) === "imsqti_xmlv1p2/imscc_xmlv1p3/assessment");
    expect(quizzes.length).toBe(matters.filter(({ lesson }) => lesson.quiz).length);
    for (const one of quizzes) {
      expect(one.getAttribute("href") || null).toBeNull();
      expect([all(one, "file").length, all(one, "dependency").length]).toEqual([1, 0]);
    }
    for (const one of resources.filter((one) => type(one) === "webcontent")) {
      const address = one.getAttribute("href");
      const own = all(one, "file").map((file) => file.getAttribute("href"));
      if (address) expect(own).toContain(address);
    }
  });
});

describe("a lesson as a page", () => {
  it("carries the same words, opens nothing by itself, and asks no other address for anything", () => {
    for (const { lesson, hotline } of matters) {
      const page = files.get(`lesson-${lesson.id.replace(".", "-")}/index.html`) ?? "";
      const text = words(page);
      for (const { html, noticeHtml, alternativeHtml } of lesson.sections)
        for (const one of [html, noticeHtml, alternativeHtml]) if (one) expect(text).toContain(words(one));
      for (const { html } of lesson.handouts) expect(text).toContain(words(html));
      expect(text).toContain(lesson.advisory.text.replaceAll(/\s+/gu, " ").replaceAll('"', "&quot;"));
      expect(hotline).not.toBe("");
      expect(page).not.toMatch(/<script|<iframe|<details open| on\w+=/u);
      expect(page.match(/(?:src|srcset)="https?:/gu)).toBeNull();
      expect(page.match(/<link[^>]*href="([^"]*)"/gu)).toEqual([
        '<link rel="stylesheet" href="../shared/player.css"',
      ]);
    }
  });

  it("is sound HTML: each id stands once, and each link inside leads somewhere", () => {
    for (const [name, page] of files) {
      if (!name.endsWith(".html")) continue;
      const wrong: string[] = [];
      parse(page, { onParseError: ({ code }) => wrong.push(code) });
      // XHTML's way to close an element is an error to nobody but the strictest reader.
      expect(
        wrong.filter((code) => code !== "non-void-html-element-start-tag-with-trailing-solidus"),
      ).toEqual([]);
      const ids = [...page.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
      expect(new Set(ids).size, name).toBe(ids.length);
      for (const [, id] of page.matchAll(/href="#([^"]+)"/gu)) expect(ids, `${name} #${id}`).toContain(id);
    }
  });
});

const profile = [
  "cc_profile",
  "qmd_assessmenttype",
  "qmd_scoretype",
  "qmd_feedbackpermitted",
  "qmd_hintspermitted",
  "qmd_solutionspermitted",
  "cc_maxattempts",
];

describe("a quiz as QTI in the profile of Common Cartridge", () => {
  it("asks the same questions, each with one right answer and feedback for every option", () => {
    let asked = 0;
    for (const { lesson } of matters) {
      const { quiz } = lesson;
      if (!quiz) continue;
      const items = all(xml(files.get(`lesson-${lesson.id.replace(".", "-")}/quiz.xml`) ?? ""), "item");
      expect(items.length).toBe(quiz.items.length);
      items.forEach((item, place) => {
        const is = quiz.items[place];
        const texts = all(item, "mattext").map(({ textContent }) => words(textContent ?? ""));
        const bare = (html: string) => words(html.replaceAll(/<sup class="cr-cite">.*?<\/sup>/gsu, ""));
        expect(texts).toEqual([
          bare(is?.stem ?? ""),
          ...(is?.options ?? []).map(({ text }) => bare(text)),
          ...(is?.options ?? []).map(({ feedback }) => bare(feedback)),
        ]);
        const labels = all(item, "response_label").map((one) => one.getAttribute("ident"));
        expect(labels.length).toBe(4);
        const conditions = all(item, "respcondition");
        const right = conditions.filter((one) => all(one, "setvar").length > 0);
        expect(right.length).toBe(1);
        const key = all(right[0], "varequal")[0]?.textContent ?? "";
        expect(is?.options[labels.indexOf(key)]?.correct).toBe(true);
        expect(all(item, "displayfeedback").map((one) => one.getAttribute("linkrefid"))).toEqual(
          all(item, "itemfeedback").map((one) => one.getAttribute("ident")),
        );
        asked += 1;
      });
    }
    expect(asked).toBeGreaterThan(150);
  });

  it("uses only the fields of the profile, and no question's id twice", () => {
    const ids: string[] = [];
    for (const [name, text] of files) {
      if (!name.endsWith("quiz.xml")) continue;
      const document = xml(text);
      ids.push(...all(document, "item").map((one) => one.getAttribute("ident") ?? ""));
      const fields = all(document, "qtimetadatafield").map((one) => all(one, "fieldlabel")[0]?.textContent);
      expect(fields.filter((field) => !profile.includes(field ?? ""))).toEqual([]);
    }
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it("is the same in version 1.1 but for the names of the version, and names each page and quiz in full", () => {
  const older = new Map(cartridgeFiles({ ...cartridge, version: "1.1" }));
  expect([...older.keys()]).toEqual([...files.keys()]);
  for (const [name, text] of older) {
    expect(text).not.toMatch(/v1p3|1\.3\.0/u);
    if (name.endsWith(".html")) expect(text).toBe(files.get(name));
    if (name.endsWith("quiz.xml"))
      expect(text.replaceAll("v1p1/", "v1p3/").replaceAll("ccv1p1", "ccv1p3")).toBe(files.get(name));
  }
  const manifest = xml(older.get("imsmanifest.xml") ?? "");
  // Moodle knows the version by the first kilobyte, and the type of a quiz by its version.
  expect(older.get("imsmanifest.xml")?.slice(0, 1024)).toContain(
    'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"',
  );
  expect(all(manifest, "schemaversion")[0]?.textContent).toBe("1.1.0");
  const types = new Set(all(manifest, "resource").map((one) => one.getAttribute("type")));
  expect([...types].sort()).toEqual(["imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "webcontent"]);
  // A system lists all of them together, and makes a link of each word that is the name of one.
  const leaves = all(manifest, "item").filter((one) => one.getAttribute("identifierref"));
  const names = leaves.map((one) => all(one, "title")[0]?.textContent);
  expect(new Set(names).size).toBe(names.length);
});

it("is the same when it is made again, and one lesson alone has no days", () => {
  expect(cartridgeFiles({ ...cartridge, matters: matterOf({ module: null, site: "denver" }) })).toEqual([
    ...files,
  ]);
  const alone = new Map(
    cartridgeFiles({ ...cartridge, days: null, matters: matterOf({ module: "1.2", site: null }) }),
  );
  expect([...alone.keys()]).toEqual(["imsmanifest.xml", "lesson-1-2/index.html", "lesson-1-2/quiz.xml"]);
  expect(alone.get("imsmanifest.xml")).not.toContain("Day 1");
});
