import { matchRoutes } from "@remix-run/react";
import { expect, it } from "vitest";
import routeConfig from "#app/routes.ts";
import { makeChoice } from "./handlers.ts";

type Route = { id: string; parentId?: string; path?: string; index?: boolean };

const config = (await routeConfig) as { file: string; path?: string; index?: boolean }[];
const routes: Record<string, Route> = { root: { id: "root", path: "" } };
for (const { file, path, index } of config)
  routes[file] = { id: file, parentId: "root", ...(path && { path }), ...(index && { index }) };

const choose = makeChoice(routes);

/** Which route the router takes of these, and with what parameters. */
function taken(ids: string[], pathname: string) {
  const children = ids.flatMap((id) => (id === "root" ? [] : [routes[id] as Route]));
  const tree = [
    { id: "root", path: "", children: children.map((route) => ({ ...route, index: !!route.index })) },
  ];
  return matchRoutes(tree as never, pathname)?.map(({ route, params }) => [route.id, params]) ?? null;
}

const addresses = config.flatMap(({ path = "" }) => {
  const filled = `/${path.replaceAll(/:\w+/g, "1.4").replace("*", "images/deep/map.png")}`;
  return [
    filled,
    `${filled}/`,
    filled.toUpperCase(),
    `${filled}/more`,
    filled.replace(/.$/, ""),
    filled.replaceAll("1.4", "new"),
    filled.replaceAll("1.4", "quiz"),
    filled.replaceAll("1.4", "%61nything%2F"),
    filled.replaceAll("1.4", "a//b"),
  ];
});

it("chooses routes among which the router finds the same one as among all", () => {
  let chosen = 0;
  for (const address of ["/", "//", "", "/_root", "/no/such/page", ...addresses]) {
    const ids = choose(address);
    if (!ids) continue;
    chosen += 1;
    expect(taken(ids, address === "/_root" ? "/" : address), address).toEqual(
      taken(Object.keys(routes), address === "/_root" ? "/" : address),
    );
  }
  expect(chosen).toBeGreaterThan(config.length * 3);
});

it("leaves few routes to choose from, and asks for a page's data as for the page", () => {
  expect(choose("/curriculum/1.4")).toEqual(["root", "features/learn/module.tsx"]);
  expect(choose("/curriculum/1.4.data")).toEqual(choose("/curriculum/1.4"));
  expect(choose("/_root.data")).toEqual(["root", "features/learn/home.tsx"]);
  for (const address of addresses) expect(choose(address)?.length ?? 2, address).toBeLessThanOrEqual(6);
});

it("leaves to the whole router what no route could match, and what is written in escapes", () => {
  expect(choose("/no/such/page")).toBeNull();
  expect(choose("/%63urriculum/1.4")).toBeNull();
  expect(choose("//curriculum/1.4")).toBeNull();
});
