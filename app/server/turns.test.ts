import { setImmediate as nextRound } from "node:timers/promises";
import { expect, it } from "vitest";
import { makeTurns } from "./turns.ts";

type Work = { finish: () => void; done: Promise<string> };

/** Starts works that end when told, and counts how many are under way. */
function bench(turn: ReturnType<typeof makeTurns>) {
  const begun: number[] = [];
  const start = (number: number): Work => {
    let finish = () => {};
    const until = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const done = turn(async () => {
      begun.push(number);
      await until;
      return `done ${number}`;
    });
    return { finish, done };
  };
  return { begun, start };
}

it("makes as many at a time as there are places, in the order they came", async () => {
  const { begun, start } = bench(makeTurns(2, 60_000));
  const works = [1, 2, 3, 4].map(start);
  await nextRound();
  expect(begun).toEqual([1, 2]);
  works[1]?.finish();
  expect(await works[1]?.done).toBe("done 2");
  await nextRound();
  expect(begun).toEqual([1, 2, 3]);
  works[0]?.finish();
  works[2]?.finish();
  works[3]?.finish();
  expect(await Promise.all(works.map(({ done }) => done))).toEqual(["done 1", "done 2", "done 3", "done 4"]);
  expect(begun).toEqual([1, 2, 3, 4]);
});

it("leaves room for everything else between rounds, even when nothing has to be waited for", async () => {
  const turn = makeTurns(2, 60_000);
  let made = 0;
  const all = Promise.all(
    Array.from({ length: 20 }, () =>
      turn(async () => {
        made += 1;
      }),
    ),
  );
  for (let round = 1; round <= 10; round += 1) {
    await nextRound();
    expect(made).toBe(round * 2);
  }
  await all;
});

it("gives the place away when a page fails", async () => {
  const turn = makeTurns(1, 60_000);
  await expect(turn(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await turn(async () => "next")).toBe("next");
});

it("a page that waits long for something else does not hold the others up", async () => {
  const { begun, start } = bench(makeTurns(1, 1));
  const slow = start(1);
  const quick = start(2);
  quick.finish();
  expect(await quick.done).toBe("done 2");
  expect(begun).toEqual([1, 2]);
  slow.finish();
  expect(await slow.done).toBe("done 1");
});
