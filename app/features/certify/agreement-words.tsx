import { type Figure, intraclassWords, kappaWords } from "./agreement.ts";

export type AgreementFigures = {
  scores: number;
  teachBacks: number;
  exact: Figure;
  withinOne: Figure;
  kappa: Figure;
  intraclass: Figure;
};

const percent = (figure: Figure): number => Math.floor((figure.value ?? 0) * 100);

/** How alike two assessors scored, with what each figure means in plain words. */
export function AgreementWords({ agreement }: { agreement: AgreementFigures }) {
  const { scores, teachBacks, exact, withinOne, kappa, intraclass } = agreement;
  const isFew = teachBacks < 10;
  return (
    <>
      <p>
        Over {scores} pairs of scores, the two assessors gave the same level in {percent(exact)} percent and
        were within one level in {percent(withinOne)} percent.
      </p>
      <dl className="meanings">
        <div>
          <dt>Weighted kappa</dt>
          <dd>
            {kappa.value === null ? (
              kappa.reason
            ) : (
              <>
                <b>{kappa.value.toFixed(2)}</b>: {kappaWords(kappa.value)}.
              </>
            )}{" "}
            <span className="quiet">
              0 is what chance alone would give, 1 is the same level every time. A level apart counts a
              little, two levels apart count four times as much.
            </span>
          </dd>
        </div>
        {teachBacks > 1 ? (
          <div>
            <dt>Intraclass correlation</dt>
            <dd>
              {intraclass.value === null ? (
                intraclass.reason
              ) : (
                <>
                  <b>{intraclass.value.toFixed(2)}</b>: {intraclassWords(intraclass.value)}.
                </>
              )}{" "}
              <span className="quiet">
                It compares the sums of {teachBacks} whole teach-backs. 1 means that both assessors would give
                each person the same sum.
              </span>
            </dd>
          </div>
        ) : null}
      </dl>
      {isFew ? (
        <p className="quiet">
          {teachBacks === 1 ? "One teach-back is" : `${teachBacks} teach-backs are`} too few for firm figures.
          Take them as a reason to talk, and no more.
        </p>
      ) : null}
    </>
  );
}
