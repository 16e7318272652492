import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";
import { slotGroupNames } from "#app/content/local-words.ts";
import { shortDay } from "#app/lib/dates.ts";
import { readForm, typed } from "#app/lib/forms.ts";
import { newId } from "#app/lib/ids.ts";
import { ErrorSummary, Submit, TextArea, TextField } from "#app/ui/form.tsx";
import { Alert, Confirm, Crumbs } from "#app/ui/page.tsx";
import { recipientSchema } from "./link-form.ts";
import { LinkForm, OpenLinks } from "./link-parts.tsx";
import { dropDraft, entryPage, restoreEntry, type Stale, saveEntry } from "./overlay.server.ts";
import { type EntryInput, readEntry, stateLooks, stateNames } from "./overlay.ts";
import { decideCorrection, makeLink, openLinks, takeLinkBack } from "./overlay-links.server.ts";
import { dateHints } from "./overlay-words.ts";

const doneWords: Record<string, string> = {
  saved: "Saved. Pages and new prints show it from now on.",
  draft: "The draft is kept. Readers still see what they saw before.",
  restored: "Put back. The version before it is kept in the history.",
  asked: "The link is made. It is below, until it is used.",
  ended: "The link does not work any more.",
  taken: "The correction is in force.",
  declined: "The entry stays as it was.",
  dropped: "The draft is dropped. It is still in the history.",
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const done = new URL(request.url).searchParams.get("done") ?? "";
  const page = entryPage(user, params.site as string, params.slot as string);
  return {
    ...page,
    links: page.may.edit ? openLinks(user, page.site.id, page.entry.slot) : [],
    id: newId(),
    done: doneWords[done] ?? null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const user = await requireUser(request);
  const siteId = params.site as string;
  const { entry, suggest } = entryPage(user, siteId, params.slot as string);
  const form = await request.formData();
  const values = typed(form);
  const intent = values.intent ?? "save";
  if (intent === "ask") {
    const read = readForm(recipientSchema, form);
    if (!read.values)
      return data({ values, errors: read.errors, stale: null, number: null }, { status: 422 });
    makeLink(user, siteId, entry.slot, { id: values.id || newId(), ...read.values });
    return redirect(`/sites/${siteId}/local/${entry.slot}?done=asked#owner`);
  }
  if (intent === "end-link") {
    takeLinkBack(user, siteId, values.link ?? "");
    return redirect(`/sites/${siteId}/local/${entry.slot}?done=ended#owner`);
  }
  if (intent === "take" || intent === "decline") {
    decideCorrection(user, siteId, values.answer ?? "", intent === "take");
    return redirect(`/sites/${siteId}/local/${entry.slot}?done=${intent === "take" ? "taken" : "declined"}`);
  }
  const sent = { id: values.id || newId(), number: Number(values.number) || 0 };
  const done = (what: string) => redirect(`/sites/${siteId}/local/${entry.slot}?done=${what}`);
  if (intent === "restore" || intent === "drop") {
    const refused =
      intent === "drop"
        ? dropDraft(user, siteId, entry.slot, sent)
        : restoreEntry(user, siteId, entry.slot, { ...sent, to: Number(values.to) || 0 });
    if (!refused) return done(intent === "drop" ? "dropped" : "restored");
    return stopped(refused, null);
  }
  const kind = intent === "draft" ? "draft" : "saved";
  const { input, errors } = readEntry(entry.slot, values, suggest.verifiedOn, kind === "draft");
  if (Object.keys(errors).length > 0)
    return data({ values, errors, stale: null, number: sent.number }, { status: 422 });
  const refused = saveEntry(user, siteId, entry.slot, { ...sent, kind, input });
  return refused ? stopped(refused, values) : done(kind);
}

const stopped = ({ stale }: Stale, values: Record<string, string> | null) =>
  data({ values, errors: {}, stale, number: stale.number }, { status: 409 });

export default function OverlayEntry() {
  const { site, entry, may, shownHtml, done, corrections } = useLoaderData<typeof loader>();
  return (
    <div className="wrap narrow overlay">
      <Crumbs
        path={[
          { to: "/sites", label: "Sites" },
          { to: `/sites/${site.id}`, label: site.name },
          { to: `/sites/${site.id}/local`, label: "Local facts" },
        ]}
      />
      <h1>
        <span className="over">{slotGroupNames[entry.group]}</span>
        {entry.title}
      </h1>
      <p className="lede">{entry.asks}</p>
      {done ? <Alert kind="success">{done}</Alert> : null}
      <section aria-labelledby="now-heading">
        <h2 id="now-heading">What readers see now</h2>
        <p>
          <span className={stateLooks[entry.state]}>{stateNames[entry.state]}</span>{" "}
          {entry.reviewBy ? (
            <span className="small quiet">To be tested again by {shortDay(entry.reviewBy)}</span>
          ) : null}
        </p>
        <div className="card" dangerouslySetInnerHTML={{ __html: shownHtml }} />
        {entry.state === "expired" ? (
          <p>Its day is over: it stands in amber on the screen and is left out of new prints and files.</p>
        ) : null}
      </section>
      {corrections.length > 0 ? <Corrections /> : null}
      {may.edit ? <EntryForm /> : null}
      {may.edit && !entry.isLaw ? <AskOwner /> : null}
      <History />
    </div>
  );
}

function EntryForm() {
  const { id, entry, form, number, suggest, site } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const isMine = back?.values?.intent !== "ask";
  const errors: Record<string, string> = (isMine && back?.errors) || {};
  const typedIn = (isMine && back?.values) || null;
  const of = (name: string, kept: string) => typedIn?.[name] ?? kept;
  return (
    <section aria-labelledby="form-heading">
      <h2 id="form-heading">{entry.state === "missing" ? "Fill it in" : "Change it"}</h2>
      {back?.stale ? <Overtaken stale={back.stale} hasMine={typedIn !== null} /> : null}
      <Form method="post" noValidate key={number}>
        <ErrorSummary errors={isMine ? back?.errors : undefined} />
        <input type="hidden" name="id" value={back?.stale ? id : of("id", id)} />
        <input type="hidden" name="number" value={back?.number ?? number} />
        <TextArea
          label="What people at your site need to know"
          name="text"
          rows={6}
          hint="Plain words; web addresses become links. Write about offices and law, never about a child, a family or a case."
          defaultValue={of("text", form.text)}
          error={errors.text}
          maxLength={3000}
        />
        {entry.fields.map((one) => (
          <TextField
            key={one.id}
            label={one.label}
            name={`field-${one.id}`}
            defaultValue={of(`field-${one.id}`, form.fields[one.id] ?? "")}
            error={errors[`field-${one.id}`]}
            maxLength={300}
            autoComplete="off"
          />
        ))}
        <TextField
          label="Source"
          name="source"
          hint="An office and how you asked, or the address of an official page. No private names."
          defaultValue={of("source", form.source)}
          error={errors.source}
          maxLength={300}
          autoComplete="off"
        />
        <TextField
          label="Tested on"
          name="verifiedOn"
          type="date"
          hint={dateHints.verifiedOn}
          defaultValue={of("verifiedOn", form.verifiedOn ?? "")}
          error={errors.verifiedOn}
          max={suggest.verifiedOn}
        />
        <TextField
          label="Test again by"
          name="reviewBy"
          type="date"
          hint={dateHints.reviewBy}
          defaultValue={of("reviewBy", form.reviewBy ?? suggest.reviewBy)}
          error={errors.reviewBy}
        />
        {entry.isLaw ? (
          <p className="quiet">
            This is law: whenever its words change it waits for counsel’s signature and is shown to nobody in{" "}
            {site.name} until then.
          </p>
        ) : null}
        <p className="row">
          <Submit name="intent" value="save" busy="Saving…">
            {back?.stale ? "Save mine over theirs" : "Save and show it"}
          </Submit>
          <Submit name="intent" value="draft" look="outline" busy="Keeping…">
            Keep as a draft
          </Submit>
          <Link to={`/sites/${site.id}/local`}>Cancel</Link>
        </p>
      </Form>
      {entry.hasDraft ? (
        <Form method="post">
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="number" value={number} />
          <p>
            This form is filled from the open draft.{" "}
            <Submit name="intent" value="drop" look="unstyled">
              Drop the draft
            </Submit>
          </p>
        </Form>
      ) : null}
    </section>
  );
}

function Overtaken({
  stale,
  hasMine,
}: {
  stale: EntryInput & { who: string; what: string };
  hasMine: boolean;
}) {
  const { entry, site } = useLoaderData<typeof loader>();
  return (
    <Alert kind="error" title="Somebody else was here while you were typing">
      <p>
        {stale.who} was faster ({stale.what.toLowerCase()}).{" "}
        {hasMine
          ? "Your own version is below and not saved yet. Save it over theirs, or "
          : "Nothing of yours was changed. Look at the newest version, and do it again if you still want to, or "}
        <Link to={`/sites/${site.id}/local/${entry.slot}`} reloadDocument>
          keep theirs
        </Link>
        .
      </p>
      <p>Theirs says:</p>
      <VersionText content={{ text: stale.text, fields: stale.fields }} source={stale.source} />
    </Alert>
  );
}

type Content = { text: string; fields: Record<string, string> };

function VersionText({ content, source }: { content: Content; source?: string }) {
  const { entry } = useLoaderData<typeof loader>();
  return (
    <>
      {content.text ? <p className="version-text">{content.text}</p> : null}
      <ul>
        {entry.fields.flatMap((one) =>
          content.fields[one.id] ? (
            <li key={one.id}>
              <b>{one.label}:</b> {content.fields[one.id]}
            </li>
          ) : (
            []
          ),
        )}
      </ul>
      {source ? <p className="small quiet">Source: {source}</p> : null}
    </>
  );
}

function Corrections() {
  const { corrections, may } = useLoaderData<typeof loader>();
  return (
    <section aria-labelledby="corrections-heading">
      <h2 id="corrections-heading">A correction waits for you</h2>
      {corrections.map((one) => (
        <div key={one.id} className="card">
          <p>
            {one.name}, {one.when}:
          </p>
          <VersionText content={one.content} />
          {may.edit ? (
            <Form method="post" className="row">
              <input type="hidden" name="answer" value={one.id} />
              <Submit name="intent" value="take">
                Take it
              </Submit>
              <Submit name="intent" value="decline" look="outline">
                Leave the entry as it is
              </Submit>
            </Form>
          ) : null}
        </div>
      ))}
    </section>
  );
}

function AskOwner() {
  const { id, links } = useLoaderData<typeof loader>();
  const back = useActionData<typeof action>();
  const rejected =
    back?.values?.intent === "ask"
      ? { errors: back.errors as Record<string, string>, values: back.values }
      : undefined;
  return (
    <section aria-labelledby="owner">
      <h2 id="owner">Ask its owner</h2>
      <p>
        Whoever answers for this number or office gets a link, works without an account, sees this entry and
        nothing else, and says whether it is right. A correction waits for you.
      </p>
      <OpenLinks links={links} />
      {links.length === 0 ? (
        <LinkForm id={id} rejected={rejected} who="Who it is for">
          Make a link
        </LinkForm>
      ) : null}
    </section>
  );
}

function History() {
  const { history, may, id, number, hasPack } = useLoaderData<typeof loader>();
  if (history.length === 0) {
    return (
      <section aria-labelledby="history-heading">
        <h2 id="history-heading">History</h2>
        <p className="quiet">
          {hasPack
            ? "Nothing was written here yet. Readers see the text that came with the course."
            : "Nothing was written here yet."}
        </p>
      </section>
    );
  }
  return (
    <section aria-labelledby="history-heading">
      <h2 id="history-heading">History</h2>
      <ol className="facts-list" reversed>
        {history.map((one) => (
          <li key={one.number}>
            <details>
              <summary>
                <span className="title">
                  {one.what} by {one.who}, {one.when}
                </span>{" "}
                {one.isNow ? <span className="tag good">In force</span> : null}
              </summary>
              <VersionText content={one.content} source={one.source} />
              {one.verifiedOn ? (
                <p className="small quiet">
                  Tested on {shortDay(one.verifiedOn)}
                  {one.reviewBy ? `, to be tested again by ${shortDay(one.reviewBy)}` : ""}
                </p>
              ) : null}
              {may.edit && !one.isNow && one.verifiedOn && one.reviewBy ? (
                <Form method="post">
                  <input type="hidden" name="id" value={id} />
                  <input type="hidden" name="number" value={number} />
                  <input type="hidden" name="to" value={one.number} />
                  <Submit name="intent" value="restore" look="outline">
                    Put this version in force
                  </Submit>
                </Form>
              ) : null}
            </details>
          </li>
        ))}
      </ol>
      {may.edit && history.some(({ isNow }) => isNow) ? (
        <Confirm label={hasPack ? "Go back to the text that came with the course" : "Take this entry out"}>
          <p>
            {hasPack
              ? "Readers see the text that came with the course again. What you wrote is kept in the history, and you can put it back."
              : "Readers see that it is still to be found out. What you wrote is kept in the history, and you can put it back."}
          </p>
          <Form method="post">
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="number" value={number} />
            <input type="hidden" name="to" value="0" />
            <Submit name="intent" value="restore" look="secondary">
              {hasPack ? "Go back to it" : "Take it out"}
            </Submit>
          </Form>
        </Confirm>
      ) : null}
    </section>
  );
}
