import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, forDocument, openDocument } from "#app/ui/document.ts";
import { KeptText } from "#app/ui/kept.tsx";
import { Crumbs } from "#app/ui/page.tsx";
import { handoutPage } from "./curriculum.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request, params }: LoaderFunctionArgs) {
  return forDocument(handoutPage(await requireUser(request), params.moduleId ?? "", params.handoutId ?? ""));
}

export default function HandoutPage() {
  const { module, handout, edition, html } = useLoaderData<typeof loader>().page;
  return (
    <div className="wrap narrow">
      <article className="sheet">
        <Crumbs
          path={[
            { to: "/curriculum", label: "Curriculum" },
            { to: `/curriculum/${module.id}`, label: module.title },
          ]}
        />
        <h1>
          <span className="over">Handout {handout.id}</span>
          {handout.title}
        </h1>
        <p className="lede">{handout.purpose}</p>
        <ul className="meta">
          <li>Use: {handout.use}</li>
          <li>Edition {edition}</li>
        </ul>
        <p className="quiet small no-print">
          Made for paper: print this page from your browser’s menu. Nothing you write on paper is kept here.
        </p>
        <KeptText className="text" html={html} />
      </article>
    </div>
  );
}
