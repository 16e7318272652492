import { describe, expect, it } from "vitest";
import { handoutOf, moduleOf } from "#app/content/catalogue.server.ts";
import { parseMarkdown } from "#app/content/markdown.ts";
import { pointsOf, sliceMenu } from "./teach-back-menu.ts";

describe("the slice menu", () => {
  it("is read from the handout, with modules that exist and say what must be said", () => {
    const menu = sliceMenu(handoutOf("H4.3c")?.handout.root ?? { type: "root", children: [] });
    expect(menu.map(({ id }) => Number(id))).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(menu[0]).toMatchObject({ title: "Words that protect", from: "1.3, H1.3a", modules: ["1.3"] });
    expect(menu[11]).toMatchObject({ title: "Four levels", modules: ["4.1", "4.4"] });
    for (const { title, modules, objective, practice, leaveOut } of menu) {
      expect(modules.length, title).toBeGreaterThan(0);
      for (const id of modules) {
        const plan = moduleOf(id)?.plan;
        expect(pointsOf(plan?.mustSay ?? []).length, id).toBeGreaterThan(0);
        expect(pointsOf(plan?.mustNotSay ?? []).length, id).toBeGreaterThan(0);
      }
      expect([objective, practice, leaveOut].every(Boolean), title).toBe(true);
    }
    // The menu of the curriculum leaves out every module that needs a scenario about harm.
    expect(menu.flatMap(({ modules }) => modules)).not.toContain("2.2");
  });

  it("gives points as plain sentences, and nothing where there is no table", () => {
    const root = parseMarkdown("- Say **this** first.\n- And that [@LUX-2016].\n");
    expect(pointsOf(root.children)).toEqual(["Say this first.", "And that."]);
    expect(sliceMenu(root)).toEqual([]);
  });
});
