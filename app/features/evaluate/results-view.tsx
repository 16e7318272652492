import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { Scroll } from "#app/ui/page.tsx";
import type { Results, StatementRow } from "./comparison.server.ts";
import type { Effect } from "./comparison.ts";

const whole = (value: number): string => String(Math.round(value));
const tenth = (value: number): string => value.toFixed(1);
const signed = (value: number, digits: number): string =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(digits)}`;

/** Before and after of a group, as far as it may be shown; the same for a cohort and for a site. */
export function ResultsView({ results }: { results: Results }) {
  const { knowledge, lasting, confidence, attitudes } = results;
  const { total, domains, pairs, leftOut, increased } = knowledge;
  return (
    <>
      <section aria-labelledby="knowledge-heading">
        <h2 id="knowledge-heading">What people know</h2>
        {total ? (
          <>
            <dl className="counts">
              <div>
                <dt>Right before, percent</dt>
                <dd>{whole(total.before)}</dd>
              </div>
              <div>
                <dt>Right after, percent</dt>
                <dd>{whole(total.after)}</dd>
              </div>
              <div>
                <dt>People with both forms</dt>
                <dd>{pairs}</dd>
              </div>
            </dl>
            <p>
              <strong>{signed(total.gain, 1)} points on average</strong>, with a 95 percent interval from{" "}
              {signed(total.low, 1)} to {signed(total.high, 1)}, if these people stand for others like them.{" "}
              {total.size === null ? "" : `Size of the effect: ${total.size.toFixed(2)} (g av, paired). `}
              {increased === null
                ? "How many gained is not shown, because a group is small."
                : `${increased} of ${pairs} knew more after than before.`}
              {leftOut > 0
                ? ` ${leftOut === 1 ? "One pair is" : `${leftOut} pairs are`} left out, because only the count of right answers is known and the rest would show it.`
                : ""}
            </p>
            <p className="quiet small">
              Only people who handed in both forms count. Form B asks the same in other situations and was not
              tested for being exactly as hard as form A, and there is no group without the course to compare
              with. So this shows that people knew more, and not what made them.
            </p>
          </>
        ) : (
          <TooFew pairs={pairs} />
        )}
        {domains ? (
          <Scroll label="By learning outcome">
            <table className="usa-table usa-table--borderless gains">
              <caption>By learning outcome, in percent of right answers</caption>
              <thead>
                <tr>
                  <th scope="col">Learning outcome</th>
                  <th scope="col">Questions</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                  <th scope="col">Points</th>
                </tr>
              </thead>
              <tbody>
                {domains.map(({ domain, aims, taught, questions, before, after }) => (
                  <tr key={domain}>
                    <th scope="row">
                      {domain}
                      {aims.map((aim) => (
                        <span key={aim} className="small quiet below">
                          {aim}
                        </span>
                      ))}
                      {taught ? null : (
                        <span className="small below">Not taught in this form of the course</span>
                      )}
                    </th>
                    <td>{questions}</td>
                    <td>{whole(before)}</td>
                    <td>
                      {whole(after)}
                      <Track from={before / 100} to={after / 100} />
                    </td>
                    <td>{signed(after - before, 0)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        ) : total ? (
          <p>
            By learning outcome nothing is shown: too few forms are known answer by answer. Key in the letters
            of paper forms, and not only the counts.
          </p>
        ) : null}
      </section>
      {lasting ? (
        <section aria-labelledby="lasting-heading">
          <h2 id="lasting-heading">What lasted</h2>
          <p>
            Of twelve questions, {whole(lasting.before)} percent were right after the course and{" "}
            {whole(lasting.after)} percent ninety days on, among the {lasting.n} people who answered both (
            {signed(lasting.gain, 1)} points, 95 percent interval from {signed(lasting.low, 1)} to{" "}
            {signed(lasting.high, 1)}). Who answers a letter after three months is not everybody.
          </p>
        </section>
      ) : null}
      <section aria-labelledby="confidence-heading">
        <h2 id="confidence-heading">How sure people feel</h2>
        <p className="quiet">
          Confidence is no measure of skill. It often falls when people learn how much there is to a task.
        </p>
        {confidence ? (
          <Statements rows={confidence} label="How sure people feel, mean from 1 to 5" />
        ) : (
          <TooFew pairs={null} />
        )}
      </section>
      <section aria-labelledby="attitudes-heading">
        <h2 id="attitudes-heading">Who is responsible</h2>
        <p className="quiet">
          <strong>This scale is not validated.</strong> It was written for this course, and nobody has tested
          what it measures. Right after a course people tend to answer as they think they should. It says
          nothing about what anyone will do, has no norm and no passing score, and is never to be quoted as
          what a profession thinks.
        </p>
        {attitudes ? (
          <>
            {attitudes.effect ? <Attitude effect={attitudes.effect} /> : null}
            <Statements
              rows={attitudes.statements}
              label="Agreement by statement, mean from 1 to 5"
              note="blames the young person: lower is better"
            />
          </>
        ) : (
          <TooFew pairs={null} />
        )}
      </section>
    </>
  );
}

const TooFew = ({ pairs }: { pairs: number | null }) => (
  <p>
    Not shown: fewer than {smallestGroup} people have both a form from before and one from after
    {pairs === null || pairs === 0 ? "" : ` (${pairs})`}. In so small a group people could be recognized.
  </p>
);

const Attitude = ({ effect: { n, before, after, gain, low, high, size } }: { effect: Effect }) => (
  <p>
    Score from 1 to 5, of {n} people: {tenth(before)} before, {tenth(after)} after, {signed(gain, 2)} on
    average (95 percent between {signed(low, 2)} and {signed(high, 2)}
    {size === null ? "" : `, g av ${size.toFixed(2)}`}). Higher means that more was laid to adults and
    systems, and less to the child.
  </p>
);

function Statements({
  rows,
  label,
  note,
}: {
  rows: (StatementRow & { blaming?: boolean })[];
  label: string;
  note?: string;
}) {
  return (
    <Scroll label={label}>
      <table className="usa-table usa-table--borderless gains">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Statement</th>
            <th scope="col">People</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, text, blaming, pairs, before, after }) => (
            <tr key={id}>
              <th scope="row">
                {text}
                {blaming ? <span className="small quiet below">{note}</span> : null}
              </th>
              {before === null || after === null ? (
                <>
                  <td>Fewer than {smallestGroup}</td>
                  <td>Not shown</td>
                  <td>Not shown</td>
                </>
              ) : (
                <>
                  <td>{pairs}</td>
                  <td>{tenth(before)}</td>
                  <td>
                    {tenth(after)}
                    <Track from={(before - 1) / 4} to={(after - 1) / 4} />
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The way from before (ring) to after (dot) on a line; the numbers beside it say the same. */
function Track({ from, to }: { from: number; to: number }) {
  const x = (share: number) => 6 + share * 108;
  return (
    <svg className="track" viewBox="0 0 120 12" width="120" height="12" aria-hidden="true">
      <line x1="6" x2="114" y1="6" y2="6" className="track-line" />
      <line x1={x(from)} x2={x(to)} y1="6" y2="6" className="track-way" />
      <circle cx={x(from)} cy="6" r="4" className="track-from" />
      <circle cx={x(to)} cy="6" r="5" className="track-to" />
    </svg>
  );
}
