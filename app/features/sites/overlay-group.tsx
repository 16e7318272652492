import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { slotGroupNames, slotGroups } from "#app/content/local-words.ts";
import { shortDay } from "#app/lib/dates.ts";
import { typed } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { Checkbox, Choice, ErrorSummary, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert, Crumbs } from "#app/ui/page.tsx";
import { stateLooks, stateNames } from "./overlay.ts";
import { batchId, type GroupEntry, groupPage, type Planned, saveBatch } from "./overlay-many.server.ts";
import type { Typed } from "./overlay-many.ts";
import { dateHints } from "./overlay-words.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const search = new URL(request.url).searchParams;
  const page = groupPage(user, params.site as string, groupOf(params.group));
  return { ...page, id: newId(), saved: Number(search.get("saved") ?? -1), batch: search.get("batch") ?? "" };
}

function groupOf(name: string | undefined) {
  const group = slotGroups.find((one) => one === name);
  if (!group)
    throw notFound("There is no such group of local facts. The list of your site’s entries has them all.");
  return group;
}

type Back = {
  values: Typed;
  errors: Record<string, string>;
  kept: Planned[];
  saved: string[];
  batch: string;
};

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const siteId = params.site as string;
  const group = groupOf(params.group);
  const values = typed(await request.formData());
  const id = batchId(values.id ?? "");
  const { entries } = groupPage(user, siteId, group);
  const wanted = entries
    .filter(({ slot }) => values[`${slot}.number`] !== undefined)
    .map(({ slot, items }) => {
      const decision = values[`${slot}.over`];
      const isOver = decision === "mine" || decision === "theirs";
      return {
        slot,
        number: Number(isOver ? values[`${slot}.newest`] : values[`${slot}.number`]) || 0,
        typed: Object.fromEntries(items.map(({ name }) => [name, values[`${slot}.${name}`] ?? ""])),
        over: decision === "theirs" ? ("theirs" as const) : null,
        again: values[`${slot}.again`] !== undefined,
      };
    });
  const kind = values.intent === "draft" ? "draft" : "saved";
  const dates = { verifiedOn: (values.verifiedOn ?? "").trim(), reviewBy: (values.reviewBy ?? "").trim() };
  const plans = saveBatch(user, siteId, wanted, { id, kind, keepIncomplete: false, dates, merges: false });
  const kept = plans.filter(({ act }) => act === "wrong" || act === "overtaken");
  const written = plans.filter(({ act }) => act === "saved" || act === "draft" || act === "done");
  if (kept.length === 0)
    return redirect(`/sites/${siteId}/local/group/${group}?saved=${written.length}&batch=${id}`);
  const errors = Object.fromEntries(
    kept.flatMap(({ slot, errors, act }) => [
      ...Object.entries(errors).map(([name, sentence]) => [`${slot}.${name}`, sentence]),
      ...(act === "overtaken" ? [[`${slot}.over`, "Decide which of the two versions counts."]] : []),
    ]),
  );
  const saved = written.map(({ title }) => title);
  const isWrong = kept.some(({ act }) => act === "wrong");
  return data<Back>({ values, errors, kept, saved, batch: id }, { status: isWrong ? 422 : 409 });
}

export default function OverlayGroup() {
  const { site, group, entries, here, inAll, id, suggest, today, saved, batch } =
    useLoaderData<typeof loader>();
  const back = useActionData<typeof action>() as Back | undefined;
  return (
    <div className="wrap overlay">
      <Crumbs
        path={[
          { to: `/sites/${site.id}`, label: site.name },
          { to: `/sites/${site.id}/local`, label: "Local facts" },
        ]}
      />
      <h1>
        <span className="over">All on one page</span>
        {slotGroupNames[group]}
      </h1>
      <ul className="meta" aria-label="How far it is">
        <li>
          {here.filled} of {here.all} filled{here.due > 0 ? `, ${here.due} to test again` : ""}
        </li>
        <li>
          in all groups {inAll.filled} of {inAll.all} filled
          {inAll.due > 0 ? `, ${inAll.due} to test again` : ""}
        </li>
      </ul>
      {back ? (
        <Kept back={back} />
      ) : saved >= 0 ? (
        <Alert kind="success">
          {saved === 0 ? (
            <p>Nothing was changed, so nothing was written.</p>
          ) : (
            <p>
              {entryCount(saved)} saved.{" "}
              <Link to={`/sites/${site.id}/local/batch/${batch}`}>See what was saved, or undo it</Link>
            </p>
          )}
        </Alert>
      ) : null}
      <nav aria-label="Groups" className="row groups">
        {slotGroups.map((one) =>
          one === group ? (
            <b key={one} aria-current="page">
              {slotGroupNames[one]}
            </b>
          ) : (
            <Link key={one} to={`/sites/${site.id}/local/group/${one}`}>
              {slotGroupNames[one]}
            </Link>
          ),
        )}
      </nav>
      <Form method="post" noValidate key={id} className="group-form">
        <ErrorSummary errors={back?.errors} />
        <input type="hidden" name="id" value={id} />
        <p>
          Change as many entries as you like and save once. What you do not touch stays as it is. Write about
          offices and law, never about a child, a family or a case.
        </p>
        <fieldset className="usa-fieldset card">
          <legend className="usa-legend">Dates for what you change now</legend>
          <p className="usa-hint">
            They count for every entry below that you change and give no dates of its own.
          </p>
          <div className="facts-grid">
            <TextField
              label="Tested on"
              name="verifiedOn"
              type="date"
              max={today}
              hint={dateHints.verifiedOn}
              defaultValue={back?.values.verifiedOn}
            />
            <TextField
              label="Test again by"
              name="reviewBy"
              type="date"
              hint={dateHints.reviewBy}
              defaultValue={back?.values.reviewBy ?? suggest}
            />
          </div>
        </fieldset>
        {entries.map((entry) => (
          <EntryFields
            key={entry.slot}
            entry={entry}
            back={back}
            kept={back?.kept.find(({ slot }) => slot === entry.slot)}
          />
        ))}
        <div className="save-bar">
          <Submit name="intent" value="save" busy="Saving…">
            Save all that I changed
          </Submit>
          <Submit name="intent" value="draft" look="outline" busy="Keeping…">
            Keep it as drafts
          </Submit>
          <Link to={`/sites/${site.id}/local`}>Cancel</Link>
        </div>
      </Form>
    </div>
  );
}

const entryCount = (n: number) => (n === 1 ? "1 entry is" : `${n} entries are`);

function Kept({ back: { saved, kept, batch } }: { back: Back }) {
  const { site } = useLoaderData<typeof loader>();
  return (
    <Alert
      kind="warning"
      title={`${kept.length === 1 ? "1 entry needs" : `${kept.length} entries need`} your attention`}
    >
      <ul>
        {kept.map(({ slot, title }) => (
          <li key={slot}>
            <a href={`#${slot}`}>{title}</a>
          </li>
        ))}
      </ul>
      <p>
        {kept.length === 1 ? "It is" : "They are"} not saved yet; what you typed is below.{" "}
        {saved.length > 0 ? (
          <>
            {entryCount(saved.length)} saved already: {saved.join(", ")}.{" "}
            <Link to={`/sites/${site.id}/local/batch/${batch}`}>See or undo</Link>
          </>
        ) : null}
      </p>
    </Alert>
  );
}

function EntryFields({
  entry,
  back,
  kept,
}: {
  entry: GroupEntry;
  back: Back | undefined;
  kept: Planned | undefined;
}) {
  const { site, today } = useLoaderData<typeof loader>();
  const { slot } = entry;
  const error = (name: string) => (kept ? back?.errors[`${slot}.${name}`] : undefined);
  const of = (name: string) => (kept ? back?.values[`${slot}.${name}`] : entry.typed[name]) ?? "";
  const facts = entry.items.filter(({ name }) => name.startsWith("field-"));
  return (
    <fieldset className="usa-fieldset entry" id={slot}>
      <legend className="usa-legend">
        {entry.title} <span className={stateLooks[entry.state]}>{stateNames[entry.state]}</span>
      </legend>
      <p className="small quiet">
        {entry.asks} {entry.required ? "" : "Leave it empty if there is none. "}
        <Link to={`/sites/${site.id}/local/${slot}`} aria-label={`History and owner of ${entry.title}`}>
          History and owner
        </Link>
      </p>
      {entry.waits ? <p className="small">A correction by its owner waits on its own page.</p> : null}
      {entry.hasDraft ? <p className="small">Filled from the open draft, which readers do not see.</p> : null}
      <input type="hidden" name={`${slot}.number`} value={kept?.number ?? entry.number} />
      {kept?.act === "overtaken" && kept.stale ? <Overtaken kept={kept} error={error("over")} /> : null}
      <TextArea
        label="What people at your site need to know"
        name={`${slot}.text`}
        rows={of("text").length > 400 ? 8 : 3}
        defaultValue={of("text")}
        error={error("text")}
        maxLength={3000}
      />
      <div className="facts-grid">
        {facts.map(({ name, label }) => (
          <TextField
            key={name}
            label={label}
            name={`${slot}.${name}`}
            defaultValue={of(name)}
            error={error(name)}
            maxLength={300}
            autoComplete="off"
          />
        ))}
      </div>
      <TextField
        label="Source"
        name={`${slot}.source`}
        hint="An office and how you asked, or the address of an official page. No private names."
        defaultValue={of("source")}
        error={error("source")}
        maxLength={300}
        autoComplete="off"
      />
      <div className="facts-grid">
        <TextField
          label="Tested on"
          name={`${slot}.verifiedOn`}
          type="date"
          max={today}
          defaultValue={of("verifiedOn")}
          error={error("verifiedOn")}
        />
        <TextField
          label="Test again by"
          name={`${slot}.reviewBy`}
          type="date"
          defaultValue={of("reviewBy")}
          error={error("reviewBy")}
        />
      </div>
      {entry.state === "missing" && !entry.hasDraft ? null : (
        <Checkbox
          name={`${slot}.again`}
          label={
            entry.hasDraft
              ? "Put this draft in force"
              : "Right as it stands: it was tested again on the day given at the top"
          }
          defaultChecked={kept ? back?.values[`${slot}.again`] !== undefined : false}
        />
      )}
      {entry.isLaw ? (
        <p className="small quiet">Law: when its words change, it waits for counsel’s signature.</p>
      ) : null}
      {entry.reviewBy && entry.isDue ? (
        <p className="small">
          <span className="tag warn">To be tested again by {shortDay(entry.reviewBy)}</span>
        </p>
      ) : null}
    </fieldset>
  );
}

/** Somebody wrote this entry since the form was filled: theirs, and the choice between the two. */
function Overtaken({
  kept: { slot, stale, now, title },
  error,
}: {
  kept: Planned;
  error: string | undefined;
}) {
  const { entries } = useLoaderData<typeof loader>();
  if (!stale) return null;
  const items = entries.find((one) => one.slot === slot)?.items ?? [];
  return (
    <div className="card">
      <p>
        <b>{stale.who} was faster</b> ({stale.what.toLowerCase()}). Yours is below and not saved. Theirs says:
      </p>
      <ul className="version-text">
        {items.flatMap(({ name, label }) =>
          now[name] ? (
            <li key={name}>
              <b>{label}:</b> {now[name]}
            </li>
          ) : (
            []
          ),
        )}
      </ul>
      <input type="hidden" name={`${slot}.newest`} value={stale.number} />
      <Choice
        label={`Which version of ${title} counts?`}
        name={`${slot}.over`}
        error={error}
        options={[
          { value: "theirs", label: "Keep theirs" },
          { value: "mine", label: "Save mine over theirs" },
        ]}
      />
    </div>
  );
}
