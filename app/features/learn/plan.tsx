import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, forDocument, openDocument } from "#app/ui/document.ts";
import { Crumbs, Scroll } from "#app/ui/page.tsx";
import { Contents, TextSections } from "#app/ui/text-page.tsx";
import { planPage } from "./curriculum.server.ts";
import { numberOf } from "./reader.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request, params }: LoaderFunctionArgs) {
  return forDocument(planPage(await requireUser(request), params.moduleId ?? ""));
}

export default function Plan() {
  const { module, steps, sections, sourcesHtml } = useLoaderData<typeof loader>().page;
  const minutes = steps.reduce((sum, step) => sum + step.minutes, 0);
  return (
    <div className="reader">
      <div className="reader-outline no-print">
        <p className="outline-title">Facilitator plan</p>
        <Contents label="In this plan" items={sections} />
      </div>
      <article className="reader-text">
        <Crumbs
          path={[
            { to: "/curriculum", label: "Curriculum" },
            { to: `/curriculum/${module.id}`, label: module.title },
          ]}
        />
        <h1>
          <span className="over">Facilitator plan · {numberOf(module)}</span>
          {module.title}
        </h1>
        <ul className="meta">
          <li>{minutes} minutes</li>
          <li>
            {steps.filter(({ mark }) => mark === "core").length} core steps,{" "}
            {steps.filter(({ mark }) => mark === "adaptable").length} adaptable
          </li>
          <li>Edition {module.edition}</li>
          <li className="hash">Text {module.hash}</li>
        </ul>
        {steps.length > 0 ? (
          <Scroll label="The steps and their minutes">
            <table className="usa-table">
              <caption className="usa-sr-only">The steps and their minutes</caption>
              <thead>
                <tr>
                  <th scope="col">Step</th>
                  <th scope="col">Minutes</th>
                  <th scope="col">May it change?</th>
                </tr>
              </thead>
              <tbody>
                {steps.map(({ id, title, minutes, mark }) => (
                  <tr key={id}>
                    <th scope="row">{title}</th>
                    <td>{minutes}</td>
                    <td>{mark === "core" ? "Core, never cut" : "Adaptable"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        ) : null}
        <TextSections sections={sections} sourcesHtml={sourcesHtml} />
      </article>
    </div>
  );
}
