import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { kinds } from "./kinds.ts";
import { searchPage } from "./search.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const page = Number(searchParams.get("page"));
  return searchPage(await requireUser(request), {
    typed: (searchParams.get("q") ?? "").trim().slice(0, longest),
    kind: searchParams.get("in"),
    page: Number.isInteger(page) ? page : 1,
  });
}

const longest = 200;

type Page = ReturnType<typeof searchPage>;

export default function SearchPage() {
  const page = useLoaderData<typeof loader>();
  const { typed, kind, total, groups, hits, loose, meant } = page;
  const to = (change: { in?: string | null; page?: number }) => address({ q: typed, in: kind, ...change });
  return (
    <div className="wrap narrow search-page">
      <h1>Search</h1>
      <search>
        <form method="get" className="search-form no-print">
          <label className="usa-label" htmlFor="q">
            Words to look for
          </label>
          <div className="usa-hint" id="q-hint">
            In modules, handouts, the Response Guide, the library and the glossary. Put a phrase in quotation
            marks.
          </div>
          <div className="search-in">
            <input
              className="usa-input"
              id="q"
              name="q"
              type="search"
              defaultValue={typed}
              maxLength={longest}
              autoComplete="off"
              aria-describedby="q-hint"
            />
            {kind ? <input type="hidden" name="in" value={kind} /> : null}
            <button type="submit" className="usa-button">
              Search
            </button>
          </div>
        </form>
      </search>
      {typed ? (
        <p role="status" className="found">
          {sentence(page)}
        </p>
      ) : null}
      {meant ? (
        <p>
          Did you mean <a href={address({ q: meant })}>{meant}</a>?
        </p>
      ) : null}
      {groups.length > 1 ? (
        <nav aria-label="Where it was found" className="kinds no-print">
          <ul>
            <li>
              <a href={to({ in: null, page: 1 })} aria-current={kind ? undefined : "true"}>
                Everything <span className="quiet">{total}</span>
              </a>
            </li>
            {groups.map(({ id, name, count }) => (
              <li key={id}>
                <a href={to({ in: id, page: 1 })} aria-current={kind === id ? "true" : undefined}>
                  {name} <span className="quiet">{count}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {typed && total === 0 ? (
        <div className="empty">
          <h2>Nothing has these words</h2>
          <p>
            Try fewer or simpler words. The <a href="/glossary">glossary</a> lists every term, and the{" "}
            <a href="/curriculum">curriculum</a> every module.
          </p>
        </div>
      ) : null}
      {loose ? <p className="quiet">No passage has all of these words. These have some of them.</p> : null}
      {hits.length > 0 ? (
        <ol className="hits">
          {hits.map((hit) => (
            <Hit key={hit.href} hit={hit} />
          ))}
        </ol>
      ) : null}
      {page.pages > 1 ? (
        <nav className="pager" aria-label="Pages of results">
          {page.page > 1 ? <a href={to({ page: page.page - 1 })}>Previous</a> : null}
          <span>
            Page {page.page} of {page.pages}
          </span>
          {page.page < page.pages ? <a href={to({ page: page.page + 1 })}>Next</a> : null}
        </nav>
      ) : null}
    </div>
  );
}

function Hit({ hit }: { hit: Page["hits"][number] }) {
  return (
    <li>
      <p className="small quiet">
        {kinds[hit.kind as keyof typeof kinds]}
        {hit.context ? ` · ${hit.context}` : ""}
      </p>
      <h2>
        <a href={hit.href}>{hit.title}</a>
      </h2>
      {hit.instead ? (
        <p className="quiet">{hit.instead}</p>
      ) : (
        <p>
          {hit.excerpt.map((part, i) =>
            i % 2 === 1 ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line never change places
              <mark key={i}>{part}</mark>
            ) : (
              part
            ),
          )}
        </p>
      )}
    </li>
  );
}

function sentence({ typed, total, kind, groups }: Page): string {
  const count = groups.find(({ id }) => id === kind)?.count ?? total;
  const where = kind ? ` in ${kinds[kind]}` : "";
  return `${count === 1 ? "1 passage" : `${count} passages`}${where} for “${typed}”`;
}

function address(view: { q: string; in?: string | null; page?: number }): string {
  const search = new URLSearchParams({ q: view.q });
  if (view.in) search.set("in", view.in);
  if (view.page && view.page > 1) search.set("page", String(view.page));
  return `/search?${search}`;
}
