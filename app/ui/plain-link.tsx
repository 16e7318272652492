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
  return (
    <NavLink to={to} end={to === "/"}>
      {children}
    </NavLink>
  );
}

/** What `MenuLink` looks like in a document page; `at` is the entry of the menu where the reader is. */
export function PlainMenuLink({ to, at, children }: To & { at: string | null; children: string }) {
  return (
    <a href={to} className={to === at ? "active" : ""} aria-current={to === at ? "page" : undefined}>
      {children}
    </a>
  );
}

/** The entry of a menu that a page belongs to: its own address or one above it. Null when it belongs to none. */
export function entryAt(path: string, menu: To[]): string | null {
  const at = path.toLowerCase();
  const entry = menu.map(({ to }) => to).find((to) => at === to || (to !== "/" && at.startsWith(`${to}/`)));
  return entry ?? null;
}
