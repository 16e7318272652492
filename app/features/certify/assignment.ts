/** Too dear to be chosen: this seat and this person never go together. */
export const never = Number.POSITIVE_INFINITY;

/**
 * Fills each seat with a different person at the least total cost. `cost[seat][person]` is finite, or `never`.
 * Seats that cannot be filled stay null, and as many as possible are filled; of equal answers the one with the earlier
 * persons in earlier seats is likely but not promised, and the same input gives the same answer.
 *
 * Source: the shortest augmenting path form of the Hungarian method (H. W. Kuhn 1955; R. Jonker & A. Volgenant 1987),
 * in O(seats² · persons).
 */
export function cheapestSeating(cost: readonly (readonly number[])[]): (number | null)[] {
  const seats = cost.length;
  const persons = cost[0]?.length ?? 0;
  const finite = cost.flat().filter((one) => one !== never);
  // An empty seat costs more than any way to fill all seats, so that no seat is left empty to save a little.
  const empty = (Math.max(0, ...finite) + 1) * (seats + 1);
  const wide = cost.map((row) => [...row, ...Array.from({ length: seats }, () => empty)]);
  const columns = persons + seats;

  const seatPotential = Array.from({ length: seats + 1 }, () => 0);
  const columnPotential = Array.from({ length: columns + 1 }, () => 0);
  // Columns count from 1; column 0 stands for the seat that is being placed.
  const seatOf = Array.from({ length: columns + 1 }, () => 0);
  for (let seat = 1; seat <= seats; seat += 1) {
    seatOf[0] = seat;
    const least = Array.from({ length: columns + 1 }, () => never);
    const before = Array.from({ length: columns + 1 }, () => 0);
    const done = Array.from({ length: columns + 1 }, () => false);
    let column = 0;
    do {
      done[column] = true;
      const at = seatOf[column] as number;
      let [step, next] = [never, 0];
      for (let j = 1; j <= columns; j += 1) {
        if (done[j]) continue;
        const price =
          (wide[at - 1]?.[j - 1] as number) - (seatPotential[at] as number) - (columnPotential[j] as number);
        if (price < (least[j] as number)) {
          least[j] = price;
          before[j] = column;
        }
        if ((least[j] as number) < step) [step, next] = [least[j] as number, j];
      }
      for (let j = 0; j <= columns; j += 1) {
        if (done[j]) {
          const held = seatOf[j] as number;
          seatPotential[held] = (seatPotential[held] as number) + step;
          columnPotential[j] = (columnPotential[j] as number) - step;
        } else least[j] = (least[j] as number) - step;
      }
      column = next;
    } while (seatOf[column] !== 0);
    while (column !== 0) {
      const from = before[column] as number;
      seatOf[column] = seatOf[from] as number;
      column = from;
    }
  }
  const seating: (number | null)[] = Array.from({ length: seats }, () => null);
  for (let j = 1; j <= persons; j += 1) {
    const seat = seatOf[j] as number;
    if (seat > 0) seating[seat - 1] = j - 1;
  }
  return seating;
}
