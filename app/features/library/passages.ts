import type { Nodes } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import { isContainer, isDirective, walk } from "#app/content/markdown.ts";
import type { Catalogue, Module, Section } from "#app/content/tree.ts";
import type { Kind } from "./kinds.ts";

export type Passage = {
  kind: Kind;
  title: string;
  context: string;
  body: string;
  href: string;
  restricted: 0 | 1;
  instead: string;
};

/**
 * Everything in the curricula that can be searched, cut into the passages that a person reads as one. Scenarios and
 * content notices are left out, and what stands behind a notice is found but never shown in a list of results.
 * Quizzes and their answers are not in it.
 */
export function passagesOf(catalogue: Catalogue): Passage[] {
  return [
    ...catalogue.course.days.flatMap(({ blocks }) => blocks).flatMap(ofModule),
    ...ofGuide(catalogue),
    ...ofLibrary(catalogue),
    ...ofGlossary(catalogue),
    ...catalogue.course.front.flatMap(({ id, title, audience, sections }) =>
      sections.map((section) => ({
        ...plain("about", section.title, title, section.nodes, `/front/${id}#${section.id}`),
        restricted: audience === "facilitator" ? (1 as const) : (0 as const),
      })),
    ),
  ];
}

const behindNotice =
  "This section begins with a content notice. Open it to read what it is about, and choose.";

function ofModule(module: Module): Passage[] {
  const name = `${module.kind === "module" ? `${module.id} ` : ""}${module.title}`;
  const page = `/curriculum/${module.id}`;
  return [
    ...module.sections.map((section) => ({
      ...plain("module", section.title, name, section.nodes, `${page}#${section.id}`),
      instead: section.advisory ? behindNotice : "",
    })),
    ...module.handouts.map(({ id, title, purpose, root }) => ({
      ...plain("handout", `${id}: ${title}`, name, root.children, `${page}/handouts/${id}`),
      body: `${purpose} ${prose(root.children)}`,
    })),
    ...(module.plan?.parts ?? []).map(({ id, title, nodes }) => ({
      ...plain("plan", title, `Plan of ${name}`, nodes, `${page}/plan#${id}`),
      restricted: 1 as const,
      instead: module.advisory.level === "A1" ? "" : `${title} of a module that carries a content notice.`,
    })),
  ];
}

function ofGuide({ guide }: Catalogue): Passage[] {
  return guide.chapters.flatMap((chapter) => {
    const name = `Chapter ${chapter.id} ${chapter.title}`;
    const page = `/guide/${chapter.id}`;
    const listed = [
      ...chapter.good_looks_like,
      ...chapter.checklist,
      ...chapter.equity_check,
      ...chapter.privacy_check,
    ];
    return [
      {
        ...plain("guide", chapter.title, name, [], page),
        body: cleaned([chapter.purpose, ...listed].join(" ")),
      },
      ...chapter.sections.map((section) =>
        plain("guide", section.title, name, section.nodes, `${page}#text-${section.id}`),
      ),
      ...chapter.worksheets.map(({ id, title, purpose, fields, statements }) => ({
        ...plain("guide", `${id}: ${title}`, `Worksheet of chapter ${chapter.id}`, [], `${page}/${id}`),
        body: cleaned(
          [purpose, ...(statements ?? []), ...fields.flatMap(({ label, help }) => [label, help ?? ""])].join(
            " ",
          ),
        ),
      })),
    ];
  });
}

function ofLibrary({ library }: Catalogue): Passage[] {
  return [
    ...library.cards.map(({ id, title, grantee, place, take, evidence, root, tags }) => ({
      ...plain("library", title, "Program", [], `/library/${id}`),
      body: cleaned(`${take} ${prose(root.children)} ${evidence} ${grantee}, ${place}. ${tags.join(", ")}`),
    })),
    ...library.cases.flatMap(({ id, title, sections, questions }) => [
      ...sections.map((section) =>
        plain("library", section.title, `Case study ${title}`, section.nodes, `/library/${id}#${section.id}`),
      ),
      {
        ...plain("library", title, "Case study", [], `/library/${id}#questions`),
        body: cleaned(questions.join(" ")),
      },
    ]),
    ...library.pages.flatMap(({ id, title, audience, sections }) =>
      sections.map((section) => ({
        ...plain("library", section.title, title, section.nodes, `/library/${id}#${section.id}`),
        restricted: audience === "facilitator" ? (1 as const) : (0 as const),
      })),
    ),
  ];
}

function ofGlossary({ glossary }: Catalogue): Passage[] {
  return [...glossary.values()].map(({ id, term, root }) =>
    plain("glossary", term, "", root.children, `/glossary#${id}`),
  );
}

function plain(kind: Kind, title: string, context: string, nodes: Section["nodes"], href: string): Passage {
  return { kind, title, context, body: prose(nodes), href, restricted: 0, instead: "" };
}

const leftOut = new Set(["scenario", "notice"]);

/** The words of a tree, block after block, without citations. */
function prose(nodes: readonly Nodes[]): string {
  const blocks: string[] = [];
  walk(nodes, (node) => {
    if (isContainer(node) && leftOut.has(node.name)) return false;
    if (isDirective(node)) {
      const label = node.attributes?.label ?? (node.name === "activity" ? node.attributes?.title : null);
      if (label) blocks.push(label);
    }
    if (node.type !== "paragraph" && node.type !== "heading" && node.type !== "tableCell") return true;
    blocks.push(textOf(node));
    return false;
  });
  return cleaned(blocks.join(" "));
}

/** Without the Markdown of a line in a YAML file, and with single spaces. */
const cleaned = (text: string): string =>
  text
    .replaceAll(/\[@[^\]]*\]/g, "")
    .replaceAll(/:\w+\[([^\]]*)\](\{[^}]*\})?/g, "$1")
    .replaceAll(/\*\*|`/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
