import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { requireUser } from "#app/auth/session.server.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { editions, withdrawnAt } from "#app/features/editions/editions.server.ts";
import { readForm, reject } from "#app/lib/forms.ts";
import { Choice, ErrorSummary, SelectField, Submit } from "#app/ui/form.tsx";
import { Alert, Empty } from "#app/ui/page.tsx";
import { bookNames, forms } from "./book.ts";
import { addressOf, asked, shelf } from "./manuals.server.ts";
import { bookSummaries, bookTitles, formNames, formUses } from "./names.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const shelves = shelf(user);
  return {
    places: shelves.map(({ site, name }) => ({ value: site, label: name })),
    books: bookNames
      .filter((book) => shelves.some(({ books }) => books.includes(book)))
      .map((book) => ({ book })),
    asked: asked(user),
    editions: editionChoices(),
    withdrawn: withdrawnAt(
      user,
      shelves.map(({ site }) => site),
    ),
    hasPackages: shelves.some(({ books }) => books.includes("training")),
  };
}

const choice = z.object({
  site: z.string("Choose for which place."),
  book: z.enum(bookNames, "Choose a book."),
  form: z.enum(forms, "Choose a format."),
  edition: z.string().default(""),
});

export async function action({ request }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const form = await request.formData();
  const { values, errors } = readForm(choice, form);
  if (errors) return reject(errors, form);
  const books = shelf(user).find(({ site }) => site === values.site)?.books;
  if (!books) return reject({ site: "Choose one of the places in the list." }, form);
  if (!books.includes(values.book))
    return reject(
      { book: "This edition is for facilitators. The participant edition is open to you." },
      form,
    );
  if (values.edition && !editionChoices().some(({ value }) => value === values.edition))
    return reject({ edition: "Choose one of the editions in the list." }, form);
  return redirect(
    addressOf({ ...values, site: values.site === "national" ? null : values.site, edition: values.edition }),
  );
}

/** The editions that are given out, the newest first, and the texts as they are. */
function editionChoices() {
  const frozen = editions()
    .filter(({ standing }) => standing !== "withdrawn")
    .reverse()
    .map(({ name, standing }) => ({
      value: name,
      label: `${name}${standing === "retired" ? ", retired" : ""}`,
    }));
  return [...frozen, { value: "", label: `${catalogue().course.edition}: the texts as they are now` }];
}

export default function Manuals() {
  const { places, books, asked, editions, withdrawn, hasPackages } = useLoaderData<typeof loader>();
  const rejected = useActionData<typeof action>();
  const errors = rejected?.errors;
  const typed = rejected?.values ?? {};
  return (
    <div className="wrap">
      <h1>Manuals</h1>
      <p className="lede">
        The same words to print, to read on a phone, to edit or to carry on a USB stick. Each file names its
        edition and a content hash, so two copies can be compared whatever their format is. The{" "}
        <Link to="/editions">editions</Link> page says what changed since your copy.
      </p>
      {withdrawn.map(({ name, reason, places }) => (
        <Alert key={name} kind="error" title={`Edition ${name} was withdrawn`}>
          {reason}{" "}
          {places.length > 0
            ? `It was taken for ${places.join(", ")}: please find the copies and do not teach from them.`
            : "You have a copy: please do not teach from it."}{" "}
          <Link to={`/editions/${name}`}>What to do</Link>
        </Alert>
      ))}
      {places.length === 0 ? (
        <Empty title="No manuals yet">
          Manuals open when you have a role at a site. Ask your trainer or site coordinator.
        </Empty>
      ) : (
        <Form method="post" className="card">
          <ErrorSummary errors={errors} />
          <Choice
            label="Which book?"
            name="book"
            error={errors?.book}
            defaultValue={typed.book ?? books[0]?.book}
            options={books.map(({ book }) => ({
              value: book,
              label: bookTitles[book],
              description: bookSummaries[book],
            }))}
          />
          <SelectField
            label="For which place?"
            name="site"
            hint="It decides whose law and routes stand in it. All texts are in English so far."
            error={errors?.site}
            options={places}
            defaultValue={typed.site ?? places[0]?.value}
          />
          <SelectField
            label="Which edition?"
            name="edition"
            hint="An edition does not change: everybody who has it holds the same words."
            error={errors?.edition}
            options={editions}
            defaultValue={typed.edition ?? editions[0]?.value}
          />
          <Choice
            label="In which format?"
            name="form"
            error={errors?.form}
            defaultValue={typed.form ?? "letter"}
            options={forms.map((form) => ({
              value: form,
              label: formNames[form],
              description: formUses[form],
            }))}
          />
          <Submit busy="One moment…">Go to this file</Submit>
        </Form>
      )}
      {hasPackages ? (
        <p>
          Your place teaches inside its own learning system?{" "}
          <Link to="/manuals/packages">Packages for other learning systems</Link> hold the modules for SCORM,
          cmi5 and Common Cartridge.
        </p>
      ) : null}
      {asked.length > 0 ? (
        <section aria-labelledby="asked">
          <h2 id="asked">What you asked for lately</h2>
          <ul>
            {asked.map(({ id, to, name, state }) => (
              <li key={id}>
                <Link to={to}>{name}</Link> <span className="quiet small">{state}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
