import { escaped } from "#app/content/folio-xhtml.ts";
import type { Lesson } from "./package.ts";
import type { System } from "./systems.ts";

/** A line of support, as it stands on every page of a lesson and in its list. */
export type SupportLine = {
  name: string;
  call: string | null;
  text: string | null;
  chat: string | null;
  hours: string | null;
  is: string;
  isNot: string | null;
  /** The site's own text for this line. */
  localHtml: string | null;
};

/** Everything that the page of one lesson shows. */
export type Matter = {
  lesson: Lesson;
  /** First characters of its content hash. */
  hash: string;
  programme: string;
  place: string;
  edition: string;
  /** The programme's own words about how far the edition has been reviewed. */
  status: string;
  hotline: string;
  support: SupportLine[];
};

/**
 * The page that a learning system opens. The tab has a neutral name, because somebody else may be looking at the screen.
 */
export function lessonPage(matter: Matter, system: System): string {
  const json = JSON.stringify(matter).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en" data-system="${system}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<title>CCIP Training</title>
<link rel="icon" href="data:,"/>
<link rel="stylesheet" href="../shared/player.css"/>
<script src="../shared/quick-exit.js"></script>
<script src="../shared/player.js" defer></script>
</head>
<body>
<div id="player">
<main class="wrap narrow">
<h1>${escaped(matter.lesson.title)}</h1>
<noscript><p>This lesson needs JavaScript, because your learning system is told by it how far you are. Please allow it for this page.</p></noscript>
<p>In danger now: <a href="tel:911">911</a>. Crisis line: <a href="tel:988">call</a> or <a href="sms:988">text 988</a>.</p>
</main>
</div>
<script type="application/json" id="matter">${json}</script>
</body>
</html>
`;
}
