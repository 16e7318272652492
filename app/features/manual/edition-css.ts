/** How the blocks of a book look on a screen; the EPUB takes it too and adds nothing. */
export const blocksCss = `
.label { font-size: .82em; font-weight: 650; color: var(--accent); margin: 0 0 .3rem; }
.lead { font-size: 1.12em; color: var(--quiet); }
.small, .meta { font-size: .88em; color: var(--quiet); }
.warning { border-left: 3px solid var(--amber); padding: .5rem .8rem; background: var(--amber-back); }
.title { font-size: 2.3em; font-weight: 700; line-height: 1.15; color: var(--accent); margin: .4rem 0; }
.subtitle { font-size: 1.25em; margin: 0 0 .8rem; color: var(--quiet); }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.9em 0 .5em; }
.label + h1, .label + h2, .label + h3, .label + h4, .label + h5 { margin-top: 0; }
ul, ol { padding-left: 1.4em; }
li { margin: .3em 0; }
li > p, dd > p, td > p, th > p { margin: 0 0 .35em; }
li > p:last-child, td > p:last-child, th > p:last-child { margin-bottom: 0; }
.ticks, .choices { list-style: none; padding-left: 0; }
.ticks > li { padding-left: 1.6em; text-indent: 0; position: relative; }
.ticks > li > .tick { position: absolute; left: 0; }
.choices { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; }
.box { margin: 1.3em 0; padding: .9rem 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 3px; }
.box > :last-child { margin-bottom: 0; }
.notice, .facilitator { border-left-color: var(--amber); background: var(--amber-back); }
.alternative, .local, .keypoint { background: var(--mist); }
.keypoint { font-weight: 600; }
.pause { border: 0; font-style: italic; color: var(--quiet); }
.quote { border: 0; border-left: 3px solid var(--line); margin-left: 0; }
.lens { border: 0; border-top: 1px solid var(--line); border-radius: 0; margin: 0; padding: .8rem 0; }
.move { border: 0; padding: 0; margin: .8em 0; }
.question { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .9rem 0 0; }
.stamp { border: 2px solid var(--rust); color: var(--rust); font-weight: 600; }
.avoid { color: var(--rust); }
.mark { font-size: .75em; font-weight: 600; color: var(--quiet); }
.cite { font-size: .7em; line-height: 0; }
dl > div { margin: .9em 0; }
dt { font-weight: 650; }
dd { margin: .15em 0 0; }
table { border-collapse: collapse; width: 100%; margin: 1.2em 0; font-size: .92em; }
th, td { text-align: left; vertical-align: top; padding: .45em .6em; border-bottom: 1px solid var(--line); }
thead th { color: var(--accent); border-bottom: 2px solid var(--accent); }
.form th, .form td { border: 1px solid var(--line); }
.form td { min-width: 2.5em; height: 2.6em; }
.write { margin: 1.2em 0; }
.for { font-weight: 600; margin: 0 0 .3em; }
.room > div { height: 2.1em; border-bottom: 1px solid var(--line); }
.room { border: 1px solid var(--line); border-bottom: 0; }
.room.ruled { border: 0; }
img { max-width: 100%; height: auto; }
figure { margin: 1.3em 0; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; }
`;

export const colors = `
:root { --ink: #1f2a2e; --quiet: #4a585c; --line: #b9b2a3; --paper: #fdfcf9; --mist: #e9f1ef; --accent: #1d4f4b; --amber: #8a5109; --amber-back: #fbf3e3; --rust: #9a361f; --link: #1d5f59; }
`;

export const css = `${colors}
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --quiet: #b9c0c1; --line: #5a6669; --paper: #14191a; --mist: #1d2b2a; --accent: #9ccfc8; --amber: #e5b262; --amber-back: #2a2418; --rust: #f0a08b; --link: #a6d6cf; } }
* { box-sizing: border-box; }
html { scroll-behavior: auto; }
body { margin: 0 auto; padding: 1.2rem 1.2rem 4rem; max-width: 46rem; font-family: "Source Serif 4", Georgia, serif; font-size: 1.09rem; line-height: 1.6; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6, .label, .title, .subtitle, .small, .meta, .warning, .for, dt, table, nav, footer, .choices, .mark, .cite { font-family: "Public Sans", system-ui, sans-serif; }
h2 { font-size: 1.9rem; color: var(--accent); } h3 { font-size: 1.5rem; } h4 { font-size: 1.22rem; } h5, h6 { font-size: 1.05rem; }
a { color: var(--link); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--amber); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999rem; margin: 0; }
.skip:focus-within { left: 1rem; top: .5rem; background: var(--paper); padding: .4rem .8rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; margin: 0; }
header { padding: 2.5rem 0 1rem; }
.support p { background: var(--mist); padding: .6rem .9rem; }
.contents ol { list-style: none; padding-left: 0; }
.contents ol ol { padding-left: 1.2em; }
.contents li { margin: .45em 0; }
.scrolls { overflow-x: auto; }
.scrolls > table { min-width: 34rem; }
.piece { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1.5rem; }
footer { margin-top: 4rem; border-top: 1px solid var(--line); font-size: .85rem; color: var(--quiet); }
${blocksCss}
@media (max-width: 30rem) {
  td, th { padding: .4em; }
  :not(.scrolls) > table :is(td, th) { overflow-wrap: anywhere; }
  .title { font-size: 1.9em; }
}
@media print {
  .scrolls > table { min-width: 0; }
  :root { --ink: #000; --quiet: #333; --paper: #fff; --mist: #fff; --amber-back: #fff; --accent: #1d4f4b; --link: #000; --amber: #8a5109; --rust: #9a361f; --line: #888; }
  @page { margin: 18mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .skip, .support { display: none; }
  .scrolls { overflow: visible; }
  .piece.chapter, .piece.part, .piece.sheet, .piece.appendix { break-before: page; border-top: 0; }
  .question, .write, tr, figure { break-inside: avoid; }
  h2, h3, h4, h5, h6 { break-after: avoid; }
  thead { display: table-header-group; }
}
`;
