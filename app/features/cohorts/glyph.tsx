import { type CellState, cellNames } from "./matrix.ts";

/** Four shapes that differ without color: full, half, empty, and a ring with a mark in it. */
const shapes: Record<CellState, JSX.Element> = {
  complete: <circle cx="10" cy="10" r="8" fill="currentColor" />,
  begun: (
    <>
      <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M10 3a7 7 0 0 0 0 14z" fill="currentColor" />
    </>
  ),
  none: <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  stuck: (
    <>
      <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" strokeWidth="2.5" />
      <path d="M10 5.5v5.5M10 13v1.8" stroke="currentColor" strokeWidth="2.2" />
    </>
  ),
};

/** Draws the shapes once, for all the glyphs of a page. */
export function GlyphShapes() {
  return (
    <svg className="glyph-shapes" aria-hidden="true" focusable="false">
      <defs>
        {(Object.keys(shapes) as CellState[]).map((state) => (
          <symbol key={state} id={`glyph-${state}`} viewBox="0 0 20 20">
            {shapes[state]}
          </symbol>
        ))}
      </defs>
    </svg>
  );
}

/** Decorative: the words stand beside it or are read in its place. */
export function Glyph({ state }: { state: CellState }) {
  return (
    <svg className={`glyph ${state}`} width="20" height="20" aria-hidden="true" focusable="false">
      <use href={`#glyph-${state}`} />
    </svg>
  );
}

export function Legend() {
  return (
    <ul className="legend" aria-label="What the marks mean">
      {(["complete", "begun", "none", "stuck"] as const).map((state) => (
        <li key={state}>
          <Glyph state={state} /> {cellNames[state]}
        </li>
      ))}
    </ul>
  );
}
