import { type Line, line } from "./route-line.ts";

/** Editions, and what changed since one's copy. Columns as in route-access.ts. */
export const editionLines: Line[] = [
  line("editions", "/editions", "in 200 200 200 200 200 200"),
  line("editions/:edition", "/editions/2026.1", "in 200 200 200 200 200 200"),
  line("response-guide/changes", "/response-guide/changes", "200 200 200 200 200 200 200"),
  line("copy/:edition?/:hash?/:book?/:site?", "/copy", "200 200 200 200 200 200 200"),
  line(
    "copy/:edition?/:hash?/:book?/:site?",
    "/copy/2026.1/0123456789ab/guide/atlantic-city",
    "200 200 200 200 200 200 200",
  ),
  line("copy/:edition?/:hash?/:book?/:site?", "/copy/1999.1", "404 404 404 404 404 404 404"),
  line("manuals/:book/:site/changes", "/manuals/participant/denver/changes", "in 200 200 200 200 200 403"),
  line(
    "manuals/:book/:site/changes",
    "/manuals/participant/atlantic-city/changes",
    "in 404 404 404 404 200 403",
  ),
  line("manuals/:book/:site/changes", "/manuals/training/denver/changes", "in 403 200 200 200 200 403"),
];
