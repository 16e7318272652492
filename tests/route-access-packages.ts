import { type Line, line } from "./route-line.ts";

/** Manuals, and packages for other systems: those hold the keys of the quizzes. Columns as in route-access.ts. */
export const packageLines: Line[] = [
  line("manuals", "/manuals", "in 200 200 200 200 200 200"),
  line("manuals/:book/:site/:form", "/manuals/participant/denver/letter", "in 200 200 200 200 200 403"),
  line("manuals/:book/:site/:form", "/manuals/training/denver/letter", "in 403 200 200 200 200 403"),
  line(
    "manuals/:book/:site/:form",
    "/manuals/participant/atlantic-city/letter",
    "in 404 404 404 404 200 403",
  ),
  line(
    "manuals/:book/:site/:form/download",
    "/manuals/participant/denver/letter/download",
    "in 302 302 302 302 302 403",
  ),
  line(
    "manuals/:book/:site/:form/download",
    "/manuals/participant/atlantic-city/letter/download",
    "in 404 404 404 404 302 403",
  ),
  line("manuals/packages", "/manuals/packages", "in 403 200 200 200 200 403"),
  line(
    "manuals/:book/:site/:form/:module",
    "/manuals/training/denver/scorm-12/1.1",
    "in 403 200 200 200 200 403",
  ),
  line(
    "manuals/:book/:site/:form/:module",
    "/manuals/training/atlantic-city/cmi5/1.1",
    "in 404 404 404 404 200 403",
  ),
  line(
    "manuals/:book/:site/:form/:module/download",
    "/manuals/training/denver/scorm-2004/1.1/download",
    "in 403 302 302 302 302 403",
  ),
  line(
    "manuals/:book/:site/:form/:module/download",
    "/manuals/training/atlantic-city/scorm-12/1.1/download",
    "in 404 404 404 404 302 403",
  ),
];
