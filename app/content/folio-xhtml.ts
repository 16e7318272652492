import type { Leaf, Run } from "./folio.ts";
import { scaleText } from "./text-blocks.ts";

export type XhtmlOptions = {
  /** Added to each heading level. */
  offset: number;
  /** Where a reference in the book leads; null where the book has no such place, and the words stay plain. */
  href: (id: string) => string | null;
  /** The address of a picture; null leaves its alternative text. */
  picture: (owner: string, path: string) => string | null;
  /** Wide tables may scroll on a screen: each in a group that the keyboard reaches. */
  scrolls: boolean;
};

/** Leaves as XHTML, which is HTML too: every element is closed, every attribute quoted. */
export function xhtml(leaves: readonly Leaf[], options: XhtmlOptions): string {
  return leaves.map((leaf) => block(leaf, options)).join("\n");
}

export function escaped(value: string): string {
  return value.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;").replace(/"/gu, "&quot;");
}

function block(leaf: Leaf, options: XhtmlOptions): string {
  const inside = (leaves: readonly Leaf[]) => xhtml(leaves, options);
  switch (leaf.kind) {
    case "heading": {
      const name = `h${Math.min(6, leaf.level + options.offset)}`;
      return `<${name}${idOf(leaf.id)}>${inline(leaf.runs, options)}</${name}>`;
    }
    case "paragraph":
      return `<p${leaf.look ? ` class="${leaf.look}"` : ""}>${inline(leaf.runs, options)}</p>`;
    case "list":
      return list(leaf, options);
    case "table":
      return table(leaf, options);
    case "facts": {
      const entries = leaf.entries.map(
        ({ id, label, leaves }) =>
          `<div${idOf(id)}><dt>${inline(label, options)}</dt><dd>${inside(leaves)}</dd></div>`,
      );
      return `<dl>${entries.join("\n")}</dl>`;
    }
    case "box": {
      const label = leaf.label ? `<p class="label">${escaped(leaf.label)}</p>\n` : "";
      const name = leaf.look === "quote" ? "blockquote" : "div";
      return `<${name}${idOf(leaf.id)} class="box ${leaf.look}">${label}${inside(leaf.leaves)}</${name}>`;
    }
    case "write": {
      const label = leaf.label ? `<p class="for">${escaped(leaf.label)}</p>` : "";
      const lines = Array.from({ length: leaf.lines }, () => "<div></div>").join("");
      return `<div class="write">${label}<div class="room${leaf.ruled ? " ruled" : ""}" role="img" aria-label="Room to write">${lines}</div></div>`;
    }
    case "choices":
      return `<ul class="choices">${leaf.options.map((one) => `<li><p>${tick()} ${escaped(one)}</p></li>`).join("")}</ul>`;
    case "scale":
      return `<p class="scale">${escaped(scaleText(leaf))}</p>`;
    case "picture": {
      const src = options.picture(leaf.owner, leaf.path);
      return src
        ? `<figure><img src="${escaped(src)}" alt="${escaped(leaf.alt)}"/></figure>`
        : `<p class="small">${escaped(leaf.alt)}</p>`;
    }
    case "rule":
      return "<hr/>";
  }
}

function list({ mark, start, items }: Extract<Leaf, { kind: "list" }>, options: XhtmlOptions): string {
  const only = items[0];
  if (mark === "tick" && items.length === 1 && only?.length === 0)
    return '<p><span class="tick" role="img" aria-label="Box to tick">☐</span></p>';
  const entries = items.map(
    (leaves) => `<li>${mark === "tick" ? `${tick()} ` : ""}${xhtml(leaves, options)}</li>`,
  );
  if (mark === "bullet" || mark === "tick")
    return `<ul${mark === "tick" ? ' class="ticks"' : ""}>${entries.join("\n")}</ul>`;
  const attributes = `${mark === "letter" ? ' type="A"' : ""}${start === 1 ? "" : ` start="${start}"`}`;
  return `<ol${attributes}>${entries.join("\n")}</ol>`;
}

function table({ name, form, head, rows }: Extract<Leaf, { kind: "table" }>, options: XhtmlOptions): string {
  const heads = head.map((runs) => `<th scope="col">${inline(runs, options) || "<span></span>"}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((leaves, at) => {
      // A record has no heads above; the first cell of its rows says what belongs beside it.
      const isHead = head.length === 0 && at === 0;
      const [open, close] = isHead ? ['<th scope="row">', "</th>"] : ["<td>", "</td>"];
      return `${open}${xhtml(leaves, options)}${close}`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const label = escaped(name.trim() || "Table");
  const top = heads.length > 0 ? `<thead><tr>${heads.join("")}</tr></thead>` : "";
  const set = `<table aria-label="${label}"${form ? ' class="form"' : ""}>${top}<tbody>${body.join("\n")}</tbody></table>`;
  const isWide = Math.max(head.length, rows[0]?.length ?? 0) > 2;
  return options.scrolls && isWide
    ? `<div class="scrolls" role="group" aria-label="${label}" tabindex="0">${set}</div>`
    : set;
}

const tick = () => '<span class="tick" aria-hidden="true">☐</span>';

const idOf = (id: string | null) => (id ? ` id="${escaped(id)}"` : "");

const tags = {
  strong: "strong",
  emphasis: "em",
  strike: "s",
  code: "code",
} as const;

function inline(runs: readonly Run[], options: XhtmlOptions): string {
  return runs
    .map((run) => {
      switch (run.kind) {
        case "text":
          return escaped(run.text);
        case "break":
          return "<br/>";
        case "link":
          return `<a href="${escaped(run.href)}">${inline(run.runs, options)}</a>`;
        case "ref": {
          const href = options.href(run.to);
          const words = inline(run.runs, options);
          return href ? `<a href="${escaped(href)}">${words}</a>` : words;
        }
        case "cite":
          return `<sup class="cite">${run.numbers.map((number) => cited(number, options)).join(",")}</sup>`;
        case "avoid":
          return `<span class="avoid">${inline(run.runs, options)}</span>`;
        case "mark":
          return `<small class="mark">${inline(run.runs, options)}</small>`;
        default:
          return `<${tags[run.kind]}>${inline(run.runs, options)}</${tags[run.kind]}>`;
      }
    })
    .join("");
}

function cited(number: number, options: XhtmlOptions): string {
  const href = options.href(`source-${number}`);
  return href ? `<a href="${escaped(href)}" aria-label="source ${number}">${number}</a>` : String(number);
}
