import { readdirSync, readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { catalogue } from "#app/content/catalogue.server.ts";
import { makePackage, matterOf } from "./make-package.server.ts";
import type { Matter } from "./page.ts";
import { manifest12 } from "./scorm-12.ts";
import { type System, systems } from "./systems.ts";

const origin = "https://cairn.example.org";
const files = (system: System, module: string | null, site: string | null = "denver") =>
  unzipSync(makePackage({ system, module, site }, origin).bytes);

const manifestNames: Record<System, string> = {
  "scorm-12": "imsmanifest.xml",
  "scorm-2004": "imsmanifest.xml",
  cmi5: "cmi5.xml",
};

/** The main schema of each standard, by namespace; those that it imports lie beside it. */
const schemas: Record<System, Record<string, string>> = {
  "scorm-12": {
    "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "imscp_rootv1p1p2.xsd",
    "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd",
  },
  "scorm-2004": {
    "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
    "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlseq_v1p3": "adlseq_v1p3.xsd",
    "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
  },
  cmi5: { "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd": "CourseStructure.xsd" },
};

async function faults(system: System, manifest: string): Promise<string[]> {
  const folder = `tests/schemas/${system}`;
  const xml = readFileSync("tests/schemas/xml.xsd", "utf8");
  const preload = [
    ...readdirSync(folder).map((fileName) => ({
      fileName,
      // The schemas name several addresses for the attributes of xml; here it is one file.
      contents: readFileSync(`${folder}/${fileName}`, "utf8").replace(
        /schemaLocation\s*=\s*"[^"]*xml\.xsd"/gu,
        'schemaLocation="xml.xsd"',
      ),
    })),
    { fileName: "xml.xsd", contents: xml },
  ];
  const imports = Object.entries(schemas[system]).map(
    ([namespace, file]) => `<xs:import namespace="${namespace}" schemaLocation="${file}"/>`,
  );
  const schema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${imports.join("")}</xs:schema>`;
  const { errors } = await validateXML({
    xml: [{ fileName: "manifest.xml", contents: manifest }],
    schema: [{ fileName: "all.xsd", contents: schema }],
    preload,
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

const read = (page: Uint8Array | undefined): Matter => {
  const json = /<script type="application\/json" id="matter">(.*)<\/script>/u.exec(
    strFromU8(page ?? new Uint8Array()),
  );
  return JSON.parse(json?.[1] ?? "null");
};

// The player is made from source once, which takes some seconds.
beforeAll(() => void files("scorm-12", "1.1"), 120_000);

describe.each(systems)("a package for %s", (system) => {
  it("has a manifest that keeps to the published schemas, for a module and for the course", async () => {
    for (const [module, site] of [
      ["1.1", "denver"],
      ["d1-open", null],
      [null, "chicago"],
    ] as const) {
      const manifest = strFromU8(files(system, module, site)[manifestNames[system]] ?? new Uint8Array());
      expect(await faults(system, manifest)).toEqual([]);
    }
  });

  it("names every file that it holds, and holds every file that it names", () => {
    const held = files(system, null);
    const manifest = strFromU8(held[manifestNames[system]] ?? new Uint8Array());
    const named = [...manifest.matchAll(/<file href="([^"]+)"/gu)].map(([, name]) => name);
    const pages = [...manifest.matchAll(/(?: href="|<url>)([^"<]+index\.html)/gu)].map(([, name]) => name);
    const others = Object.keys(held).filter((name) => name !== manifestNames[system]);
    if (system !== "cmi5") expect(named.sort()).toEqual(others.sort());
    const taught = catalogue().course.days.flatMap(({ blocks }) => blocks);
    expect(new Set(pages).size).toBe(taught.length);
    for (const page of pages) expect(Object.keys(held)).toContain(page);
  });

  it("is the same bytes when it is made again", () => {
    const spec = { system, module: "1.2", site: "denver" };
    const [first, again] = [makePackage(spec, origin), makePackage(spec, origin)];
    expect(Buffer.compare(Buffer.from(first.bytes), Buffer.from(again.bytes))).toBe(0);
    expect(again.hash).toBe(first.hash);
    expect(makePackage({ ...spec, site: "chicago" }, origin).hash).not.toBe(first.hash);
  });
});

it("finds what is wrong with a manifest", async () => {
  const made = strFromU8(files("scorm-12", "1.1")["imsmanifest.xml"] ?? new Uint8Array());
  expect(await faults("scorm-12", made.replace('scormtype="sco"', 'scormtype="lesson"'))).not.toEqual([]);
  expect(await faults("scorm-12", made.replace("<organizations", "<organisations"))).not.toEqual([]);
  const empty = manifest12({
    id: "a",
    title: "A & B <",
    description: "",
    edition: "1",
    iri: origin,
    lessons: [],
    days: null,
    shared: [],
  });
  expect(await faults("scorm-12", empty)).toEqual([]);
});

describe("a lesson in a package", () => {
  it("carries the local texts of its site, and of no other", () => {
    const [denver, national] = [files("scorm-12", "1.5"), files("scorm-12", "1.5", null)].map((one) =>
      read(one["lesson-1-5/index.html"]),
    );
    expect(denver?.hotline).toContain("844-CO-4-KIDS");
    expect(national?.hotline).toBe("");
    expect(JSON.stringify(national?.lesson)).not.toContain("Denver: ");
    expect(denver?.support.length).toBeGreaterThan(5);
  });

  it("says the same to every system", () => {
    const [first, ...others] = systems.map((system) => read(files(system, "1.3")["lesson-1-3/index.html"]));
    for (const other of others) expect(other).toEqual(first);
    expect(first).toEqual(JSON.parse(JSON.stringify(matterOf({ module: "1.3", site: "denver" })[0])));
  });

  it("asks for nothing from outside: every address in its page, styles and script is in the package", () => {
    const held = files("cmi5", "1.1");
    const page = strFromU8(held["lesson-1-1/index.html"] ?? new Uint8Array());
    const loaded = [...page.matchAll(/(?:<script src|<link [^>]*href)="([^"]+)"/gu)].map(
      ([, to]) => to ?? "",
    );
    for (const to of loaded.filter((one) => one !== "data:,"))
      expect(Object.keys(held)).toContain(to.replace("../", ""));
    const css = strFromU8(held["shared/player.css"] ?? new Uint8Array());
    for (const [, to = ""] of css.matchAll(/url\("?([^")]*)/gu))
      if (to) expect(Object.keys(held)).toContain(`shared/${to}`);
    expect(css).not.toContain("@import");
  });
});
