/**
 * Lets a few answers be made at a time while the others wait their turn, in rounds between which the event loop looks
 * after everything else. One process makes pages one after the other anyway; fifty begun at once only keep fifty times
 * the memory in use, and all of them in one go leave new connections, of which Node takes one per round of the loop,
 * outside for seconds. An answer that waits for something else, such as a manual being built, gives its place away
 * after `patience` milliseconds.
 */
export function makeTurns(places: number, patience: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let taken = 0;
  let called = false;

  const callRound = () => {
    if (called || taken >= places || waiting.length === 0) return;
    called = true;
    setImmediate(round);
  };
  const round = () => {
    called = false;
    for (const begin of waiting.splice(0, places - taken)) {
      taken += 1;
      begin();
    }
  };
  const leave = () => {
    taken -= 1;
    callRound();
  };

  return async (work) => {
    await new Promise<void>((begin) => {
      waiting.push(begin);
      callRound();
    });
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
