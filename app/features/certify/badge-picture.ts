import { type BadgeKind, type BadgeWords, badgeTitle } from "./credential.ts";

const openBadgesNamespace = "https://purl.imsglobal.org/ob/v3p0";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** How many stones stand on each other: one more for each step. */
const stones: Record<BadgeKind, { y: number; rx: number; ry: number; color: string }[]> = {
  participant: [
    { y: 206, rx: 100, ry: 33, color: "#1d4f4b" },
    { y: 147, rx: 72, ry: 26, color: "#b87a1e" },
  ],
  "certified-trainer": [
    { y: 216, rx: 100, ry: 32, color: "#1d4f4b" },
    { y: 159, rx: 74, ry: 25, color: "#5f9089" },
    { y: 115, rx: 50, ry: 19, color: "#b87a1e" },
  ],
  "lead-trainer": [
    { y: 222, rx: 100, ry: 31, color: "#1d4f4b" },
    { y: 167, rx: 76, ry: 24, color: "#5f9089" },
    { y: 125, rx: 53, ry: 18, color: "#8a9a97" },
    { y: 94, rx: 31, ry: 13, color: "#b87a1e" },
  ],
};

/** The badge as a picture: a cairn, the title that names no topic, and nothing about the person. */
export function badgePicture(kind: BadgeKind, words: BadgeWords): string {
  const title = escaped(badgeTitle(words));
  const drawn = stones[kind]
    .map(({ y, rx, ry, color }) => `<ellipse cx="200" cy="${y}" rx="${rx}" ry="${ry}" fill="${color}"/>`)
    .join("");
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-label="${title}">
<circle cx="200" cy="200" r="192" fill="#faf6ee" stroke="#1d4f4b" stroke-width="8"/>
<circle cx="200" cy="200" r="178" fill="none" stroke="#d9cbb0" stroke-width="2"/>
${drawn}
<g font-family="Public Sans, Segoe UI, Helvetica, Arial, sans-serif" text-anchor="middle" fill="#1d2b2a">
<text x="200" y="294" font-size="31" font-weight="700">${escaped(words.title)}</text>
<text x="200" y="330" font-size="22">${escaped(words.shortTitle)}</text>
</g>
</svg>
`;
}

/** Puts a credential into a picture as Open Badges 3.0 says (5.3.2.1): in CDATA, directly after the svg tag. */
export function bake(svg: string, credential: object): string {
  // A name may hold "]]>", which would end the CDATA; in JSON a sign may be written by its number.
  const json = JSON.stringify(credential, null, 2).replaceAll("]]>", "]]\\u003e");
  const tag = /<svg\b[^>]*>/.exec(svg);
  if (!tag) throw new Error("That is not an SVG picture.");
  if (svg.includes("<openbadges:credential")) throw new Error("This picture holds a credential already.");
  const end = tag.index + tag[0].length;
  const opened = `${tag[0].slice(0, -1)} xmlns:openbadges="${openBadgesNamespace}">`;
  const element = `<openbadges:credential><![CDATA[\n${json}\n]]></openbadges:credential>`;
  return `${svg.slice(0, tag.index)}${opened}\n${element}${svg.slice(end)}`;
}

/** The text of the credential in a baked picture, or null when it holds none. */
export function unbaked(svg: string): string | null {
  const found = /<openbadges:credential\b[^>]*>\s*<!\[CDATA\[([\s\S]*?)\]\]>/.exec(svg);
  return found ? (found[1] as string).trim() : null;
}
