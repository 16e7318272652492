import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { documentPage, openDocument } from "#app/ui/document.ts";
import { Crumbs, Scroll } from "#app/ui/page.tsx";
import { worksheetPage } from "./reference.server.ts";

export const handle = documentPage;
export const clientLoader = openDocument;

export async function loader({ request, params }: LoaderFunctionArgs) {
  return worksheetPage(await requireUser(request), params.chapterId ?? "", params.worksheetId ?? "");
}

type Sheet = ReturnType<typeof worksheetPage>["worksheet"];
type Field = Sheet["fields"][number];

export default function WorksheetPage() {
  const { chapter, worksheet, edition } = useLoaderData<typeof loader>();
  return (
    <div className="wrap sheet">
      <Crumbs
        path={[
          { to: "/guide", label: "Response Guide" },
          { to: `/guide/${chapter.id}`, label: chapter.title },
        ]}
      />
      <h1>
        <span className="over">Worksheet {worksheet.id}</span>
        {worksheet.title}
      </h1>
      <p className="lede measure">{worksheet.purpose}</p>
      <p className="privacy measure">
        System information only. Never a name, initials, a date of birth, an address, a case number or any
        detail that could identify a young person or a family.
      </p>
      <p className="quiet small no-print">
        Made for paper and for working together: print this page from your browser’s menu. Edition {edition}.
      </p>
      <details className="field-help">
        <summary>What goes where</summary>
        <dl>
          {worksheet.fields.map((field) => (
            <div key={field.key}>
              <dt>
                {field.label}
                {field.required ? <span className="quiet small"> (needed)</span> : null}
              </dt>
              <dd>
                {field.help ?? ""} {choices(field)}
                {field.example !== undefined ? (
                  <span className="quiet"> For example: {String(field.example)}.</span>
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
      </details>
      {worksheet.layout === "table" ? <Table sheet={worksheet} /> : <Blanks sheet={worksheet} />}
    </div>
  );
}

function choices(field: Field): string {
  if (field.type === "choice") return `One of: ${field.options.join("; ")}.`;
  if (field.type === "scale")
    return `${field.scale.min} is “${field.scale.low}”, ${field.scale.max} is “${field.scale.high}”.`;
  return "";
}

function Table({ sheet: { title, fields, rows = 8, statements = [] } }: { sheet: Sheet }) {
  const lines = [...statements, ...Array.from({ length: rows }, () => "")];
  return (
    <Scroll label={`${title}, to fill in`}>
      <table className="usa-table blank-table">
        <caption className="usa-sr-only">{title}, to fill in on paper</caption>
        <thead>
          <tr>
            {fields.map(({ key, label }) => (
              <th scope="col" key={key}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((statement, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blank rows are their position
            <tr key={row}>
              {fields.map((field, column) =>
                column === 0 && statement ? (
                  <th scope="row" key={field.key}>
                    {statement}
                  </th>
                ) : (
                  <td key={field.key}>
                    <span className="usa-sr-only">To fill in</span>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const space: Record<Field["type"], string> = {
  text: "one",
  role: "one",
  number: "short",
  date: "short",
  longtext: "many",
  checkbox: "tick",
  choice: "choice",
  scale: "scale",
};

const steps = ({ min, max }: { min: number; max: number }): number[] =>
  Array.from({ length: max - min + 1 }, (_, i) => min + i);

function Blanks({ sheet: { fields } }: { sheet: Sheet }) {
  return (
    <div className="blanks">
      {fields.map((field) => (
        <div key={field.key} className="blank">
          <h2>{field.label}</h2>
          {field.type === "choice" ? (
            <ul className="boxes">
              {field.options.map((option) => (
                <li key={option}>{option}</li>
              ))}
            </ul>
          ) : field.type === "scale" ? (
            <p className="scale">
              {field.scale.low}{" "}
              {steps(field.scale).map((step) => (
                <span key={step} className="scale-step">
                  {step}
                </span>
              ))}{" "}
              {field.scale.high}
            </p>
          ) : (
            <div className={`space ${space[field.type]}`} aria-hidden="true" />
          )}
        </div>
      ))}
    </div>
  );
}
