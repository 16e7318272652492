import { type ComponentType, createContext, createElement, useContext } from "react";

type Draw = <Props extends object>(part: ComponentType<Props>, props: Props) => string;

/** Gives the HTML of a part of a page; only the server has it (`makeDraw` in kept.server.tsx). */
export const DrawContext = createContext<Draw | null>(null);

type Around = {
  as: "aside" | "div" | "footer" | "header" | "nav";
  className?: string;
  "aria-label"?: string;
};

/**
 * A part of a document page that the server draws once for each set of `with`, of which it must be made alone: it reads
 * no context, so it has no router links. What belongs to one person stands outside. Not for pages that are hydrated.
 */
export function Kept<Props extends object>({
  of,
  with: props,
  as,
  ...around
}: Around & { of: ComponentType<Props>; with: Props }) {
  const draw = useContext(DrawContext);
  return draw
    ? createElement(as, { ...around, dangerouslySetInnerHTML: { __html: draw(of, props) } })
    : createElement(as, around, createElement(of, props));
}
