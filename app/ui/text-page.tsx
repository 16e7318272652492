/** Sections of finished HTML under their headings, as plans, chapters and front pages have them. */
export function TextSections({
  sections,
  sourcesHtml,
  idPrefix = "",
}: {
  sections: { id: string; title: string; html: string }[];
  sourcesHtml: string;
  idPrefix?: string;
}) {
  return (
    <>
      {sections.map(({ id, title, html }) => (
        <section key={id} id={idPrefix + id} aria-labelledby={`${idPrefix}${id}-title`} className="part">
          <h2 id={`${idPrefix}${id}-title`}>{title}</h2>
          <div className="text" dangerouslySetInnerHTML={{ __html: html }} />
        </section>
      ))}
      {sourcesHtml.includes("<li") ? (
        <section aria-labelledby="sources-title" className="sources">
          <h2 id="sources-title">Sources</h2>
          <div dangerouslySetInnerHTML={{ __html: sourcesHtml }} />
        </section>
      ) : null}
    </>
  );
}

/** The outline beside a long text. */
export function Contents({ label, items }: { label: string; items: { id: string; title: string }[] }) {
  return (
    <nav className="contents no-print" aria-label={label}>
      <ol className="outline">
        {items.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
