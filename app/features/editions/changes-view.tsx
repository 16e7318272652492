import { Form, Link } from "@remix-run/react";
import { howNames, kindNames } from "#app/features/manual/book-changes.ts";
import { SelectField, Submit } from "#app/ui/form.tsx";
import { Empty } from "#app/ui/page.tsx";
import type { ChangeGroup, ShownChange } from "./change-words.ts";
import type { ChangesPage } from "./changes-page.server.ts";
import type { Word } from "./compare.ts";

/** The list of changes between two editions of a book, for a site and for the public guide alike. */
export function ChangesView({ page, site }: { page: ChangesPage; site?: string }) {
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
        <Submit look="outline">Show what changed</Submit>
      </Form>
      {count === 0 ? (
        <Empty title="Nothing changed">Your copy says the same. There is nothing to print.</Empty>
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
