import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { buildCatalogue, hashOfAll } from "./build-catalogue.server.ts";
import { html } from "./html.ts";
import { edited, moduleFile, sample } from "./sample.ts";
import { storeCatalogue, storedCatalogue } from "./stored-catalogue.server.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-catalogue-"));
const file = join(folder, "catalogue");
const hash = hashOfAll(sample());

beforeEach(() => storeCatalogue(file, sample()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the stored catalogue", () => {
  test("is what parsing makes, without positions", () => {
    const stored = storedCatalogue(hash, file);
    const parsed = buildCatalogue(sample());
    expect(withoutPositions(parsed)).not.toEqual(parsed);
    expect(stored).toEqual(withoutPositions(parsed));
    const drawn = (catalogue: typeof parsed | null) =>
      [...(catalogue?.modules.values() ?? [])].map(({ root, plan }) =>
        html([...root.children, ...(plan?.root.children ?? [])], { role: "trainer" }),
      );
    expect(drawn(stored)).toEqual(drawn(parsed));
  });

  test("keeps one node one node wherever it stands", () => {
    const module = storedCatalogue(hash, file)?.modules.get("1.1");
    const story = module?.sections.find(({ id }) => id === "story");
    expect(story?.notice).toBeTruthy();
    expect(story?.nodes[0]).toBe(story?.notice);
    expect(module?.root.children).toContain(story?.notice);
    expect(storedCatalogue(hash, file)?.course.days[0]?.modules[0]?.id).toBe("1.1");
  });

  test("is not used once a letter of curricula/ has changed", () => {
    const changed = hashOfAll(sample(edited(moduleFile, "Jordan waits.", "Jordan waits!")));
    expect(changed).not.toBe(hash);
    expect(storedCatalogue(changed, file)).toBeNull();
  });

  test("is not used where there is none, or where it cannot be read", () => {
    expect(storedCatalogue(hash, join(folder, "missing"))).toBeNull();
    writeFileSync(file, readFileSync(file).subarray(0, 5000));
    expect(storedCatalogue(hash, file)).toBeNull();
    writeFileSync(file, `${hash}nonsense`);
    expect(storedCatalogue(hash, file)).toBeNull();
  });

  test("is not looked for by code that runs from its sources, but for its tests", () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("CAIRN_TEST_CATALOGUE", file);
    expect(storedCatalogue(hash)).not.toBeNull();
    vi.stubEnv("CAIRN_TEST_CATALOGUE", undefined);
    expect(storedCatalogue(hash)).toBeNull();
  });

  test("is not made from texts that production would refuse", () => {
    process.env.NODE_ENV = "production";
    expect(() => storeCatalogue(file, sample({ "glossary.yaml": "- { id: x }" }))).toThrow("glossary.yaml");
    process.env.NODE_ENV = "test";
  });
});

function withoutPositions<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutPositions) as T;
  if (value instanceof Map)
    return new Map([...value].map(([key, entry]) => [key, withoutPositions(entry)])) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "position");
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutPositions(entry)])) as T;
}
