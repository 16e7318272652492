import { Form, Link } from "@remix-run/react";
import { Submit } from "#app/ui/form.tsx";
import { Alert, Confirm } from "#app/ui/page.tsx";
import type { editionOfCohort } from "./cohort-edition.server.ts";

/** Says on a cohort's page that its edition was withdrawn, or that there is a newer one, and offers to move to it. */
export function CohortEdition({
  edition,
  cohort,
}: {
  edition: ReturnType<typeof editionOfCohort>;
  cohort: { edition: string; siteId: string };
}) {
  const { own, withdrawn, newer } = edition;
  if (withdrawn === null && !newer) return null;
  const changes = own
    ? `/manuals/training/${cohort.siteId}/changes?from=${own}&to=${newer?.name ?? "now"}`
    : `/editions/${newer?.name}`;
  return (
    <>
      {withdrawn === null ? null : (
        <Alert kind="error" title={`Edition ${cohort.edition} was withdrawn`}>
          {withdrawn} <Link to={`/editions/${cohort.edition}`}>What to do</Link>
        </Alert>
      )}
      {newer ? (
        <Alert title={`There is a newer edition, ${newer.name}`}>
          <p>
            {newer.what} <Link to={changes}>What changed</Link>
          </p>
          {newer.material ? <p>It changes what is taught: its trainers take a briefing first.</p> : null}
          {newer.mayMove ? (
            <Confirm label={`Move this cohort to edition ${newer.name}`}>
              <p>
                Its manuals and certificates will name edition {newer.name}. Pages that are printed already
                have to be replaced, and it does not go back.
              </p>
              <Form method="post">
                <input type="hidden" name="from" value={cohort.edition} />
                <Submit name="intent" value="move-edition">
                  Move it
                </Submit>
              </Form>
            </Confirm>
          ) : newer.stays ? (
            <p>{newer.stays}</p>
          ) : null}
        </Alert>
      ) : null}
    </>
  );
}
