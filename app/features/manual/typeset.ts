import { createHash } from "node:crypto";
import QRCode from "qrcode";
import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import { parseInline } from "#app/content/markdown.ts";
import type { SupportLine } from "#app/content/schema.ts";
import type { Catalogue, Chapter, FrontPage, Guide, Handout, Module, Site } from "#app/content/tree.ts";
import { content, type Node, type Place, str, typstWriter, type Writer } from "#app/content/typst.ts";
import { type Book, type BookModule, type BookQuiz, moduleName, type Part } from "./book.ts";
import { template } from "./template.ts";
import { setWorksheet, sheet } from "./typeset-worksheet.ts";

/** A book ready for the Typst compiler: its files by name. */
export type Typeset = {
  /** sha256 of everything that is printed, without paper and look. */
  contentHash: string;
  files: Record<string, string>;
  images: Record<string, Uint8Array>;
};

type Press = {
  book: Book;
  catalogue: Catalogue;
  writer: Writer;
  facilitator: boolean;
  cited: string[];
};

/** A picture of a module or chapter, as `image` of the catalogue gives it. */
export type Pictures = (owner: string, path: string) => Uint8Array | null;

/** Sets a book in Typst. Pure; `origin` is the address of the online edition. */
export function typesetBook(catalogue: Catalogue, book: Book, origin: string, pictures: Pictures): Typeset {
  const images: Record<string, Uint8Array> = {};
  const cited: string[] = [];
  const modules = book.parts.flatMap((part) => (part.kind === "day" ? part.modules : []));
  const handouts = new Map(
    modules.flatMap((module) => module.handouts.map((handout) => [handout.id, handout] as const)),
  );
  const activities = new Map(
    modules.flatMap((module) => module.activities.map((one) => [one.id, one] as const)),
  );
  const writer = typstWriter({
    cite: (key) => {
      if (!catalogue.references.has(key)) return null;
      if (!cited.includes(key)) cited.push(key);
      return cited.indexOf(key) + 1;
    },
    slot: (name) => localText(book.site, name),
    handout: (id) => handouts.get(id) ?? null,
    activity: (id) => activities.get(id) ?? null,
    hasTerm: (id) => catalogue.glossary.has(id),
    image: (url, owner) => {
      const bytes = pictures(owner, url);
      if (!bytes) return null;
      const file = `/images/${owner}/${url.replace(/^images\//u, "")}`;
      images[file] = bytes;
      return file;
    },
  });
  const press: Press = { book, catalogue, writer, facilitator: book.spec.book === "training", cited };
  const body = book.parts.map((part, index) => setPart(press, part, `part-${index}`)).join("\n\n");
  const front = titlePage(book, origin);
  const date = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(catalogue.support.last_reviewed ?? "") ?? [
    "",
    /^\d{4}/u.exec(book.edition)?.[0] ?? "2026",
    "1",
    "1",
  ];
  const opening = [
    `#show: manual.with(title: ${str(documentTitle(book))}, author: ${str(authorOf(book))}, ` +
      `date: datetime(year: ${Number(date[1])}, month: ${Number(date[2])}, day: ${Number(date[3])}), ` +
      `description: ${str(book.status)})`,
    front,
    imprintPage(press),
    `#contents-head\n#contents()`,
  ].join("\n\n");

  const digest = createHash("sha256").update(`${opening}\n${body}`);
  for (const file of Object.keys(images).sort()) digest.update(file).update(images[file] ?? "");
  const contentHash = digest.digest("hex");
  const constants = [
    `#let paper = ${str(book.spec.paper === "a4" ? "a4" : "us-letter")}`,
    `#let imprint = (programme: ${str(runningTitle(book))}, edition: ${str(book.edition)}, hash: ${str(contentHash.slice(0, 12))}, full: ${str(contentHash)})`,
  ].join("\n");
  return {
    contentHash,
    images,
    files: {
      // One kit hangs headings and labels in the margin column; the other is for sheets, which use the whole page.
      "/book.typ": `${constants}\n#let hang = 1.38in\n${template}`,
      "/sheet.typ": `${constants}\n#let hang = 0in\n${template}`,
      "/main.typ": `#import "/book.typ": *\n\n${opening}\n\n${body}\n`,
    },
  };
}

function setPart(press: Press, part: Part, id: string): string {
  switch (part.kind) {
    case "front":
      return setFront(press, part.pages);
    case "day":
      return [setDay(press, part), ...part.modules.map((module) => setModule(press, part.day, module))].join(
        "\n\n",
      );
    case "chapter":
      return setChapter(press, part.chapter);
    default:
      return segment(id, ["", pageName(press, part)], setPage(press, part));
  }
}

function pageName({ book }: Press, part: Part): string {
  switch (part.kind) {
    case "introduction":
      return "How to use this guide";
    case "site":
      return `${part.site.name}: local law and routes`;
    case "support":
      return "Support lines";
    case "glossary":
      return "Glossary";
    case "sources":
      return "Sources";
    case "sheets":
      return book.spec.book === "guide" ? "Index of worksheets" : "Index of handouts";
    default:
      return "Still to come";
  }
}

function setPage(press: Press, part: Exclude<Part, { kind: "front" | "day" | "chapter" }>): string {
  switch (part.kind) {
    case "introduction":
      return setIntroduction(press, part.guide);
    case "planned-days":
      return setPlannedDays(press, part.planned);
    case "planned-chapters":
      return setPlannedChapters(press, part.planned);
    case "site":
      return setSite(press, part.site);
    case "support":
      return setSupport(press);
    case "glossary":
      return setGlossary(press);
    case "sources":
      return setSources(press);
    case "sheets":
      return setSheetIndex(press);
  }
}

// ---- before the first part ------------------------------------------------------------------------------------------

function titlePage(book: Book, origin: string): string {
  const address = `[Online edition: #web(${str(origin)})[#${str(origin.replace(/^https?:\/\//u, ""))}] #linebreak()]`;
  return `#title-page(${[
    `programme: ${content(book.programme)}`,
    `title: ${content(book.title)}`,
    `subtitle: ${content(book.subtitle)}`,
    `site: ${content(placeName(book.site))}`,
    `edition: ${content(book.edition)}`,
    `status: [#strong[Draft, not yet reviewed.] #${str(book.status)}]`,
    `qr: ${qrCode(origin)}`,
    `address: ${address}`,
  ].join(", ")})`;
}

function imprintPage({ book, facilitator, writer }: Press): string {
  const place = placeName(book.site);
  const cite =
    `${book.programme}. ${book.title}${book.spec.book === "guide" ? "" : `, ${book.subtitle.toLowerCase()}`}, ` +
    `${place}. Edition ${book.edition}. Content `;
  const audience = facilitator
    ? "This edition is for facilitators. It holds the timed plans, the expected answers and the key to each knowledge check. Participants have an edition of their own without them; please keep this one out of the room's hands."
    : book.spec.book === "participant"
      ? "This edition is for participants. It holds what you read, the knowledge check questions and every handout with room to write."
      : "This guide is for the people who turn training into a working response. It can be copied and used by other communities.";
  const facts = [
    ["About this edition", `${content(audience)}`],
    [
      "Where it comes from",
      content(
        "It is modeled on the publicly described aims of the CSEC Community Intervention Project. It does not reproduce the 2008 documents, which its authors have not seen, and it does not speak for the agencies that made them.",
      ),
    ],
    [
      "Not legal advice",
      content(
        "Local law decides reporting, custody, privacy and prosecution. Ask local counsel to review every legal statement before anyone relies on it.",
      ),
    ],
    [
      "If you need support",
      `[In immediate danger call #strong[911]. In a crisis call or text #strong[988]. All support lines are on #see-page("support").]`,
    ],
    ["How to cite", `[#${str(cite)}#imprint.hash.]`],
    ["Content hash", `[#imprint.full.slice(0, 32)#zw#imprint.full.slice(32)]`],
  ];
  return `#imprint-page(${writer.step(1)}, ${facts.map(([label, text]) => `(${str(label ?? "")}, ${text})`).join(", ")})`;
}

function qrCode(text: string): string {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: "M" }).modules;
  const path = Array.from({ length: size * size }, (_, at) => at)
    .filter((at) => data[at])
    .map((at) => `M${at % size} ${Math.floor(at / size)}h1v1h-1z`)
    .join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 ${size + 4} ${size + 4}"><path fill="#1f2a2e" d="${path}"/></svg>`;
  return `image(bytes(${str(svg)}), format: "svg", width: 0.95in, alt: ${str(`QR code that opens the online edition at ${text}`)})`;
}

// ---- training manual ------------------------------------------------------------------------------------------------

function setFront({ writer }: Press, pages: FrontPage[]): string {
  return pages
    .map((page, index) => {
      const first = index === 0 ? `#h-open(${writer.step(1)})[Before you begin]\n` : "";
      const head = `${first}#h-open(${writer.step(2)}, size: 19pt)[#${str(page.title)}]`;
      const text = writer.blocks(page.root.children, { shift: 1, anchor: `f-${page.id}` });
      return segment(`f-${page.id}`, ["", "Before you begin"], `${head}\n\n${text}`);
    })
    .join("\n\n");
}

function setDay({ writer }: Press, { day }: Extract<Part, { kind: "day" }>): string {
  const rows = day.agenda.map(({ start, minutes, block, module }) => {
    const what = module
      ? `[#link(label(${str(`m-${module.id}`)}), [#strong[#${str(numbered(module))}]])]`
      : `[#emph[${block === "lunch" ? "Lunch" : "Break"}]]`;
    const page = module ? `[#see-page(${str(`m-${module.id}`)})]` : "[#sym.dash.en]";
    return `[#${str(start)}], ${what}, [#${str(String(minutes))} min], ${page}`;
  });
  const hours = `${Math.floor(day.minutes / 60)} hours ${day.minutes % 60} minutes of contact time, breaks not counted`;
  const page = [
    `#day-head(${writer.step(1)}, ${day.order}, ${content(day.title)}, ${content(day.question)}, ${content(day.summary ?? "")})`,
    `#wide(label-text[Timetable #h(6pt) #small[#${str(hours)}]])`,
    `#grid-table(columns: (0.8in, 1fr, 0.8in, 0.8in), header: ([Start], [What], [Minutes], [Page]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
  return segment(`d-${day.id}`, ["", ""], page);
}

function setModule(press: Press, day: { order: number; title: string }, module: BookModule): string {
  const { writer, facilitator } = press;
  const anchor = `m-${module.id}`;
  const place: Place = { shift: 1, anchor, owner: module.id };
  const heads: Heads = [`Day ${day.order} · ${day.title}`, numbered(module)];
  const kicker = `Day ${day.order} · ${moduleName(module)} · ${module.minutes} minutes`;
  const out = [
    `#kicker[#${str(kicker)}]`,
    `#h-open(${writer.step(2)}, target: ${str(anchor)})[#${str(numbered(module))}]`,
    `#lead[#${str(module.summary)}]`,
    `#module-facts(${moduleFacts(module).join(", ")})`,
  ];

  if (module.plan) {
    out.push(`#band(${writer.step(3)}, "Facilitator plan")`);
    let clock = 0;
    const { parts } = module.plan;
    for (const part of parts) {
      out.push(`#h-sub(${writer.step(4)})[#${str(part.title)}]`);
      const set = writer.planNodes(part.nodes, { ...place, shift: 2 }, clock);
      clock = set.to;
      out.push(set.typst);
    }
    out.push(`#band(${writer.step(3)}, "What participants read", target: ${str(`${anchor}-text`)})`);
  }

  out.push(writer.blocks(module.root.children, module.plan ? { ...place, shift: 2 } : place));
  if (module.quiz) out.push(setQuiz(press, module.quiz));
  const text = segment(anchor, heads, out.join("\n\n"), module.plan ? `${anchor}-text` : undefined);
  return [text, ...module.handouts.map((handout) => setHandout(press, handout, module, day))].join("\n\n");

  function moduleFacts(one: BookModule): string[] {
    const facts: [string, string][] = [];
    if (one.objectives.length) {
      const items = one.objectives.map(({ verb, text }) => `[#strong[#${str(verb)}] #${str(text)}]`);
      facts.push(["You will be able to", `list(${items.join(", ")})`]);
    }
    const weights = disciplines.map((name) => `${disciplineNames[name]}: ${one.audience[name]}`).join(" · ");
    facts.push(["Audience", content(weights)]);
    facts.push([`Content advisory ${one.advisory.level}`, content(one.advisory.text)]);
    if (facilitator) facts.push(["Survivor voice", content(one.survivor_voice)]);
    if (one.sections.length) {
      const targets = one.sections.map(({ id, title }) => `(${content(title)}, ${str(`${anchor}-${id}`)})`);
      facts.push(["In this module", `inside(${targets.join(", ")},)`]);
    }
    return facts.map(([label, text]) => `(${str(label)}, ${text})`);
  }
}

function setQuiz({ writer, facilitator }: Press, quiz: BookQuiz): string {
  const questions = quiz.items.map((item, index) => {
    const options = item.options.map(({ text, key }, at) => {
      const letter = String.fromCharCode(65 + at);
      const feedback = key ? `[${inlineMarkdown(writer, key.feedback)}]` : "none";
      return `(${str(letter)}, ${key?.correct === true}, [${inlineMarkdown(writer, text)}], ${feedback})`;
    });
    return `#question(${str(`Question ${index + 1}`)}, [${inlineMarkdown(writer, item.stem)}], ${options.join(", ")},)`;
  });
  const title = facilitator ? "Knowledge check, with key and feedback" : "Knowledge check";
  const how = facilitator
    ? `Participants need ${quiz.pass} percent and may retake it as often as they like. The participant edition has the questions only.`
    : `Choose one answer to each question. You need ${quiz.pass} percent and you can retake it as often as you like. Answer online to see why each answer protects a child or does not.`;
  return [`#band(${writer.step(3)}, ${str(title)})`, `#how[#${str(how)}]`, ...questions].join("\n\n");
}

function setHandout(
  { writer }: Press,
  handout: Handout,
  module: BookModule,
  day: { order: number; title: string },
): string {
  const level = writer.step(3);
  const body = writer.blocks(handout.root.children, { shift: level - 1, sheet: true, owner: module.id });
  const heads = `([#${str(`Day ${day.order} · ${numbered(module)}`)}], [#${str(`Handout ${handout.id}`)}])`;
  return sheet(
    `sheet(${level}, ${str(`Handout ${handout.id}`)}, ${content(handout.title)}, ${str(`handout-${handout.id}`)}, ${content(handout.purpose)}, ${content(handoutUse(handout.use))}, ${heads})`,
    body,
  );
}

// ---- response guide -------------------------------------------------------------------------------------------------

function setIntroduction({ writer }: Press, guide: Guide): string {
  return [
    `#h-open(${writer.step(1)})[How to use this guide]`,
    writer.blocks(guide.introRoot.children, { shift: 0 }),
  ].join("\n\n");
}

function setChapter(press: Press, chapter: Chapter): string {
  const { writer } = press;
  const anchor = `c-${chapter.id}`;
  const section = (title: string) => `#h-section(${writer.step(2)})[#${str(title)}]`;
  const bullets = (items: string[]) =>
    `#list(${items.map((item) => `[${inlineMarkdown(writer, item)}]`).join(", ")})`;
  const ticks = (items: string[]) =>
    `#tick-list(${items.map((item) => `(false, [${inlineMarkdown(writer, item)}])`).join(", ")},)`;
  const letters = { R: "Does the work", A: "Answers for it", C: "Is asked before", I: "Is told after" };
  const roles = chapter.roles.map(
    ({ role, letter, note }) =>
      `[#strong[#${str(role)}]], [#${str(`${letter} · ${letters[letter]}`)}], [${inlineMarkdown(writer, note)}]`,
  );
  const timeline = chapter.timeline.map(
    ({ when, what }) => `[#strong[#${str(when)}]], [${inlineMarkdown(writer, what)}]`,
  );
  const facts: [string, string][] = [
    ["When", content(chapter.clock)],
    ["Lead", content(chapter.lead)],
    ["What good looks like", bullets(chapter.good_looks_like).slice(1)],
  ];
  const name = `Chapter ${chapter.id} · ${chapter.title}`;
  const text = [
    `#kicker[#${str(`Chapter ${chapter.id}`)}]`,
    `#h-open(${writer.step(1)}, target: ${str(anchor)})[#${str(`${chapter.id} ${chapter.title}`)}]`,
    `#lead[${inlineMarkdown(writer, chapter.purpose)}]`,
    `#module-facts(${facts.map(([label, text]) => `(${str(label)}, ${text})`).join(", ")})`,
    writer.blocks(chapter.root.children, { shift: 0, anchor, owner: chapter.id }),
    section("Who does what"),
    `#grid-table(columns: (1.15fr, 0.9fr, 2.2fr), header: ([Role], [Part], [What that means here]), hung: true, ${roles.join(", ")})`,
    section("Timeline"),
    `#grid-table(columns: (1fr, 3.2fr), header: ([When], [What]), hung: true, ${timeline.join(", ")})`,
    section("Checklist"),
    ticks(chapter.checklist),
    section("Equity and survivor leadership check"),
    ticks(chapter.equity_check),
    section("Privacy check"),
    ticks(chapter.privacy_check),
  ].join("\n\n");
  const sheets = chapter.worksheets.map((worksheet) => setWorksheet(press.writer, worksheet, chapter));
  return [segment(anchor, ["Community Response Guide", name], text), ...sheets].join("\n\n");
}

// ---- after the last part --------------------------------------------------------------------------------------------

function setPlannedDays(
  { writer }: Press,
  planned: Extract<Part, { kind: "planned-days" }>["planned"],
): string {
  const rows = planned.flatMap(({ day, title, question, modules }) => [
    `table.cell(colspan: 3)[#strong[#${str(`Day ${day} · ${title}`)}] #h(6pt) #emph[#${str(question)}]]`,
    ...modules.map((one) => `[#${str(one.id)}], [#${str(one.title)}], [#${str(`${one.minutes} min`)}]`),
  ]);
  return [
    `#h-open(${writer.step(1)})[Still to come]`,
    "These days are planned and not yet written. Their titles and minutes may change.",
    `#grid-table(columns: (0.6in, 1fr, 0.8in), header: ([Module], [Title], [Minutes]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
}

function setPlannedChapters(
  { writer }: Press,
  planned: Extract<Part, { kind: "planned-chapters" }>["planned"],
): string {
  const rows = planned.map(
    ({ chapter, title, clock, lead }) =>
      `[#${str(String(chapter))}], [#strong[#${str(title)}]], [#${str(clock)}], [#${str(lead)}]`,
  );
  return [
    `#h-open(${writer.step(1)})[Still to come]`,
    "These chapters are planned and not yet written.",
    `#grid-table(columns: (0.6in, 2fr, 1.1fr, 1.4fr), header: ([Chapter], [Title], [When], [Lead]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
}

function setSite({ writer }: Press, site: Site): string {
  const out = [
    `#kicker[Local pages]\n#h-open(${writer.step(1)}, target: "site")[#${str(`${site.name}: local law and routes`)}]`,
    `#lead[#${str(site.jurisdiction)}]`,
    `#stamp(${site.counsel.reviewed_on ? content(longDate(site.counsel.reviewed_on)) : "none"}, ${site.counsel.name ? content(site.counsel.name) : "none"})`,
    `#block(below: 14pt, width: 100%)[Until the stamp above is filled in, no lawyer in ${"#"}${str(site.state)} has checked these pages. Each entry says what is known about it.]`,
  ];
  const level = writer.step(2);
  for (const slot of Object.values(site.slots)) {
    const tone = slot.status === "missing" ? "rust" : slot.status === "unverified" ? "amber" : "ink-2";
    const body = writer.blocks(slot.root.children, { shift: 1 });
    out.push(
      `#slot(${level}, ${content(slot.title)}, ${content(slotStatus(slot.status, slot.verified_on))}, ${tone})[${body}]`,
    );
  }
  out.push("#run-end");
  return out.join("\n\n");
}

function setSupport({ writer, catalogue, book }: Press): string {
  const { support } = catalogue;
  const untested = support.lines.every((line) => line.verified_on === null);
  const reviewed = support.last_reviewed ? ` Last reviewed on ${longDate(support.last_reviewed)}.` : "";
  const note = `${untested ? "Nobody on this project has test-called these lines yet: call before you print a number on anything." : "Test a number before you print it on anything."}${reviewed}`;
  const hotline = localText(book.site, "child_abuse_hotline");
  return [
    `#h-open(${writer.step(1)}, target: "support")[Support lines]`,
    `#${str(note)}`,
    ...support.lines.map((line) => {
      const own =
        line.id === "child-abuse-hotline" && hotline ? writer.blocks(hotline.nodes, { shift: 1 }) : "";
      return `#entry(none, ${content(line.name)})[${[own, supportText(writer, line)].filter(Boolean).join("\n\n")}]`;
    }),
  ].join("\n\n");
}

function supportText(writer: Writer, line: SupportLine): string {
  const languages = Array.isArray(line.languages) ? line.languages.join(", ") : line.languages;
  const ways = [line.call && `Call ${line.call}`, line.text && `text ${line.text}`]
    .filter(Boolean)
    .join(" · ");
  const web = line.chat ?? line.url;
  const cites = line.references.length ? writer.inline([{ type: "citation", keys: line.references }]) : "";
  return [
    ways || web
      ? `#strong[#${str(ways)}]${web ? `${ways ? "#h(5pt)" : ""}#web(${str(web)})[${content(web.replace(/^https?:\/\/(www\.)?/u, "").replace(/\/$/u, "")).slice(1, -1)}]` : ""}`
      : "",
    [line.hours, languages].filter(Boolean).length
      ? `#small[#${str([line.hours, languages].filter(Boolean).join(" · "))}]`
      : "",
    `#${str([line.what_it_is, line.what_it_is_not].filter(Boolean).join(" "))}${cites}`,
    line.status === "unverified" ? "#small(fill: amber)[Not confirmed yet]" : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}

function setGlossary({ writer, catalogue }: Press): string {
  const terms = [...catalogue.glossary.values()].sort((a, b) => a.term.localeCompare(b.term, "en"));
  return [
    `#h-open(${writer.step(1)})[Glossary]`,
    ...terms.map(({ id, term, root, references }) => {
      const cites = references.length ? writer.inline([{ type: "citation", keys: references }]) : "";
      return `#entry(${str(`term-${id}`)}, ${content(term)})[${writer.blocks(root.children, { shift: 1 })}${cites}]`;
    }),
  ].join("\n\n");
}

function setSources({ writer, catalogue, cited }: Press): string {
  const kinds = {
    O: "official page",
    C: "copy of an official or original text",
    A: "academic or research",
    S: "secondary source",
    W: "weak: a lead only",
  };
  const list = cited.map((key, index) => {
    const source = catalogue.references.get(key);
    if (!source) return "";
    const date = source.date ? ` (${source.date})` : "";
    return `#source(${index + 1})[#${str(`${source.publisher}${date}. `)}#emph[#${str(source.title)}]#${str(". ")}${content(source.where).slice(1, -1)}${"#"}${str(". ")}#small[#${str(`[${kinds[source.kind]}]`)}]]`;
  });
  return [
    `#h-open(${writer.step(1)})[Sources]`,
    "Numbers in the text point here. Sources were read as stored copies of varying age; check the live page before you rely on a legal statement or a telephone number.",
    ...list,
  ].join("\n\n");
}

function setSheetIndex({ writer, book }: Press): string {
  const name = book.spec.book === "guide" ? "Worksheets" : "Handouts";
  const rows = book.sheets.map(
    ({ id, title, group }) =>
      `[#strong[#${str(id)}]], [#${str(title)}], [#${str(group)}], [#see-page(${str(`handout-${id}`)})]`,
  );
  const what = name === "Worksheets" ? "Worksheet" : "Handout";
  return [
    `#h-open(${writer.step(1)})[Index of ${name.toLowerCase()}]`,
    `#grid-table(columns: (0.8in, 1fr, 1.1in, 0.8in), header: ([${what}], [Title], [Belongs to], [Page]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
}

// ---- words ----------------------------------------------------------------------------------------------------------

function documentTitle(book: Book): string {
  return `${book.title}, ${book.spec.book === "guide" ? "" : `${book.subtitle.toLowerCase()}, `}${placeName(book.site)}`;
}

function authorOf(book: Book): string {
  return `The authors of the ${book.programme}`;
}

function runningTitle(book: Book): string {
  return book.spec.book === "guide" ? book.title : `${book.title}, ${book.subtitle.toLowerCase()}`;
}

function placeName(site: Site | null): string {
  if (!site) return "National edition, without local pages";
  return site.name.includes(site.state) || site.name === site.state
    ? site.name
    : `${site.name}, ${site.state}`;
}

function numbered(module: Pick<Module, "kind" | "id" | "title">): string {
  return module.kind === "module" ? `${module.id} ${module.title}` : module.title;
}

function handoutUse(use: Handout["use"]): string {
  return {
    "in the room": "Used in the room",
    "to keep": "Yours to keep",
    "private, not collected": "Private, not collected",
  }[use];
}

function slotStatus(status: "seen" | "unverified" | "missing", verified: string | null): string {
  if (status === "missing") return "Missing: to be found out";
  if (verified) return `Tested on ${longDate(verified)}`;
  return status === "unverified"
    ? "Not confirmed: ask before use"
    : "Seen on a public source, not tested yet";
}

function localText(
  site: Site | null,
  name: string,
): { site: string; title: string; status: string; nodes: Node[] } | null {
  const slot = Object.entries(site?.slots ?? {}).find(([slotName]) => slotName === name)?.[1];
  if (!site || !slot) return null;
  return {
    site: site.name,
    title: slot.title,
    status: slotStatus(slot.status, slot.verified_on),
    nodes: slot.root.children,
  };
}

function longDate(day: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

function inlineMarkdown(writer: Writer, text: string): string {
  // Most lines have no marks at all, and a parser for each would cost a second in a long book.
  return writer.inline(
    /[*_`[\]<>\\:&~|!#]/u.test(text) ? parseInline(text) : [{ type: "text", value: text }],
  );
}

type Heads = [left: string, right: string];

/** A run of pages with the same running heads, set tighter as a whole when that saves a page; `plan` ends the facilitator's plan. */
function segment(id: string, [left, right]: Heads, body: string, plan?: string): string {
  return `#segment(${str(id)}, ${content(left)}, ${content(right)}${plan ? `, plan: ${str(plan)}` : ""})[${body}]`;
}
