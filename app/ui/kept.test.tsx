import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, it } from "vitest";
import { makeDraw } from "./kept.server.tsx";
import { DrawContext, Kept } from "./kept.tsx";

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

it("draws a part once for each set of what it is made of, and never takes one for another", () => {
  const draw = makeDraw(10_000);
  const sets: Props[] = [
    { name: "a" },
    { name: "b" },
    { name: "a", done: true },
    { name: "a", list: ["x", "y"] },
    { name: "a", list: ["x,y"] },
    { name: '<b>"' },
  ];
  const first = sets.map((props) => draw(Part, props));
  expect(sets.map((props) => draw(Part, { ...props }))).toEqual(first);
  expect(drawn).toBe(sets.length);
  expect(first).toEqual(sets.map((props) => renderToStaticMarkup(<Part {...props} />)));
});

it("keeps two components apart, and forgets all when it holds too much", () => {
  const draw = makeDraw(60);
  expect([draw(Part, { name: "a" }), draw(Other, { name: "a" })]).toEqual(["<p>a</p>", "<b>a</b>"]);
  draw(Part, { name: "x".repeat(50) });
  expect(draw(Part, { name: "a" })).toBe("<p>a</p>");
  expect(drawn).toBe(3);
});

it("looks the same with and without somebody to keep it", () => {
  const page = <Kept as="nav" className="c" aria-label="Here" of={Part} with={{ name: "a & b" }} />;
  expect(
    renderToStaticMarkup(<DrawContext.Provider value={makeDraw(100)}>{page}</DrawContext.Provider>),
  ).toBe(renderToStaticMarkup(page));
});
