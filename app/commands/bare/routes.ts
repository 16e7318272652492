import { type RouteConfig, route } from "@remix-run/route-config";

export default [route("page/:name", "page.tsx"), route("insert", "insert.ts")] satisfies RouteConfig;
