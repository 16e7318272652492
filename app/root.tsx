import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Link,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLocation,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import { type ReactNode, useContext, useEffect, useRef } from "react";
import { canSomewhere, type User } from "#app/auth/can.ts";
import { keptForms } from "#app/auth/kept-form.server.ts";
import { KeptForms } from "#app/auth/kept-form.tsx";
import { signedIn } from "#app/auth/session.server.ts";
import { catalogue, siteOf } from "#app/content/catalogue.server.ts";
import { notLocalized } from "#app/content/local-words.ts";
import { isDiscreetPage, isDocumentPage } from "#app/ui/document.ts";
import { Kept } from "#app/ui/kept.tsx";
import { Mark } from "#app/ui/mark.tsx";
import { NonceContext, ReferenceContext } from "#app/ui/nonce.ts";
import { DocumentPathContext, entryAt, MenuLink, PageLink, PlainMenuLink } from "#app/ui/plain-link.tsx";
import stylesheet from "#app/ui/styles/app.scss?url";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: stylesheet },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
];

// The tab shows a neutral title on purpose: somebody else may be looking at the screen.
export const meta: MetaFunction = () => [{ title: "CCIP Training" }, { name: "robots", content: "noindex" }];

type MenuItem = { to: string; label: string };

function menuOf(user: User): MenuItem[] {
  const items: (MenuItem | false)[] = [
    { to: "/", label: "Home" },
    { to: "/curriculum", label: "Curriculum" },
    { to: "/guide", label: "Response Guide" },
    { to: "/library", label: "Library" },
    canSomewhere(user, "see-cohort") && { to: "/cohorts", label: "Cohorts" },
    canSomewhere(user, "see-registry") && { to: "/trainers", label: "Trainers" },
    canSomewhere(user, "see-people") && { to: "/people", label: "People" },
    (canSomewhere(user, "manage-sites") || canSomewhere(user, "see-site-totals")) && {
      to: "/sites",
      label: "Sites",
    },
    { to: "/manuals", label: "Manuals" },
    { to: "/search", label: "Search" },
  ];
  return items.filter((item) => item !== false);
}

/** What stands on every page of a site: its own hotline when it has one, and that its local facts are not complete. */
function localOf(user: User | null): { hotline: string; gaps: { siteId: string; name: string } | null } {
  const site = siteOf(user?.grants.find((g) => g.siteId)?.siteId ?? null);
  const slot = site?.slots.child_abuse_hotline;
  const known = slot && slot.status !== "missing";
  const old = slot?.local?.state === "expired" ? " (out of date: confirm before you use it)" : "";
  return {
    hotline: known ? `${slot.text.replaceAll(/\*\*|\s*\[@[^\]]*\]/g, "")}${old}` : "",
    gaps: site?.gaps && site.gaps.length > 0 ? { siteId: site.id, name: site.name } : null,
  };
}

export async function loader({ request }: LoaderFunctionArgs) {
  const found = await signedIn(request);
  return {
    viewer: found ? { id: found.user.id, name: found.user.name, menu: menuOf(found.user) } : null,
    status: catalogue().course.status,
    kept: found ? { page: new URL(request.url).pathname, forms: keptForms(request, found.user.id) } : null,
    ...localOf(found?.user ?? null),
  };
}

// The frame changes only when somebody signs in or out, and those are full page loads.
export const shouldRevalidate = ({ formAction }: { formAction?: string }): boolean =>
  formAction !== undefined && /sign-|invitation|account|\/local/.test(formAction);

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const frame = useRouteLoaderData<typeof loader>("root");
  const viewer = frame?.viewer;
  const { pathname } = useLocation();
  const matches = useMatches();
  const isDiscreet = matches.some(({ handle }) => isDiscreetPage(handle));
  const isBroken = useRouteError() != null;
  const needsScripts = isBroken || !matches.some(({ handle }) => isDocumentPage(handle));
  const documentPath = needsScripts ? null : (matches.at(-1)?.pathname ?? "/");
  const hotline = frame?.hotline ?? "";
  const menu = [
    ...(viewer?.menu ?? [{ to: "/shelf", label: "Manuals" }]),
    viewer ? { to: "/account", label: viewer.name } : { to: "/sign-in", label: "Sign in" },
  ];
  return (
    <DocumentPathContext.Provider value={documentPath}>
      <html lang="en">
        <head>
          <meta charSet="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <Meta />
          <Links />
          <script src="/quick-exit.js" defer nonce={nonce} suppressHydrationWarning />
          {import.meta.env.PROD ? (
            <script type="module" src="/offline.js" nonce={nonce} suppressHydrationWarning />
          ) : null}
        </head>
        <body>
          <a className="skip" href="#main">
            Skip to the main content
          </a>
          <header className="bar">
            <div className="bar-in">
              <PageLink to="/" className="mark">
                <Mark />
                Cairn
              </PageLink>
              <nav aria-label="Main">
                {/* Folds the menu on narrow screens, without a script; where popovers are unknown it stays open. */}
                <button type="button" className="menu-button" {...{ popovertarget: "menu" }}>
                  Menu
                </button>
                {documentPath === null ? (
                  <ul id="menu" {...popover}>
                    <Menu menu={menu} link={MenuLink} />
                  </ul>
                ) : (
                  <Kept
                    as="ul"
                    id="menu"
                    {...popover}
                    of={PlainMenu}
                    with={{ menu, at: entryAt(documentPath, menu) }}
                  />
                )}
              </nav>
              <a className="exit" data-exit href="https://www.weather.gov/" rel="noreferrer">
                Leave this site
              </a>
            </div>
          </header>
          {frame && !isDiscreet ? (
            <aside className="draft no-print" aria-label="Status of this edition">
              <p>{frame.status}</p>
            </aside>
          ) : null}
          {frame?.gaps && !isDiscreet ? (
            <aside className="not-localized" aria-label="Local facts">
              <p>
                <strong>{notLocalized}.</strong> Some of what {frame.gaps.name} needs is still missing.{" "}
                <PageLink to="/support">Support lines</PageLink>
              </p>
            </aside>
          ) : null}
          {/* Filled by offline.js, which React must leave alone. */}
          <div
            id="device-status"
            className="device-status no-print"
            data-viewer={viewer ? "" : undefined}
            role="status"
            suppressHydrationWarning
            dangerouslySetInnerHTML={{ __html: "" }}
          />
          <main id="main" tabIndex={-1}>
            {frame?.kept?.forms.length && frame.kept.page === pathname ? (
              <KeptForms forms={frame.kept.forms} page={pathname} />
            ) : null}
            {children}
          </main>
          {needsScripts ? (
            <footer className="foot">
              <Foot hotline={hotline} link={PageLink} />
            </footer>
          ) : (
            <Kept as="footer" className="foot" of={PlainFoot} with={{ hotline }} />
          )}
          {needsScripts ? (
            <>
              <ScrollRestoration nonce={nonce} />
              <Scripts nonce={nonce} />
            </>
          ) : null}
        </body>
      </html>
    </DocumentPathContext.Provider>
  );
}

// React 18 does not know the attribute.
const popover = { popover: "auto" };

function Menu({ menu, link: Go }: { menu: MenuItem[]; link: Going }) {
  return menu.map(({ to, label }) => (
    <li key={to}>
      <Go to={to}>{label}</Go>
    </li>
  ));
}

function PlainMenu({ menu, at }: { menu: MenuItem[]; at: string | null }) {
  const link: Going = ({ to, children }) => (
    <PlainMenuLink to={to} at={at}>
      {children}
    </PlainMenuLink>
  );
  return <Menu menu={menu} link={link} />;
}

type Going = (props: { to: string; children: string }) => ReactNode;

function Foot({ hotline, link: Go }: { hotline: string; link: Going }) {
  return (
    <>
      <div className="foot-in">
        <section aria-labelledby="support-heading">
          <h2 id="support-heading">Support, any time</h2>
          <ul>
            <li>
              In danger now: <a href="tel:911">911</a>
            </li>
            {hotline ? <li>Child abuse hotline: {hotline}</li> : null}
            <li>
              Crisis line: <a href="tel:988">call</a> or <a href="sms:988">text 988</a>
            </li>
            <li>
              <Go to="/support">All support lines</Go> · <Go to="/pause">Take a pause</Go>
            </li>
          </ul>
        </section>
        <section className="links" aria-labelledby="about-heading">
          <h2 id="about-heading">About this site</h2>
          <ul>
            <li>
              <Go to="/safety">Staying safe on this device</Go>
            </li>
            <li>
              <Go to="/privacy">What is kept, and who sees it</Go>
            </li>
            <li>
              <a href="/offline">On this device, without a connection</a>
            </li>
            <li>
              <Go to="/shelf">Manuals for other cities</Go>
            </li>
          </ul>
        </section>
      </div>
      <div className="foot-in quiet small no-print">
        <p>
          “Leave this site” (or Esc or Shift pressed three times) opens a weather page. It does not erase your
          browser history.
        </p>
      </div>
    </>
  );
}

const PlainFoot = ({ hotline }: { hotline: string }) => <Foot hotline={hotline} link={PlainLink} />;
const PlainLink: Going = ({ to, children }) => <a href={to}>{children}</a>;

export default function App() {
  const { pathname } = useLocation();
  const first = useRef(true);
  // After a navigation inside the app, the focus moves to the new page, as it would in a full load.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the path changes
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [pathname]);
  return <Outlet />;
}

const headings: Record<number, string> = {
  403: "This is not open to your role",
  404: "Nothing here",
  409: "That has changed in the meantime",
  413: "That is too large",
  429: "Please wait a little",
};

export function ErrorBoundary() {
  const error = useRouteError();
  const reference = useContext(ReferenceContext);
  const known = isRouteErrorResponse(error);
  return (
    <div className="wrap narrow">
      <h1>{known ? (headings[error.status] ?? "That did not work") : "Something broke on our side"}</h1>
      {known ? (
        <p className="lede">
          {typeof error.data === "string" && error.data
            ? error.data
            : "There is nothing at this address. Check the link, or go back to your home page."}
        </p>
      ) : (
        <p className="lede" suppressHydrationWarning>
          Nothing you saved before is lost. Try again; if it happens again, tell your site coordinator
          {reference ? ` this reference: ${reference}` : ""}.
        </p>
      )}
      <p>
        <Link to="/" className="usa-button">
          Go to the home page
        </Link>
      </p>
    </div>
  );
}
