export type Stone = "done" | "now" | "todo";

/** Progress as a row of stones, one per module or section. The sentence says the same for everyone. */
export function Stones({ stones, label }: { stones: Stone[]; label: string }) {
  return (
    <div className="stones" role="img" aria-label={label}>
      {stones.map((stone, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stone is its position
        <i key={i} className={stone === "todo" ? undefined : stone} />
      ))}
    </div>
  );
}
