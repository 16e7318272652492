import { Link, NavLink } from "@remix-run/react";
import { type ComponentProps, createContext, useContext } from "react";

/**
 * The path of a document page, which has no router in the browser: its links are plain ones, without the work that
 * React does for a link of the router. Null on pages that are hydrated.
 */
export const DocumentPathContext = createContext<string | null>(null);

type To = { to: string };

/** A link to an address that begins with a slash. */
export function PageLink({ to, ...rest }: Omit<ComponentProps<typeof Link>, "to"> & To) {
  return useContext(DocumentPathContext) === null ? <Link to={to} {...rest} /> : <a href={to} {...rest} />;
}

/** The same in a menu: it says where the reader is, as a `NavLink` does. */
export function MenuLink({ to, children }: To & { children: string }) {
  const path = useContext(DocumentPathContext);
  if (path === null)
    return (
      <NavLink to={to} end={to === "/"}>
        {children}
      </NavLink>
    );
  const here = isUnder(path, to);
  return (
    <a href={to} className={here ? "active" : ""} aria-current={here ? "page" : undefined}>
      {children}
    </a>
  );
}

function isUnder(path: string, to: string): boolean {
  const [at, of] = [path.toLowerCase(), to.toLowerCase()];
  return at === of || (of !== "/" && at.startsWith(`${of}/`));
}
