import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, forDocument, openDocument } from "#app/ui/document.ts";
import { Crumbs } from "#app/ui/page.tsx";
import { Contents, TextSections } from "#app/ui/text-page.tsx";
import { frontPage } from "./curriculum.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request, params }: LoaderFunctionArgs) {
  return forDocument(frontPage(await requireUser(request), params.frontId ?? ""));
}

export default function Front() {
  const { title, summary, sections, sourcesHtml } = useLoaderData<typeof loader>().page;
  return (
    <div className="reader">
      <div className="reader-outline no-print">
        <p className="outline-title">On this page</p>
        <Contents label="On this page" items={sections} />
      </div>
      <article className="reader-text">
        <Crumbs path={[{ to: "/curriculum", label: "Curriculum" }]} />
        <h1>{title}</h1>
        {summary ? <p className="lede">{summary}</p> : null}
        <TextSections sections={sections} sourcesHtml={sourcesHtml} />
      </article>
    </div>
  );
}
