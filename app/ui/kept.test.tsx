import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, it } from "vitest";
import { makeSheets } from "./kept.server.tsx";
import { DrawContext, Kept, KeptText } from "./kept.tsx";

type Props = { name: string; done?: boolean; list?: string[] };

let drawn = 0;
beforeEach(() => {
  drawn = 0;
});

function Part({ name, done, list }: Props) {
  drawn += 1;
  return <p className={done ? "done" : undefined}>{list?.join() ?? name}</p>;
}

function Other({ name }: Props) {
  return <b>{name}</b>;
}

/** Draws parts on one sheet each, as a page of that part alone. */
function drawing(most: number) {
  const sheets = makeSheets(most);
  return (part: typeof Part, props: Props): string => {
    const { draw, whole } = sheets("mark");
    return whole(draw.part(part, props)).toString();
  };
}

it("draws a part once for each set of what it is made of, and never takes one for another", () => {
  const draw = drawing(10_000);
  const sets: Props[] = [
    { name: "a" },
    { name: "b" },
    { name: "a", done: true },
    { name: "a", list: ["x", "y"] },
    { name: "a", list: ["x,y"] },
    { name: '<b>"’' },
  ];
  const first = sets.map((props) => draw(Part, props));
  expect(sets.map((props) => draw(Part, { ...props }))).toEqual(first);
  expect(drawn).toBe(sets.length);
  expect(first).toEqual(sets.map((props) => renderToStaticMarkup(<Part {...props} />)));
});

it("keeps two components apart", () => {
  const draw = drawing(10_000);
  expect([draw(Part, { name: "a" }), draw(Other, { name: "a" })]).toEqual(["<p>a</p>", "<b>a</b>"]);
});

it("forgets what nobody asks for when it holds too much, and keeps what is asked for", () => {
  const draw = drawing(400);
  const ask = (name: string) => draw(Part, { name });
  ask("often");
  ask("once");
  for (let i = 0; i < 20; i += 1) {
    ask(`another part, number ${i}`);
    expect(ask("often")).toBe("<p>often</p>");
  }
  expect(drawn).toBe(22);
  ask("once");
  expect(drawn).toBe(23);
});

const page = (
  <main>
    <Kept as="nav" className="c" aria-label="Here" of={Part} with={{ name: "a & b" }} />
    <p>between “quotes”</p>
    <KeptText className="text" html="<p>é $&amp; ’</p>" />
    <Kept as="div" of={Other} with={{ name: "" }} />
  </main>
);

it("looks the same with and without somebody to keep it", () => {
  const sheets = makeSheets(1_000);
  for (let time = 0; time < 2; time += 1) {
    const { draw, whole } = sheets("mark");
    const drawnPage = renderToStaticMarkup(<DrawContext.Provider value={draw}>{page}</DrawContext.Provider>);
    expect(drawnPage).toContain("<!--mark-->");
    expect(whole(drawnPage).toString()).toBe(renderToStaticMarkup(page));
  }
});

it("would rather fail than put a part in the wrong place", () => {
  const { draw, whole } = makeSheets(1_000)("mark");
  const html = draw.text("<p>part</p>");
  expect(() => whole(html + html)).toThrow("lost its place");
});
