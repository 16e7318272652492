import { Link } from "@remix-run/react";
import { shortDay } from "#app/lib/dates.ts";
import { Scroll } from "#app/ui/page.tsx";
import { Stones } from "#app/ui/stones.tsx";
import { Glyph } from "./glyph.tsx";
import type { Matrix, MatrixRow } from "./matrix.server.ts";
import { activeWords, disciplineWords, type Sort, searchOf, sortNames, type View } from "./matrix.ts";

type Props = { matrix: Matrix; view: View; base: string };

/** People by modules. The first column and the header stay while the rest scrolls; on phones a list takes its place. */
export function MatrixTable({ matrix, view, base }: Props) {
  const one = matrix.days.find(({ id }) => id === view.day);
  const days = one ? [one] : matrix.days;
  const modules = days.flatMap((day) => day.modules.map(({ id }) => id));
  const label = `Progress of ${matrix.rows.length} people in ${modules.length} modules`;
  return (
    <div className="matrix">
      <Scroll label={label}>
        <table>
          <caption className="usa-sr-only">{label}</caption>
          <thead>
            <tr>
              <SortHeader sort="name" className="who" {...{ view, base }} />
              <SortHeader sort="discipline" className="discipline" {...{ view, base }} />
              {days.map((day) => (
                <th key={day.id} scope="colgroup" colSpan={day.modules.length} className="day">
                  Day {day.order} <span className="theme">· {day.title}</span>
                </th>
              ))}
              <SortHeader sort="progress" {...{ view, base }} />
              <SortHeader sort="active" {...{ view, base }} />
            </tr>
            <tr>
              {days.flatMap((day) =>
                day.modules.map((module, i) => (
                  <th key={module.id} scope="col" className={i === 0 ? "module first" : "module"}>
                    <Link to={`${base}/modules/${module.id}`} title={module.title}>
                      {module.id} <span className="usa-sr-only">{module.title}</span>
                    </Link>
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map((row) => (
              <tr key={row.personId}>
                <th scope="row" className="who">
                  <Link to={`${base}/people/${row.personId}`}>{row.name}</Link>
                </th>
                <td className="discipline">{disciplineWords(row.discipline)}</td>
                {row.cells
                  .filter(({ moduleId }) => modules.includes(moduleId))
                  .map((cell) => (
                    <td
                      key={cell.moduleId}
                      className={days.some((d) => d.modules[0]?.id === cell.moduleId) ? "first" : undefined}
                    >
                      {/* The name is the way in by keyboard: 40 × 27 more tab stops would bury it. */}
                      <Link to={`${base}/people/${row.personId}#module-${cell.moduleId}`} tabIndex={-1}>
                        <Glyph state={cell.state} />
                        <span className="usa-sr-only">{cell.words}</span>
                      </Link>
                    </td>
                  ))}
                <td className="sum">
                  {row.done} of {matrix.modules}
                </td>
                <td className="sum">{activeWords(row.lastActiveOn, matrix.today, shortDay)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" className="who">
                Complete
              </th>
              <td>of {matrix.enrolled}</td>
              {days.flatMap((day) =>
                day.modules.map((module, i) => (
                  <td key={module.id} className={i === 0 ? "first" : undefined}>
                    {module.complete}
                  </td>
                )),
              )}
              <td />
              <td />
            </tr>
          </tfoot>
        </table>
      </Scroll>
    </div>
  );
}

function SortHeader({
  sort,
  view,
  base,
  className,
}: {
  sort: Sort;
  view: View;
  base: string;
  className?: string;
}) {
  const on = view.sort === sort;
  const desc = on && !view.desc;
  return (
    <th
      scope="col"
      rowSpan={2}
      className={className}
      aria-sort={on ? (view.desc ? "descending" : "ascending") : undefined}
    >
      <Link to={`${base}${searchOf(view, { sort, desc })}`} preventScrollReset className="sort">
        {sortNames[sort]}
        {on ? <span aria-hidden="true">{view.desc ? " ↓" : " ↑"}</span> : null}
      </Link>
    </th>
  );
}

/** The same people for narrow screens: one card each, with what matters in words. */
export function PeopleCards({ matrix, base }: Omit<Props, "view">) {
  return (
    <ul className="people-cards" aria-label="People and their progress">
      {matrix.rows.map((row) => (
        <li key={row.personId} className="card">
          <p className="who">
            <Link to={`${base}/people/${row.personId}`}>{row.name}</Link>
          </p>
          <p className="small quiet">
            {disciplineWords(row.discipline)} · last active{" "}
            {activeWords(row.lastActiveOn, matrix.today, shortDay).toLowerCase()}
          </p>
          <Stones
            stones={row.cells.map(({ state }) =>
              state === "complete" ? "done" : state === "none" ? "todo" : "now",
            )}
            label={`${row.done} of ${matrix.modules} modules complete`}
          />
          <p className="small">
            {row.done} of {matrix.modules} modules complete
            {handWords(row)}
          </p>
        </li>
      ))}
    </ul>
  );
}

function handWords(row: MatrixRow): string {
  const ids = row.cells.filter(({ state }) => state === "stuck").map(({ moduleId }) => moduleId);
  return ids.length > 0 ? ` · may need a hand in ${ids.join(", ")}` : "";
}
