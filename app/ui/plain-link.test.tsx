import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { DocumentPathContext, entryAt, PageLink, PlainMenuLink } from "./plain-link.tsx";

const current = (path: string, to: string): boolean => {
  const html = renderToStaticMarkup(
    <PlainMenuLink to={to} at={entryAt(path, [{ to: "/elsewhere" }, { to }])}>
      Name
    </PlainMenuLink>,
  );
  expect(html).toContain(`<a href="${to}"`);
  return html.includes('aria-current="page"');
};

it("says in a menu where the reader is, also below and in other letters, and nowhere else", () => {
  expect(current("/curriculum", "/curriculum")).toBe(true);
  expect(current("/curriculum/1.4", "/curriculum")).toBe(true);
  expect(current("/Curriculum/1.4", "/curriculum")).toBe(true);
  expect(current("/library-cards", "/library")).toBe(false);
  expect(current("/", "/")).toBe(true);
  expect(current("/curriculum", "/")).toBe(false);
});

it("draws a link of a document page without asking the router, which is not there", () => {
  const html = renderToStaticMarkup(
    <DocumentPathContext.Provider value="/curriculum/1.4">
      <PageLink to="/" className="mark">
        Home
      </PageLink>
    </DocumentPathContext.Provider>,
  );
  expect(html).toBe('<a href="/" class="mark">Home</a>');
});
