import { Link } from "@remix-run/react";
import { useId } from "react";
import { SelectField } from "./form.tsx";

/** A search box with its button, for a form that is sent with GET. */
export function Search({
  label,
  hint,
  value,
  name = "q",
}: {
  label: string;
  hint?: string;
  value: string;
  name?: string;
}) {
  const id = useId().replaceAll(":", "");
  return (
    <div className="search">
      <label className="usa-label" htmlFor={id}>
        {label}
      </label>
      {hint ? (
        <div className="usa-hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      <div className="search-in">
        <input
          className="usa-input"
          type="search"
          id={id}
          name={name}
          key={value}
          defaultValue={value}
          maxLength={80}
          autoComplete="off"
          aria-describedby={hint ? `${id}-hint` : undefined}
        />
        <button type="submit" className="usa-button usa-button--outline">
          Find
        </button>
      </div>
    </div>
  );
}

/** A choice beside the search box. `all` names the choice that leaves nothing out. It follows the address of the page. */
export function Filter({
  label,
  name,
  value,
  all,
  options,
}: {
  label: string;
  name: string;
  value: string;
  all?: string;
  options: { value: string; label: string }[];
}) {
  return (
    <SelectField
      key={value}
      label={label}
      name={name}
      defaultValue={value}
      options={all === undefined ? options : [{ value: "", label: all }, ...options]}
    />
  );
}

/** How a list can be sorted, as plain links. */
export function SortLinks({ options }: { options: { label: string; to: string; on: boolean }[] }) {
  return (
    <nav className="sort-links" aria-label="Sort">
      <span>Sort by</span>
      <ul>
        {options.map(({ label, to, on }) => (
          <li key={label}>
            <Link to={to} aria-current={on ? "true" : undefined}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Earlier and later pages of a long list. */
export function Pager({ page, pages, to }: { page: number; pages: number; to: (page: number) => string }) {
  if (pages <= 1) return null;
  return (
    <nav className="pager" aria-label="Pages">
      {page > 1 ? <Link to={to(page - 1)}>Newer</Link> : null}
      <span>
        Page {page} of {pages}
      </span>
      {page < pages ? <Link to={to(page + 1)}>Older</Link> : null}
    </nav>
  );
}
