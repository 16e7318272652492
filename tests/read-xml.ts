import { DOMParser } from "@xmldom/xmldom";
import { expect } from "vitest";

/** Fails at anything that is not sound XML. */
export const xml = (text: string) => {
  const said: string[] = [];
  const document = new DOMParser({ onError: (_, message) => said.push(message) }).parseFromString(
    text,
    "text/xml",
  );
  expect(said).toEqual([]);
  return document;
};
export type Found = { getAttribute(name: string): string | null; textContent: string | null };
export const all = (within: unknown, name: string): Found[] => [
  ...(within as { getElementsByTagName(name: string): Iterable<Found> }).getElementsByTagName(name),
];
export const words = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
