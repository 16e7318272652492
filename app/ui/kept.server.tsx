import { type ComponentType, createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

/**
 * Draws parts of pages and keeps each under its component and everything that it is made of, so that what is kept can
 * be neither stale nor somebody else's. Forgets all when more than `most` characters are kept.
 */
export function makeDraw(most: number) {
  let kept = new WeakMap<object, Map<string, string>>();
  let size = 0;
  return <Props extends object>(part: ComponentType<Props>, props: Props): string => {
    const key = JSON.stringify(props);
    const known = kept.get(part)?.get(key);
    if (known !== undefined) return known;
    const html = renderToStaticMarkup(createElement(part, props));
    size += key.length + html.length;
    if (size > most) {
      kept = new WeakMap();
      size = key.length + html.length;
    }
    const ofPart = kept.get(part) ?? new Map<string, string>();
    kept.set(part, ofPart.set(key, html));
    return html;
  };
}
