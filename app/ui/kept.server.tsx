import { type ComponentType, createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { Draw } from "./kept.tsx";

/** One page: `draw` sets a mark for each part that is kept, `whole` puts the parts where their marks are. */
export type Sheet = { draw: Draw; whole: (html: string) => Buffer<ArrayBuffer> };

/**
 * Draws parts of pages and keeps the bytes of each under its component and everything that it is made of, so that what
 * is kept can be neither stale nor somebody else's. They never pass through React again, which would copy them three
 * times and write every page in two bytes a character for the sake of one quotation mark. At most `most` bytes are
 * kept, and what nobody asked for while half of them were drawn is forgotten.
 *
 * The mark of a page must be one that nobody can guess, because a text that holds it would be taken for a part.
 */
export function makeSheets(most: number): (mark: string) => Sheet {
  let recent = new Map<unknown, Map<string, Buffer>>();
  let older = new Map<unknown, Map<string, Buffer>>();
  let size = 0;

  const keep = (owner: unknown, key: string, bytes: Buffer): Buffer => {
    size += key.length + bytes.length;
    if (size > most / 2) {
      older = recent;
      recent = new Map();
      size = key.length + bytes.length;
    }
    const ofOwner = recent.get(owner) ?? new Map<string, Buffer>();
    recent.set(owner, ofOwner.set(key, bytes));
    return bytes;
  };
  const find = (owner: unknown, key: string, make: () => string): Buffer => {
    const known = recent.get(owner)?.get(key);
    return known ?? keep(owner, key, older.get(owner)?.get(key) ?? Buffer.from(make()));
  };

  return (mark) => {
    const placed: Buffer[] = [];
    const sign = `<!--${mark}-->`;
    const place = (bytes: Buffer): string => {
      placed.push(bytes);
      return sign;
    };
    return {
      draw: {
        part: <Props extends object>(part: ComponentType<Props>, props: Props) =>
          place(find(part, JSON.stringify(props), () => renderToStaticMarkup(createElement(part, props)))),
        text: (html) => place(find("text", html, () => html)),
      },
      whole(html) {
        const between = html.split(sign);
        if (between.length !== placed.length + 1) throw new Error("A part of this page lost its place.");
        return Buffer.concat(
          between.flatMap((text, i) => (placed[i] ? [Buffer.from(text), placed[i]] : [Buffer.from(text)])),
        );
      },
    };
  };
}
