import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { siteOf } from "#app/content/catalogue.server.ts";
import { mayOpen, specOf } from "#app/features/manual/manuals.server.ts";
import { bookTitles } from "#app/features/manual/names.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { changesPage, localChangesPage } from "./changes-page.server.ts";
import { ChangesView } from "./changes-view.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { book, site } = specOf({ ...params, form: "letter" });
  mayOpen(user, { book, site });
  const search = new URL(request.url).searchParams;
  const page = await changesPage(book, site, search);
  const local = site ? localChangesPage(book, site, search, page.from) : null;
  return { page, local, place: siteOf(site)?.name ?? "National edition", site: site ?? "national" };
}

export default function SiteChanges() {
  const { page, local, place, site } = useLoaderData<typeof loader>();
  return (
    <div className="wrap changes">
      <Crumbs
        path={[
          { to: "/manuals", label: "Manuals" },
          { to: "/editions", label: "Editions" },
        ]}
      />
      <h1>What changed since my copy</h1>
      <ul className="meta">
        <li>{bookTitles[page.book]}</li>
        <li>{place}</li>
      </ul>
      <ChangesView page={page} site={site} local={local} />
    </div>
  );
}
