/**
 * Lets a few pages be made at a time while the others wait their turn. One process makes them one after the other
 * anyway; fifty begun at once only keep fifty times the memory in use and make the last one late. A page that waits
 * for something else, such as a manual being built, gives its place away after `patience` milliseconds.
 */
export function makeTurns(places: number, patience: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let taken = 0;

  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  };

  return async (work) => {
    if (taken < places) taken += 1;
    else await new Promise<void>((turn) => waiting.push(turn));
    let left = false;
    const leaveOnce = () => {
      if (left) return;
      left = true;
      leave();
    };
    const timer = setTimeout(leaveOnce, patience);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      leaveOnce();
    }
  };
}
