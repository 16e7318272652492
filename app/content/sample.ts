import { stringify } from "yaml";
import { inspectCurricula } from "./check.ts";
import { idsOf } from "./check-ids.ts";
import { type CurriculaFiles, type Documents, readDocuments } from "./documents.ts";
import { sampleSheets } from "./sample-sheets.ts";
import { slotNames } from "./schema.ts";

/**
 * The smallest curricula/ without a problem, for tests: one day of one module, one handout, a guide of one
 * chapter, one site, and the forms, instruments and library that are always whole. `change` replaces files; null takes
 * a file away.
 */
export function sample(change: Record<string, string | Uint8Array | null> = {}): CurriculaFiles {
  const files = new Map<string, string | Uint8Array>(Object.entries(sampleFiles));
  for (const [file, content] of Object.entries(change)) {
    if (content === null) files.delete(file);
    else files.set(file, content);
  }
  if (!("ids.yaml" in change)) {
    const active = new Set(idsOf(sampleDocuments(files)).map(({ id }) => id));
    files.set("ids.yaml", stringify({ active: [...active], retired: [] }));
  }
  return files;
}

let unchanged: Documents | null = null;

/** What readDocuments makes of a changed sample, of which only the changed files are read again. */
export function sampleDocuments(files: CurriculaFiles): Documents {
  unchanged ??= readDocuments(new Map(Object.entries(sampleFiles)));
  const changed = readDocuments(new Map([...files].filter(([file, text]) => sampleFiles[file] !== text)));
  const isKept = ({ file }: { file: string }) => files.get(file) === sampleFiles[file];
  const merged: Record<string, unknown> = { ...changed };
  for (const [key, before] of Object.entries(unchanged)) {
    const now = merged[key];
    if (hasFiles(before) || hasFiles(now)) {
      const docs = [...(before as { file: string }[]).filter(isKept), ...(now as { file: string }[])];
      merged[key] = docs.sort((a, b) => (a.file < b.file ? -1 : 1));
    } else if (before && typeof before === "object" && "file" in before) {
      merged[key] = now ?? (isKept(before as { file: string }) ? before : null);
    } else if (`${key}.yaml` in sampleFiles && isKept({ file: `${key}.yaml` })) merged[key] = before;
  }
  return { ...merged, problems: changed.problems } as Documents;
}

function hasFiles(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0]?.file === "string" && "folder" in value[0];
}

/** One sample file with a piece of it replaced; the piece must be there. */
export function edited(file: string, from: string, to: string): Record<string, string> {
  const text = sampleFiles[file];
  if (!text?.includes(from)) throw new Error(`${file} does not contain: ${from}`);
  return { [file]: text.replace(from, () => to) };
}

export function sampleText(file: string): string {
  return sampleFiles[file] ?? "";
}

/** Problems of a sample as they are printed. */
export function printed(files: CurriculaFiles): string[] {
  const { problems } = inspectCurricula(files, sampleDocuments(files));
  return problems.map(({ file, field, sentence }) => `${file} ${field} ${sentence}`);
}

export const moduleFolder = "ccip/day-1/1.1-first-steps";
export const moduleFile = `${moduleFolder}/module.md`;
export const planFile = `${moduleFolder}/plan.md`;
export const quizFile = `${moduleFolder}/quiz.yaml`;
export const slidesFile = `${moduleFolder}/slides.yaml`;
export const handoutFile = `${moduleFolder}/handouts/H1.1a-card.md`;

const reviews = "reviews: { technical_working_group: null, survivor_expert: null, counsel: null }";
const audience = "audience: { human-services: primary, law-enforcement: primary, child-advocacy: light }";
const filler = "We learn to see the child first, and we ask what would help today. ".repeat(25).trim();

function frame(kind: "opening" | "closing", id: string): Record<string, string> {
  return {
    [`ccip/day-1/${kind}/module.md`]: `---
id: ${id}
slug: ${kind}
kind: ${kind}
title: Frame
minutes: 20
summary: A frame.
${audience}
advisory: { level: A1, text: "A calm start." }
objectives: []
survivor_voice: By choice.
version: 1
${reviews}
---

## Welcome {#welcome}

We begin in peace.
`,
    [`ccip/day-1/${kind}/plan.md`]: plan(id, [{ minutes: 20 }]),
  };
}

function plan(id: string, steps: { minutes: number; activity?: string }[]): string {
  const list = "- One point.\n- Two points.\n- Three points.\n";
  const blocks = steps.map(
    ({ minutes, activity }, index) =>
      `:::facilitator{id="${id}-s${index + 1}" minutes="${minutes}" mark="core" title="Step"${activity ? ` activity="${activity}"` : ""}}\n**Say.** Welcome.\n:::\n`,
  );
  return `## Must say\n\n${list}\n## Must not say\n\n${list}\n## The plan\n\n${blocks.join("\n")}`;
}

function item(number: number, right: number): string {
  const options = [
    "by listening first",
    "by asking about all",
    "by waiting a week",
    "by telling everyone",
  ].map((text, index) =>
    index === right
      ? `      - { text: "Right: ${text}", correct: true, feedback: "It keeps the child safe." }`
      : `      - { text: "A wrong idea: ${text} ${number}", misconception: MC01, feedback: "It harms the child." }`,
  );
  return `  - id: 1.1-q${number}
    objective: 1.1-a
    section: why
    level: A1
    stem: "How does a child feel safe ${number}?"
    options:
${options.join("\n")}
`;
}

function slides(): string {
  const kinds = ["title", "notice", "words", "question", "pause", "activity", "words", "close"];
  const list = kinds.map((kind, index) => {
    const line = kind === "activity" ? "Talk in pairs, 15 minutes" : "See the child first";
    return `  - { step: 1.1-s${index < 5 ? 1 : 2}, kind: ${kind}, title: Slide ${index + 1}, lines: ["${line}"] }\n`;
  });
  return `module: "1.1"\nslides:\n${list.join("")}`;
}

const sampleFiles: Record<string, string> = {
  ...sampleSheets,
  "references.yaml":
    'ONE: { title: First source, publisher: A bureau, date: "2020", kind: O, where: "https://example.gov/one" }\nTWO: { title: Second source, publisher: A bureau, date: null, kind: S, where: example.org, described: true }\n',
  "glossary.yaml": "- { id: safe-word, term: Safe word, definition: A word that keeps, references: [TWO] }\n",
  "support.yaml":
    'last_reviewed: 2026-01-31\nlines:\n  - { id: emergency, name: Emergency, call: "911", what_it_is: Help now, status: seen, verified_on: null, references: [ONE] }\n',
  "language.yaml":
    "avoid: [{ pattern: '\\bforbidden\\b', prefer: allowed, why: It hurts. }]\nfolklore: [{ pattern: 'every two minutes', why: Nobody knows. }]\nrecalled: [{ pattern: 'section 4242', why: Not seen. }]\n",
  "misconceptions.yaml": "MC01: A wrong idea\n",
  "sites/denver.yaml": `id: denver
name: Denver
city: Denver
state: Colorado
time_zone: America/Denver
jurisdiction: City of Denver
counsel: { name: null, reviewed_on: null }
slots:
${slotNames.map((name) => `  ${name}: { title: A title, text: "Ask for **help** [@ONE].", status: seen, verified_on: null }`).join("\n")}
`,
  "ccip/course.yaml":
    "id: ccip\ntitle: A course\nshort_title: Course\nedition: draft\nstatus: Not reviewed yet.\ndays: [day-1]\nplanned: []\n",
  "ccip/credit-rules.yaml": `id: credit-rules
title: Credit rules
purpose: How time becomes credit.
version: 1
reviews: { technical_working_group: null, survivor_expert: null, counsel: null }
certificate: { rule_set: program, attendance_percent: 95, made_up_below_percent: 50, quizzes: true, evaluation: false, assessment: false, text: Most of it. }
rule_sets:
  - { id: program, title: Contact hours, status: in-use, unit: { one: hour, many: hours, minutes: 60, step: 15 }, counts: [opening, module, closing], partial: minutes, session_percent: null, needs: [], text: An hour is an hour. }
`,
  "ccip/variants.yaml":
    'pauses: { break: 15, lunch: 60 }\nvariants:\n  - { id: whole, title: Whole, trains_trainers: true, summary: All of it., days: [{ title: Seeing, starts: "11:30", blocks: [d1-open, "1.1", lunch, d1-close] }] }\n',
  "ccip/checklist.yaml":
    'groups: [{ id: place, title: The room }]\nitems:\n  - { id: quiet-room, group: place, days_before: 21, title: Book a quiet room, why: People step out. }\n  - { id: cards, group: place, days_before: -1, modules: ["1.1"], title: Gather the cards, why: They are private. }\n',
  "ccip/front/about.md":
    "---\nid: front-about\ntitle: About\norder: 1\naudience: everyone\n---\n\n## What this is {#what}\n\nA course.\n",
  "ccip/day-1/day.yaml": `id: d1
order: 1
title: Seeing
question: What is it?
minutes: 80
agenda:
  - { start: "11:30", minutes: 20, block: d1-open }
  - { start: "11:50", minutes: 40, block: "1.1" }
  - { start: "12:30", minutes: 60, block: lunch }
  - { start: "1:30", minutes: 20, block: d1-close }
`,
  ...frame("opening", "d1-open"),
  ...frame("closing", "d1-close"),
  [moduleFile]: `---
id: "1.1"
slug: first-steps
kind: module
title: First steps
minutes: 40
summary: A first module.
${audience}
advisory: { level: A3, text: "You can pause." }
objectives:
  - { id: 1.1-a, verb: Explain, text: what comes first, domain: knowledge }
survivor_voice: By choice.
version: 1
${reviews}
---

## Why {#why}

A :term[safe word]{id=safe-word} helps [@ONE]. ${filler}

:::discipline{human-services}
One.
:::

:::discipline{law-enforcement}
Two.
:::

:::discipline{child-advocacy}
Three.
:::

## A story {#story}

:::notice{level="A3"}
A story follows.
:::

:::scenario{title="Jordan"}
Jordan waits.
:::

${filler}

:::alternative
Read this instead.
:::

## Third {#third}

${filler}

:::activity{id="1.1-A" title="Talk" minutes="15" grouping="pairs"}
### Materials
- Paper

### Steps
1. Talk.

### Debrief
- What now?

### Working alone
Write.
:::

## Fourth {#fourth}

${filler}

:::handout{id="H1.1a"}
Keep it.
:::

## Fifth {#fifth}

${filler}

:::local{slot="child_abuse_hotline"}
Call 911.
:::
`,
  [planFile]: plan("1.1", [{ minutes: 20 }, { minutes: 20, activity: "1.1-A" }]),
  [quizFile]: `module: "1.1"\npass: 80\nretake: unlimited\nitems:\n${[0, 1, 2, 3, 0, 1].map((right, index) => item(index + 1, right)).join("")}`,
  [slidesFile]: slides(),
  [handoutFile]:
    '---\nid: H1.1a\ntitle: Card\nmodule: "1.1"\npurpose: To keep.\nuse: to keep\n---\n\n::line{label="My role"}\n\n- [ ] I asked.\n',
  "response-guide/guide.yaml":
    "id: response-guide\ntitle: Guide\nedition: draft\nstatus: Not reviewed yet.\nintro: It begins [@TWO].\nchapters: [01-start]\nplanned: [{ chapter: 2, title: Next, clock: months 2–4, lead: The convener }]\n",
  "response-guide/01-start/chapter.md": `---
id: "1"
slug: start
title: Start
purpose: ${"Begin together today. ".repeat(20)}
clock: months 0–2
lead: The convener
good_looks_like: [One., Two., Three., Four., Five.]
roles: [{ role: Convener, letter: A, note: Invites. }]
timeline: [{ when: Week 1, what: Invite. }]
checklist: [Invited.]
equity_check: [Who is missing?]
privacy_check: [No names.]
version: 1
${reviews}
---

## Begin {#begin}

Begin.

## An example to learn from {#example}

A town did it [@ONE].
`,
  "response-guide/01-start/worksheets/W1.1-map.yaml":
    'id: W1.1\ntitle: Map\nchapter: "1"\npurpose: To see.\nlayout: table\nrows: 12\nfields:\n  - { key: sector, type: choice, label: Sector, options: [Health, Schools], example: Health }\n',
};
