import type { Element, ElementContent, Root as HtmlRoot, Properties } from "hast";
import { toHtml } from "hast-util-to-html";
import type { Heading, Nodes, RootContent } from "mdast";
import type { ContainerDirective, Directives } from "mdast-util-directive";
import remarkRehype, { defaultHandlers, type Options } from "remark-rehype";
import { unified } from "unified";
import { type Discipline, disciplineNames } from "./discipline.ts";
import { notLocalized } from "./local-words.ts";
import { type Citation, disciplineOf, type Lenses, parseInline } from "./markdown.ts";
import { type Reference, slotNames } from "./schema.ts";
import { isLaw } from "./slot-rules.ts";
import type { Site, Slot, Term } from "./tree.ts";

export type Role = "trainee" | "trainer";

export type HtmlOptions = {
  /** The reader's own lens stands open; null opens all three. */
  discipline: Discipline | null;
  /** Trainers also see notes about local text and the facilitator's steps. */
  role: Role;
  site: Site | null;
  glossary: ReadonlyMap<string, Term>;
  references: ReadonlyMap<string, Reference>;
  /** Cited keys in the order of the source list; a citation shows its place in it. */
  sources: readonly string[];
  handout: (id: string) => { title: string; href: string } | null;
  /** Where the browser finds an image of the module. */
  asset: (path: string) => string;
  /** Put before every id, so that several sections can stand on one page. */
  idPrefix: string;
  /** Put before `source-KEY`; the source list must be rendered with the same one. */
  sourcePrefix: string;
  /** Added to every heading level: with 1, `###` becomes h4. */
  headingOffset: number;
  /** Level of the Markdown heading the nodes stand under. */
  under: number;
};

const nothing: HtmlOptions = {
  discipline: null,
  role: "trainee",
  site: null,
  glossary: new Map(),
  references: new Map(),
  sources: [],
  handout: () => null,
  asset: (path) => path,
  idPrefix: "",
  sourcePrefix: "",
  headingOffset: 0,
  under: 2,
};

/**
 * Renders a part of the tree. Everything an author wrote ends as text or as a checked attribute, so the
 * result can be put on a page as it is. Definitions of glossary terms follow at the end, once each.
 */
export function html(nodes: readonly Nodes[], options: Partial<HtmlOptions> = {}): string {
  return render(nodes as RootContent[], { ...nothing, ...options });
}

/** Renders one line of Markdown without a paragraph around it. */
export function inlineHtml(text: string, options: Partial<HtmlOptions> = {}): string {
  return render([{ type: "paragraph", children: parseInline(text) }], { ...nothing, ...options }, true);
}

/** The numbered list that citations point to. */
export function sourceListHtml(
  keys: readonly string[],
  references: ReadonlyMap<string, Reference>,
  sourcePrefix = "",
): string {
  const items = keys.map((key) => {
    const reference = references.get(key);
    const text = reference ? sourceText(reference) : [words(key)];
    return element("li", { id: `${sourcePrefix}source-${key}` }, text);
  });
  return toHtml(element("ol", { className: ["cr-sources"] }, items));
}

/** True where a part of the tree looks different to different readers. */
export function varies(nodes: readonly Nodes[]): { discipline: boolean; site: boolean; role: boolean } {
  const found = { discipline: false, site: false, role: false };
  const look = (node: Nodes): void => {
    if (node.type === "lenses") found.discipline = true;
    if (node.type === "containerDirective" && node.name === "local") found.site = found.role = true;
    if (node.type === "containerDirective" && node.name === "facilitator") found.role = true;
    if ("children" in node) node.children.forEach(look);
  };
  nodes.forEach(look);
  return found;
}

type Handlers = NonNullable<Options["handlers"]>;
type Handler = NonNullable<Handlers["link"]>;
type State = Parameters<Handler>[0];
type Child = HtmlRoot["children"][number] | ElementContent;

/** One rendering: what has been met so far, and how deep we are. */
type Page = HtmlOptions & { depth: number; shift: number; inTerm: boolean; terms: Map<string, Term> };

function render(nodes: RootContent[], options: HtmlOptions, inline = false): string {
  const page: Page = { ...options, depth: options.under, shift: 0, inTerm: false, terms: new Map() };
  const blocks = toTree(nodes, page);
  const body = inline ? blocks.flatMap((block) => (block.type === "element" ? block.children : [])) : blocks;
  const definitions = [...page.terms.values()].map((term) => definition(term, page));
  return toHtml({ type: "root", children: [...body, ...definitions] });
}

function toTree(nodes: RootContent[], page: Page): HtmlRoot["children"] {
  const handlers = handlersFor(page);
  const tree = unified().use(remarkRehype, { handlers }).runSync({ type: "root", children: nodes });
  return (tree as HtmlRoot).children;
}

function handlersFor(page: Page): Handlers {
  return {
    containerDirective: (state: State, node: ContainerDirective) =>
      containers[node.name]?.(state, node, page) ?? [],
    leafDirective: (_state: State, node: Directives) => fillable(node),
    textDirective: (state: State, node: Directives) => mark(state, node, page),
    lenses: (state: State, node: Lenses) => lenses(state, node, page),
    citation: (_state: State, node: Citation) => citation(node.keys, page),
    heading: (state: State, node: Heading) => heading(state, node, page),
    table: (state, node, parent) => table(defaultHandlers.table(state, node), parent?.type ?? "root"),
    listItem: (state, node, parent) => tick(defaultHandlers.listItem(state, node, parent)),
    link: (state, node) => link(defaultHandlers.link(state, node)),
    image: (_state, node) =>
      element("img", { src: page.asset(node.url), alt: node.alt ?? "", loading: "lazy" }),
    html: () => undefined,
  };
}

type Draw = (state: State, node: ContainerDirective, page: Page) => Element | Element[];

const containers: Record<string, Draw> = {
  notice: (state, node) =>
    box("notice", { dataLevel: attribute(node, "level") }, [label("Content notice"), ...inside(state, node)]),
  alternative: (state, node) =>
    box("alternative", {}, [label("Written alternative"), ...inside(state, node)]),
  scenario: (state, node) =>
    box("scenario", {}, [
      label("Fictional composite"),
      element("p", { className: ["cr-title"] }, [words(attribute(node, "title"))]),
      ...inside(state, node),
    ]),
  activity: (state, node, page) =>
    titled("activity", state, node, page, "Activity", [
      `${attribute(node, "minutes")} minutes`,
      attribute(node, "grouping"),
    ]),
  facilitator: (state, node, page) =>
    page.role === "trainer"
      ? titled("step", state, node, page, "", [
          `${attribute(node, "minutes")} minutes`,
          attribute(node, "mark") === "core" ? "Core: never cut" : "Adaptable",
          ...(attribute(node, "activity") ? [`Activity ${attribute(node, "activity")}`] : []),
        ])
      : [],
  handout: (state, node, page) => {
    const id = attribute(node, "id");
    const handout = page.handout(id);
    const name = `Handout ${id}${handout ? `: ${handout.title}` : ""}`;
    const title = handout ? element("a", { href: handout.href }, [words(name)]) : words(name);
    return box("handout", {}, [element("p", { className: ["cr-title"] }, [title]), ...inside(state, node)]);
  },
  pause: (state, node) => box("pause", {}, [label("Pause"), ...inside(state, node)]),
  keypoint: (state, node) => box("keypoint", {}, [label("Key point"), ...inside(state, node)]),
  local: (state, node, page) => local(state, node, page),
  quote: (state, node, page) => {
    const source = attribute(node, "source");
    const reference = page.references.get(source);
    return element("figure", { className: ["cr-quote"] }, [
      element("blockquote", {}, inside(state, node)),
      element("figcaption", {}, [
        words(`${quoteLabel(node)}${reference ? `: ${reference.title}` : ""}`),
        citation([source], page),
      ]),
    ]);
  },
  // Only a lens without its two companions comes here; check:curricula reports it.
  discipline: (state, node) => openLens(state, node),
};

function lenses(state: State, node: Lenses, page: Page): Element {
  const own = node.children.find((child) => page.discipline && disciplineOf(child) === page.discipline);
  const others = node.children.filter((child) => child !== own);
  return element("div", { className: ["cr-lenses"] }, [
    ...(own ? [openLens(state, own)] : []),
    ...others.map((child) => (page.discipline ? closedLens(state, child) : openLens(state, child))),
  ]);
}

function openLens(state: State, node: ContainerDirective): Element {
  return box("lens", { dataDiscipline: disciplineOf(node) }, [label(lensName(node)), ...inside(state, node)]);
}

function closedLens(state: State, node: ContainerDirective): Element {
  return element("details", { className: ["cr-lens"], dataDiscipline: disciplineOf(node) }, [
    element("summary", {}, [words(lensName(node))]),
    ...inside(state, node),
  ]);
}

function lensName(node: ContainerDirective): string {
  const discipline = disciplineOf(node);
  return discipline ? `In ${disciplineNames[discipline].toLowerCase()}` : "In one discipline";
}

function local(state: State, node: ContainerDirective, page: Page): Element {
  const name = slotNames.find((name) => name === attribute(node, "slot"));
  const slot = name ? page.site?.slots[name] : undefined;
  const fallback = inside(state, node);
  if (!name || !slot || !page.site) {
    return box("local", { dataStatus: "none" }, [localLabel("Your community", notLocalized), ...fallback]);
  }
  const text = inside(state, slot.root);
  const forTrainers = page.role === "trainer";
  const isFallback = slot.status === "missing" || slot.local?.state === "waiting";
  const own = slot.local?.state === "waiting" || forTrainers ? text : [];
  return box("local", { dataStatus: statusName(slot), dataSlot: name }, [
    localLabel(`${page.site.name}: ${slot.title}`, slotStatus(slot)),
    ...(isFallback && fallback.length > 0 ? [...fallback, ...own] : text),
    ...(isLaw(name) && slot.local?.state !== "waiting"
      ? [element("p", { className: ["cr-counsel"] }, [words(counselLine(page.site, slot))])]
      : []),
    ...(forTrainers && slot.note ? [element("p", { className: ["cr-local-note"] }, [words(slot.note)])] : []),
  ]);
}

function statusName({ local, verified_on, status }: Slot): string {
  if (local?.state === "expired" || local?.state === "waiting") return local.state;
  return verified_on ? "verified" : status;
}

/** What a reader is told about how far a local text can be trusted. */
export function slotStatus({
  status,
  verified_on,
  local,
}: Pick<Slot, "status" | "verified_on" | "local">): string {
  if (status === "missing") return notLocalized;
  if (local?.state === "waiting") return "Waits for counsel";
  if (local?.state === "expired" && local.reviewBy)
    return `Out of date since ${longDate(local.reviewBy)}: confirm before you use it`;
  return verified_on ? `Checked on ${longDate(verified_on)}` : "Not verified";
}

export function counselLine(site: Pick<Site, "counsel">, slot?: Pick<Slot, "local">): string {
  const stamp = slot?.local?.stamp;
  if (stamp)
    return `Reviewed by local counsel on ${longDate(stamp.signedOn)} by ${stamp.name}, admitted in ${stamp.barState}.`;
  const { name, reviewed_on: on } = site.counsel;
  return name && on
    ? `Reviewed by local counsel on ${longDate(on)} by ${name}.`
    : "Not yet reviewed by local counsel. This is not legal advice.";
}

function localLabel(name: string, status: string): Element {
  return element("p", { className: ["cr-label"] }, [
    words(`${name} `),
    element("span", { className: ["cr-status"] }, [words(status)]),
  ]);
}

/** A block with a heading of its own; the headings inside it move below that heading. */
function titled(
  name: string,
  state: State,
  node: ContainerDirective,
  page: Page,
  before: string,
  facts: string[],
): Element {
  const { depth, shift } = page;
  page.depth = depth + 1;
  page.shift = depth - 1;
  const title = element(headingName(page.depth, page), { className: ["cr-title"] }, [
    ...(before ? [element("span", { className: ["cr-label"] }, [words(`${before}: `)])] : []),
    words(attribute(node, "title")),
  ]);
  const children = inside(state, node);
  page.depth = depth;
  page.shift = shift;
  const id = page.idPrefix + anchor(attribute(node, "id"));
  return box(name, { id, ...(attribute(node, "mark") ? { dataMark: attribute(node, "mark") } : {}) }, [
    title,
    element("p", { className: ["cr-meta"] }, [words(facts.join(" · "))]),
    ...children,
  ]);
}

function heading(state: State, node: Heading, page: Page): Element {
  // Inside a block a heading may not stand higher than the block's own title.
  const depth = page.shift === 0 ? node.depth : Math.max(page.depth, node.depth + page.shift);
  if (page.shift === 0) page.depth = depth;
  const id = node.data?.id ? { id: page.idPrefix + node.data.id } : {};
  return element(headingName(depth, page), id, state.all(node));
}

function headingName(depth: number, page: Page): string {
  return `h${Math.min(6, Math.max(1, depth + page.headingOffset))}`;
}

function mark(state: State, node: Directives, page: Page): Element | Element[] {
  const children = state.all(node);
  if (node.name === "term") return term(attribute(node, "id"), children, page);
  if (node.name === "avoid") {
    return element("span", { className: ["cr-avoid"] }, [unseen("a term to avoid: "), ...children]);
  }
  if (node.name === "quote") {
    return [
      element("q", { className: ["cr-quote"], dataKind: attribute(node, "kind") }, children),
      element("span", { className: ["cr-quote-kind"] }, [words(` (${quoteLabel(node).toLowerCase()})`)]),
      citation([attribute(node, "source")], page),
    ];
  }
  return element("span", {}, children);
}

function quoteLabel(node: Directives): string {
  return attribute(node, "kind") === "statute" ? "Words of the statute" : "Historic wording";
}

function term(id: string, children: ElementContent[], page: Page): Element {
  const found = page.glossary.get(id);
  if (!found || page.inTerm) return element("span", {}, children);
  page.terms.set(id, found);
  const target = termId(id, page);
  return element("button", { type: "button", className: ["cr-term"], popoverTarget: target }, children);
}

function definition(found: Term, page: Page): Element {
  const sources = found.references.flatMap((key) => page.references.get(key) ?? []);
  const body = toTree(found.root.children, { ...page, inTerm: true });
  return element("div", { id: termId(found.id, page), className: ["cr-definition"], popover: "auto" }, [
    element("p", { className: ["cr-label"] }, [words(found.term)]),
    ...(body as ElementContent[]),
    ...(sources.length > 0
      ? [
          element("p", { className: ["cr-meta"] }, [
            words(`Source: ${sources.map(({ title, publisher }) => `${title} (${publisher})`).join("; ")}`),
          ]),
        ]
      : []),
    element(
      "button",
      {
        type: "button",
        className: ["cr-close"],
        popoverTarget: termId(found.id, page),
        popoverTargetAction: "hide",
      },
      [words("Close")],
    ),
  ]);
}

function termId(id: string, page: Page): string {
  return `${page.idPrefix}term-${id}`;
}

function citation(keys: string[], page: Page): Element {
  const links = keys.map((key) => {
    const place = page.sources.indexOf(key) + 1;
    const reference = page.references.get(key);
    if (place === 0) return words(`[${reference?.title ?? key}]`);
    const name = `Source ${place}${reference ? `: ${reference.title}` : ""}`;
    return element("a", { href: `#${page.sourcePrefix}source-${key}`, ariaLabel: name }, [
      words(String(place)),
    ]);
  });
  const separated = links.flatMap((link, index) => (index === 0 ? [link] : [words(", "), link]));
  return element("sup", { className: ["cr-cite"] }, separated);
}

function fillable(node: Directives): Element {
  const lines = node.name === "box" ? Number(attribute(node, "lines") || 4) : 1;
  const space = Array.from({ length: Math.min(40, lines) }, () =>
    element("span", { className: ["cr-rule"], ariaHidden: "true" }, []),
  );
  const name = element("span", { className: ["cr-label"] }, [words(attribute(node, "label"))]);
  return element("p", { className: [node.name === "box" ? "cr-box" : "cr-line"] }, [name, ...space]);
}

function table(node: Element, parent: string): Element {
  const rows = node.children.flatMap((part) => (part.type === "element" ? elements(part) : []));
  const [head, ...body] = rows;
  const names = head ? elements(head).map(contentText) : [];
  for (const cell of head ? elements(head) : []) {
    if (contentText(cell) === "") cell.tagName = "td";
    else cell.properties.scope = "col";
  }
  // A first column that is bold throughout names its rows.
  const firsts = body.map((row) => elements(row)[0]);
  if (firsts.length > 0 && firsts.every((cell) => cell && startsBold(cell))) {
    for (const cell of firsts) {
      if (!cell) continue;
      cell.tagName = "th";
      cell.properties.scope = "row";
    }
  }
  for (const cell of body.flatMap(elements)) {
    if (contentText(cell) === "") cell.properties.className = ["cr-fill"];
  }
  const called = `Table: ${names.filter(Boolean).join(", ") || parent}`;
  return element("div", { className: ["cr-table"], role: "group", ariaLabel: called, tabIndex: 0 }, [node]);
}

function startsBold(cell: Element): boolean {
  const first = cell.children[0];
  return first?.type === "element" && first.tagName === "strong";
}

/** A box to tick on paper instead of a control that stores nothing. */
function tick(node: Element): Element {
  const visit = (parent: Element): void => {
    parent.children = parent.children.map((child) => {
      if (child.type !== "element") return child;
      if (child.tagName === "input")
        return element("span", { className: ["cr-tick"], ariaHidden: "true" }, []);
      if (child.tagName === "p") visit(child);
      return child;
    });
  };
  visit(node);
  return node;
}

function link(node: Element): Element {
  const href = String(node.properties.href ?? "");
  if (!/^(https:|http:|mailto:|tel:|[^:]*$|#)/i.test(href)) return element("span", {}, node.children);
  if (/^https?:/i.test(href)) node.properties.rel = ["noreferrer"];
  return node;
}

const kindNames: Record<Reference["kind"], string> = {
  O: "",
  C: "Copy of an official text.",
  A: "Academic source.",
  S: "Secondary source.",
  W: "Weak source: a lead only.",
};

function sourceText(reference: Reference): ElementContent[] {
  const { title, described, publisher, date, where, kind } = reference;
  const end = [publisher, date].filter(Boolean).join(", ");
  const place = /^https:\/\//.test(where)
    ? element("a", { href: where, rel: ["noreferrer"] }, [words(where)])
    : words(where);
  return [
    described ? words(title) : element("cite", {}, [words(title)]),
    words(`. ${end}. `),
    place,
    words(`. ${kindNames[kind]}`.trimEnd()),
  ];
}

/** November 24, 2026 */
function longDate(day: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

function inside(state: State, node: Nodes): ElementContent[] {
  return "children" in node ? (state.wrap(state.all(node), true) as ElementContent[]) : [];
}

function box(name: string, properties: Properties, children: ElementContent[]): Element {
  return element("div", { className: [`cr-${name}`], ...properties }, children);
}

function label(text: string): Element {
  return element("p", { className: ["cr-label"] }, [words(text)]);
}

function unseen(text: string): Element {
  return element("span", { className: ["usa-sr-only"] }, [words(text)]);
}

function element(tagName: string, properties: Properties, children: Child[] = []): Element {
  return { type: "element", tagName, properties, children: children as ElementContent[] };
}

function words(value: string): ElementContent {
  return { type: "text", value };
}

function attribute(node: Directives, name: string): string {
  return node.attributes?.[name] ?? "";
}

function anchor(id: string): string {
  return id.replace(/[^A-Za-z0-9-]/g, "-");
}

function elements(node: Element): Element[] {
  return node.children.filter((child): child is Element => child.type === "element");
}

function contentText(node: ElementContent): string {
  if (node.type === "text") return node.value.trim();
  return node.type === "element" ? node.children.map(contentText).join("").trim() : "";
}
