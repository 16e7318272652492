import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { Scroll } from "#app/ui/page.tsx";
import type { Totals } from "./evaluation.ts";

/** Totals of forms, as far as they may be shown. */
export function EvaluationTotals({ totals }: { totals: Totals }) {
  if (!totals.items) return null;
  return (
    <section aria-labelledby="totals-heading">
      <h2 id="totals-heading">Totals of {totals.forms} forms</h2>
      <Scroll label="Answers by question">
        <table className="usa-table usa-table--borderless">
          <caption className="usa-sr-only">Answers by question</caption>
          <thead>
            <tr>
              <th scope="col">Question</th>
              <th scope="col">Answers</th>
              <th scope="col">Mean, 1 to 5</th>
            </tr>
          </thead>
          <tbody>
            {totals.items.map(({ id, text, answers, mean }) => (
              <tr key={id}>
                <th scope="row">{text}</th>
                <td>{mean === null ? `Fewer than ${smallestGroup}` : answers}</td>
                <td>{mean === null ? "Not shown" : mean.toFixed(1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {totals.distress ? (
        <p>
          <strong>{totals.distress.text}</strong>{" "}
          {totals.distress.options
            ? totals.distress.options.map(({ label, count }) => `${label}: ${count}`).join(", ")
            : totals.distress.some
              ? "Some people said yes. How many is not shown. Tell everybody again where support is."
              : "Nobody said yes."}
        </p>
      ) : null}
      {totals.about?.map(({ label, options }) => (
        <p key={label}>
          <strong>{label}</strong>{" "}
          {options
            ? options.map((one) => `${one.label}: ${one.count}`).join(", ")
            : "Not shown, because a group is small."}
        </p>
      ))}
      {totals.notes?.map(({ text, said }) => (
        <section key={text} aria-label={text}>
          <h3>{text}</h3>
          {said.length === 0 ? <p className="quiet">Nobody wrote anything.</p> : null}
          <ul>
            {said.map((one, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two people may have written the same words
              <li key={place}>{one}</li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
