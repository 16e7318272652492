import { Form, Link } from "@remix-run/react";
import { howNames, kindNames } from "#app/features/manual/book-changes.ts";
import { SelectField, Submit, TextField } from "#app/ui/form.tsx";
import { Empty } from "#app/ui/page.tsx";
import type { ChangeGroup, ShownChange } from "./change-words.ts";
import type { ChangesPage, LocalChangesPage } from "./changes-page.server.ts";
import type { Word } from "./compare.ts";

/** The list of changes between two editions of a book, for a site and for the public guide alike. */
export function ChangesView({
  page,
  site,
  local = null,
}: {
  page: ChangesPage;
  site?: string;
  local?: LocalChangesPage | null;
}) {
  const { from, to, froms, tos, groups, part, count } = page;
  return (
    <>
      <Form method="get" className="card filter-card no-print">
        <SelectField
          label="Which edition is in your binder?"
          name="from"
          hint="It stands on the title page and at the foot of every page."
          options={froms}
          defaultValue={from}
        />
        <SelectField label="Compare it with" name="to" options={tos} defaultValue={to} />
        {local ? (
          <TextField
            label="When was your copy printed?"
            name="copy"
            type="date"
            max={local.today}
            hint="For what your site wrote itself."
            defaultValue={local.since}
          />
        ) : null}
        <Submit look="outline">Show what changed</Submit>
      </Form>
      {local ? <LocalFacts local={local} /> : null}
      {count === 0 ? (
        <Empty title={local ? "Nothing changed in the course’s texts" : "Nothing changed"}>
          {local?.changes.length
            ? "What changed is above. Make a new copy to have it in print."
            : "Your copy says the same. There is nothing to print."}
        </Empty>
      ) : (
        <>
          <p role="status" className="lede">
            {count === 1 ? "One place changed" : `${count} places changed`} since edition {from}
            {page.material > 0 ? `, ${page.material} of them for safety or by law` : ""}.
          </p>
          <PagesToReplace page={page} site={site ?? null} />
          {groups.map((group) => (
            <Group key={group.title} group={group} page={page} open={group.title === part} />
          ))}
        </>
      )}
    </>
  );
}

/** What the coordinators of a site wrote, beside what the authors of the course did. */
function LocalFacts({ local: { sinceWords, changes } }: { local: LocalChangesPage }) {
  return (
    <section className="change-group" aria-labelledby="local-changes">
      <h2 id="local-changes">Your site’s own facts</h2>
      {changes.length === 0 ? (
        <p>Nothing that your site wrote itself changed since {sinceWords}.</p>
      ) : (
        <>
          <p className="quiet small">
            {changes.length === 1 ? "1 entry" : `${changes.length} entries`} since {sinceWords}
          </p>
          <ol className="change-list">
            {changes.map((one) => (
              <li key={one.slot}>
                <article className="change">
                  <h3>
                    <span className="tag">{one.group}</span> {one.title}
                  </h3>
                  <p>{one.what.join(" ")}</p>
                  {one.items.length > 0 ? (
                    <dl className="local-items">
                      {one.items.map(({ label, from, to }) => (
                        <div key={label}>
                          <dt>{label}</dt>
                          <dd>
                            {from ? <del>{from}</del> : null}{" "}
                            {to ? <ins>{to}</ins> : <span className="quiet">It is no longer there.</span>}
                          </dd>
                        </div>
                      ))}
                    </dl>
                  ) : null}
                </article>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

const papers = { letter: "Changed pages, Letter", a4: "Changed pages, A4" } as const;

/** At a site a page shows how the file is made; for the public guide, which is the one without a site, the answer waits. */
function PagesToReplace({ page: { book, from, to }, site }: { page: ChangesPage; site: string | null }) {
  const wanted = { since: from, ...(to === "now" ? {} : { edition: to }) };
  return (
    <section className="card no-print" aria-labelledby="replace">
      <h2 id="replace" className="small-title">
        Print only what changed
      </h2>
      <p>
        A PDF with the changed pages and a sheet in front that says which pages to take out of your binder. It
        takes a minute or two to make{site ? "" : " when nobody has asked for it before"}.
      </p>
      <form
        method="get"
        action={site ? `/manuals/${book}/${site}/letter` : "/response-guide/letter/download"}
        className="row"
      >
        {Object.entries(wanted).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {Object.entries(papers).map(([form, label]) => (
          <button
            key={form}
            type="submit"
            className={form === "letter" ? "usa-button" : "usa-button usa-button--outline"}
            formAction={site ? `/manuals/${book}/${site}/${form}` : `/response-guide/${form}/download`}
          >
            {label}
          </button>
        ))}
      </form>
    </section>
  );
}

function Group({ group, page, open }: { group: ChangeGroup; page: ChangesPage; open: boolean }) {
  const search = new URLSearchParams({ from: page.from, to: page.to, part: group.title });
  return (
    <section className="change-group" id={open ? "part" : undefined} aria-label={group.title}>
      <h2>{group.title}</h2>
      <p className="quiet small">
        {group.count === 1 ? "1 place" : `${group.count} places`}
        {group.material > 0 ? ` · ${group.material} for safety or by law` : ""}
      </p>
      {group.changes.length === 0 ? (
        <p>
          <Link to={`?${search}#part`}>
            Show them<span className="usa-sr-only"> in {group.title}</span>
          </Link>
        </p>
      ) : (
        <ol className="change-list">
          {group.changes.map((change) => (
            <li key={change.key}>
              <ChangeItem change={change} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function ChangeItem({ change }: { change: ShownChange }) {
  const { how, where, from, before, after, sources, reason } = change;
  return (
    <article className="change">
      <h3>
        <span className="tag">{howNames[how]}</span> {where}
      </h3>
      {from ? <p className="quiet small">It stood in {from}.</p> : null}
      {reason ? (
        <p>
          <strong>{kindNames[reason.kind]}.</strong> {reason.reason}
        </p>
      ) : (
        <p className="quiet small">Its author has not written down a reason yet.</p>
      )}
      <div className="change-sides">
        {how === "moved" ? null : <Side title="Before" words={before} empty="It was not there." />}
        <Side title={how === "moved" ? "It says" : "Now"} words={after} empty="It is no longer there." />
      </div>
      {sources.map((one) => (
        <p key={one} className="quiet small">
          {one}
        </p>
      ))}
    </article>
  );
}

function Side({ title, words, empty }: { title: string; words: Word[] | null; empty: string }) {
  return (
    <div className="change-side">
      <h4>{title}</h4>
      {words ? (
        <p>
          {words.map(({ text, mark }, at) => {
            const key = `${at}-${mark}`;
            if (mark === "out") return <del key={key}>{text}</del>;
            return mark === "in" ? <ins key={key}>{text}</ins> : <span key={key}>{text}</span>;
          })}
        </p>
      ) : (
        <p className="quiet">{empty}</p>
      )}
    </div>
  );
}
