/**
 * Keeps what was computed from rows that rarely change, in this process alone. `key` holds everything that the value
 * depends on: a value with another key is computed anew. `owner` is the database; another one has nothing kept. At most
 * `most` values are kept; when there are more, all are forgotten.
 */
export function keeper<T>(most: number) {
  const kept = new WeakMap<object, Map<string, { key: string; value: T }>>();
  const ofOwner = (owner: object) => {
    const known = kept.get(owner) ?? new Map<string, { key: string; value: T }>();
    kept.set(owner, known);
    return known;
  };
  return {
    /** What is kept under this key, or undefined. */
    find(owner: object, id: string, key: string): T | undefined {
      const known = ofOwner(owner).get(id);
      return known?.key === key ? known.value : undefined;
    },
    keep(owner: object, id: string, key: string, value: T): T {
      const all = ofOwner(owner);
      if (all.size >= most) all.clear();
      all.set(id, { key, value });
      return value;
    },
  };
}
