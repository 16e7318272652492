import { escaped } from "#app/content/folio-xhtml.ts";
import { questions, quizTitle } from "./cartridge-questions.ts";
import { type CartridgeVersion, schemasOf, shortOf } from "./cartridge-versions.ts";
import { type LessonDay, lessonTitle } from "./package.ts";
import { dayTitle, idOf } from "./packing.ts";
import type { Matter, SupportLine } from "./page.ts";

/** What a cartridge says of itself: the days of a course, or one lesson alone where `days` is null. */
export type Cartridge = {
  version: CartridgeVersion;
  id: string;
  title: string;
  description: string;
  matters: Matter[];
  days: LessonDay[] | null;
  /** Files that all pages share, such as `shared/player.css`. */
  shared: string[];
};

const folderOf = ({ lesson }: Matter): string => `lesson-${idOf(lesson.id)}`;

/**
 * The files of a Common Cartridge but for pictures and what is shared. A lesson is a page of the web with its
 * handouts, and its quiz an assessment in QTI 1.2, as the profile of Common Cartridge has it. Pure.
 */
export function cartridgeFiles(cartridge: Cartridge): [name: string, text: string][] {
  return [
    ["imsmanifest.xml", manifest(cartridge)],
    ...cartridge.matters.flatMap((matter): [string, string][] => [
      [`${folderOf(matter)}/index.html`, page(matter)],
      ...(matter.lesson.quiz
        ? [
            [
              `${folderOf(matter)}/quiz.xml`,
              questions(matter.lesson, matter.lesson.quiz, cartridge.version),
            ] as [string, string],
          ]
        : []),
    ]),
  ];
}

function manifest({ version, id, title, description, matters, days, shared }: Cartridge): string {
  const own = `http://www.imsglobal.org/xsd/imscc${shortOf(version)}/imscp_v1p1`;
  const lom = `http://ltsc.ieee.org/xsd/imscc${shortOf(version)}/LOM/manifest`;
  const schema = `${schemasOf(version)}/${version === "1.1" ? "" : "LOM/"}cc${shortOf(version)}`;
  const text = (value: string) => `<lom:string language="en-US">${escaped(value)}</lom:string>`;
  const items = days
    ? days.map((day) => {
        const inside = matters.filter(({ lesson }) => day.lessons.includes(lesson.id)).map(item);
        return `<item identifier="${idOf(day.id)}"><title>${escaped(dayTitle(day))}</title>\n${inside.join("\n")}\n</item>`;
      })
    : matters.map(item);
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${id}"
  xmlns="${own}"
  xmlns:lom="${lom}"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="${own} ${schemasOf(version)}/cc${shortOf(version)}_imscp_v1p2_v1p0.xsd ${lom} ${schema}_lommanifest_v1p0.xsd">
<metadata>
<schema>IMS Common Cartridge</schema>
<schemaversion>${version}.0</schemaversion>
<lom:lom><lom:general><lom:title>${text(title)}</lom:title><lom:language>en-US</lom:language><lom:description>${text(description)}</lom:description></lom:general></lom:lom>
</metadata>
<organizations>
<organization identifier="course" structure="rooted-hierarchy">
<item identifier="root">
${items.join("\n")}
</item>
</organization>
</organizations>
<resources>
${[...matters.map((matter) => resources(matter, version)), sharedResource(shared)].join("\n")}
</resources>
</manifest>
`;
}

/** Each with its whole name: systems list pages and quizzes of all lessons together. */
function item({ lesson }: Matter): string {
  const id = idOf(lesson.id);
  const leaf = (kind: string, title: string) =>
    `<item identifier="item-${kind}-${id}" identifierref="${kind}-${id}"><title>${escaped(title)}</title></item>`;
  const title = lessonTitle(lesson);
  return `<item identifier="item-${id}"><title>${escaped(title)}</title>
${leaf("page", title)}${lesson.quiz ? `\n${leaf("quiz", quizTitle(lesson))}` : ""}
</item>`;
}

function resources(matter: Matter, version: CartridgeVersion): string {
  const { lesson } = matter;
  const id = idOf(lesson.id);
  const folder = folderOf(matter);
  const files = [`${folder}/index.html`, ...lesson.pictures.map(({ path }) => `${folder}/${path}`)];
  const read = `<resource identifier="page-${id}" type="webcontent" href="${folder}/index.html">
${files.map(file).join("\n")}
<dependency identifierref="shared"/>
</resource>`;
  return lesson.quiz
    ? `${read}\n<resource identifier="quiz-${id}" type="imsqti_xmlv1p2/imscc_xml${shortOf(version)}/assessment">\n${file(`${folder}/quiz.xml`)}\n</resource>`
    : read;
}

const sharedResource = (shared: string[]): string =>
  `<resource identifier="shared" type="webcontent">\n${shared.map(file).join("\n")}\n</resource>`;

const file = (name: string): string => `<file href="${escaped(name)}"/>`;

/** A lesson that needs no script: a text behind a notice opens by the reader's choice. */
function page(matter: Matter): string {
  const { lesson } = matter;
  const crisis = matter.hotline ? ` Child abuse hotline here: ${escaped(matter.hotline)}` : "";
  const objectives = lesson.objectives.map((one) => `<li>${escaped(one)}</li>`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<title>CCIP Training</title>
<link rel="stylesheet" href="../shared/player.css"/>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<div class="player">
<div class="wrap narrow">
<header>
<p><a class="exit" href="https://www.weather.gov/" target="_top" rel="noreferrer">Leave this site</a></p>
<p>In danger now: <a href="tel:911">911</a>. Crisis line: <a href="tel:988">call</a> or <a href="sms:988">text 988</a>.${crisis} <a href="#support">All support lines</a></p>
</header>
<main id="text">
<h1>${escaped(lessonTitle(lesson))}</h1>
<ul class="meta">
<li>${escaped(matter.place)}</li>
<li>${lesson.minutes} minutes in class</li>
<li>Edition ${escaped(matter.edition)}</li>
<li class="hash">Text ${escaped(matter.hash)}</li>
</ul>
<p>${escaped(matter.status)}</p>
<div class="before-you-read">
<h2>Before you read</h2>
<p>${escaped(lesson.advisory.text)}</p>
</div>
${objectives ? `<div class="objectives">\n<h2>After this module you can</h2>\n<ul>\n${objectives}\n</ul>\n</div>` : ""}
${lesson.sections.map(section).join("\n")}
${lesson.handouts.map(handout).join("\n")}
${lesson.sourcesHtml.includes("<li") ? `<section aria-labelledby="sources-title" class="sources">\n<h2 id="sources-title">Sources</h2>\n${lesson.sourcesHtml}\n</section>` : ""}
<section id="support" aria-labelledby="support-title">
<h2 id="support-title">Support lines</h2>
<dl>
${matter.support.map(line).join("\n")}
</dl>
</section>
</main>
</div>
</div>
</body>
</html>
`;
}

function section({
  id,
  title,
  noticeHtml,
  html,
  alternativeHtml,
}: Matter["lesson"]["sections"][number]): string {
  const behind = (summary: string, inside: string) =>
    `<details>\n<summary>${summary}</summary>\n<div class="text">${inside}</div>\n</details>`;
  const inside = noticeHtml
    ? [
        noticeHtml,
        behind("Read this section", html),
        ...(alternativeHtml ? [behind("Read the alternative", alternativeHtml)] : []),
      ].join("\n")
    : `<div class="text">${html}</div>`;
  return `<section id="${escaped(id)}" aria-labelledby="title-${escaped(id)}" class="part">
<h2 id="title-${escaped(id)}">${escaped(title)}</h2>
${inside}
</section>`;
}

function handout({ anchor, title, purpose, html }: Matter["lesson"]["handouts"][number]): string {
  return `<section id="${escaped(anchor)}" aria-labelledby="title-${escaped(anchor)}" class="part">
<h2 id="title-${escaped(anchor)}">Handout: ${escaped(title)}</h2>
<p>${escaped(purpose)}</p>
<div class="text">${html}</div>
</section>`;
}

function line({ name, call, text, chat, hours, is, isNot, localHtml }: SupportLine): string {
  const ways = [
    call && `Call <a href="tel:${digits(call)}">${escaped(call)}</a>`,
    text && `Text ${escaped(text)}`,
    chat && `Chat at ${escaped(chat)}`,
    hours && escaped(hours),
  ].filter(Boolean);
  const about = [localHtml, ways.length > 0 && `${ways.join(" · ")}.`, escaped(is), isNot && escaped(isNot)];
  return `<dt>${escaped(name)}</dt>\n<dd>${about.filter(Boolean).join(" ")}</dd>`;
}

const digits = (number: string): string => number.replaceAll(/[^\d+]/gu, "");
