import { index, type RouteConfig, route } from "@remix-run/route-config";

export default [
  index("features/learn/home.tsx"),

  // auth
  route("sign-in", "auth/sign-in.tsx"),
  route("sign-out", "auth/sign-out.ts"),
] satisfies RouteConfig;
