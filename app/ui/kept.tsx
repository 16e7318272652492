import { type ComponentType, createContext, createElement, type HTMLAttributes, useContext } from "react";

export type Draw = {
  /** The HTML of a part, or a mark that stands for it until the page is put together. */
  part: <Props extends object>(part: ComponentType<Props>, props: Props) => string;
  /** The same for text that is HTML already. */
  text: (html: string) => string;
};

/** Gives the HTML of a part of a page; only the server has it (`makeSheets` in kept.server.tsx). */
export const DrawContext = createContext<Draw | null>(null);

type Around = Omit<HTMLAttributes<HTMLElement>, "children" | "dangerouslySetInnerHTML"> & {
  as: "aside" | "div" | "footer" | "header" | "nav" | "section" | "ul";
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
    ? createElement(as, { ...around, dangerouslySetInnerHTML: { __html: draw.part(of, props) } })
    : createElement(as, around, createElement(of, props));
}

/** Text of the curriculum in a document page: HTML that the build made, kept as the bytes that are sent. */
export function KeptText({ html, ...around }: { html: string } & HTMLAttributes<HTMLDivElement>) {
  const draw = useContext(DrawContext);
  return <div {...around} dangerouslySetInnerHTML={{ __html: draw ? draw.text(html) : html }} />;
}
