import { createRequestHandler, type RequestHandler, type ServerBuild } from "@remix-run/node";

type Routes = Record<string, { id: string; parentId?: string; path?: string } | undefined>;

/** What an address must look like for one route: its segments, where ":name" stands for anything. */
type Pattern = { ids: string[]; segments: string[]; splat: boolean };

/**
 * Answers as Remix does. It compares each address several times with every route there is, which was a sixth of the
 * work for a page; so each kind of address has a handler of its own, which knows only the routes that could match.
 */
export function makeHandler(build: ServerBuild): RequestHandler {
  const choose = makeChoice(build.routes);
  const whole = createRequestHandler(build, "production");
  const kept = new Map<string, RequestHandler>();
  return (request, context) => {
    const ids = choose(new URL(request.url).pathname);
    if (!ids) return whole(request, context);
    const key = ids.join();
    const handler = kept.get(key) ?? createRequestHandler(only(build, ids), "production");
    kept.set(key, handler);
    return handler(request, context);
  };
}

function only(build: ServerBuild, ids: string[]): ServerBuild {
  const pick = <T>(all: Record<string, T>): Record<string, T> =>
    Object.fromEntries(ids.flatMap((id) => (all[id] ? [[id, all[id]]] : [])));
  return {
    ...build,
    routes: pick(build.routes),
    assets: { ...build.assets, routes: pick(build.assets.routes) },
  };
}

/** The routes that could match an address, with those around them; null where only all routes together can tell. */
export function makeChoice(routes: Routes): (pathname: string) => string[] | null {
  const patterns = Object.keys(routes).map((id) => patternOf(routes, id));
  return (pathname) => {
    // Escapes and empty segments are left to the router.
    if (/%|\/\//.test(pathname)) return null;
    const segments = segmentsOf(pathname.replace(/\.data$/, "").replace(/^\/_root$/, "/"));
    const found = patterns.filter((pattern) => couldMatch(pattern, segments));
    return found.length > 1 ? [...new Set(found.flatMap(({ ids }) => ids))] : null;
  };
}

const segmentsOf = (path: string): string[] =>
  path
    .toLowerCase()
    .split("/")
    .filter((segment) => segment !== "");

function patternOf(routes: Routes, id: string): Pattern {
  const ids: string[] = [];
  let path = "";
  for (let route = routes[id]; route; route = routes[route.parentId ?? ""]) {
    ids.unshift(route.id);
    path = `${route.path ?? ""}/${path}`;
  }
  const segments = segmentsOf(path);
  const splat = segments.at(-1) === "*";
  return { ids, segments: splat ? segments.slice(0, -1) : segments, splat };
}

function couldMatch({ ids, segments, splat }: Pattern, asked: string[]): boolean {
  if (ids.length === 1) return true;
  if (splat ? asked.length < segments.length : asked.length !== segments.length) return false;
  return segments.every((segment, i) => segment.startsWith(":") || segment === asked[i]);
}
