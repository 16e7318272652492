/** The part of the template for pages that people copy and write on: handouts, worksheets, forms. */
export const sheets = `
// A handout or worksheet: pages of its own, at full width because people write there.
#let sheet(level, id, title, target, purpose, use, running-heads, landscape: false, outlined: false, body) = {
  let fit = tightness.at(target, default: 0)
  set page(margin: margins, header: page-head(target, running-heads.at(0), running-heads.at(1)), footer: page-foot, flipped: landscape)
  set page(margin: margins + (top: 0.8in, bottom: 0.75in), footer-descent: 0.22in) if fit == 1
  set page(margin: margins + (top: 0.7in, bottom: 0.66in), header-ascent: 0.2in, footer-descent: 0.16in) if fit == 2
  set text(font: sans, size: (9.5pt, 9pt, 8.4pt).at(fit))
  set par(leading: 0.62em, spacing: 0.85em)
  set par(leading: 0.56em, spacing: 0.72em) if fit > 0
  segment-start(target)
  block(below: 8pt, { label-text(fill: amber, id); if use != none { h(1fr); small(use) } })
  styled(level, target: target, outlined: outlined, it => block(above: 0pt, below: 8pt, text(size: 19pt, weight: 700, fill: spruce, it.body)), title)
  block(above: 0pt, below: 9pt, ui(size: 9.4pt, fill: ink-2, purpose))
  block(above: 0pt, below: 13pt, line(length: 100%, stroke: 0.9pt + spruce))
  body
  segment-end(target)
}

#let scale-row(low, high, ..steps) = block(above: 6pt, below: 6pt, {
  set text(font: sans, size: 8.6pt)
  low
  for n in steps.pos() { h(8pt); box(width: 15pt, height: 15pt, baseline: 4pt, radius: 50%, stroke: 0.7pt + ink-2, align(center + horizon, text(size: 7.6pt, n))) }
  h(8pt)
  high
})
#let blank-sheet(target, running-heads, title, landscape: true, body) = {
  let id = target + "-blank"
  set page(margin: (x: 0.7in, top: 0.85in, bottom: 0.75in), header: page-head(target, ..running-heads), footer: page-foot, flipped: landscape)
  set text(font: sans, size: 9.5pt)
  set par(leading: 0.62em, spacing: 0.85em)
  segment-start(id)
  block(below: 7pt, label-text(title))
  body
  segment-end(id)
}
#let blank-line = block(above: 20pt, below: 14pt, line(length: 100%, stroke: 0.6pt + ink-2))
#let field-head(label, help, example) = block(above: 15pt, below: 8pt, sticky: true, {
  set text(font: sans, size: 9.2pt)
  strong(label)
  if help != [] { linebreak(); small(help) }
  if example != none { linebreak(); small[Example: #emph(example)] }
})
// The rows that stay blank: a few fewer where that saves a page with next to nothing on it.
#let blank-rows(target, count, least, cells) = (cells * calc.max(calc.min(count, least), count - (0, 2, 5).at(tightness.at(target, default: 0))))
#let choices(..names) = block(above: 6pt, below: 6pt, { set text(font: sans, size: 9pt); names.pos().map(name => box[#tick#h(5pt)#name]).join(h(14pt)) })

// One row of a worksheet as a card; the cards of a page share its height.
#let record(title, rows, ..cells) = block(above: 11pt, below: 0pt, width: 100%, height: 1fr, breakable: false, {
  set text(font: sans, size: 8.4pt)
  set par(leading: 0.5em)
  block(below: 5pt, title)
  block(above: 0pt, width: 100%, height: 1fr, grid(columns: (1fr,) * 6, rows: (1fr,) * rows, stroke: 0.5pt + hair, inset: (x: 5pt, y: 4.5pt),
    ..cells.pos().map(((span, label, body)) => grid.cell(colspan: span, {
      text(size: 7.4pt, weight: 600, fill: spruce, label)
      if body != none { block(above: 5pt, body) }
    }))))
})

// ---- forms ------------------------------------------------------------------------------------------------------------

#let blanks(..names) = block(above: 10pt, below: 12pt, width: 100%, grid(columns: (1fr,) * names.pos().len(), column-gutter: 18pt,
  ..names.pos().map(name => { text(weight: 600, name); h(6pt); box(width: 1fr, baseline: 2.5pt, height: 13pt, stroke: (bottom: 0.6pt + ink-2)) })))

#let tick-cell(body) = hanging(14pt, tick, text(size: 0.95em, body))

#let scale-table(min, max, low, high, ..statements) = {
  let steps = range(min, max + 1)
  block(above: 10pt, below: 6pt, sticky: true, small[#min = #low #h(10pt) #max = #high])
  grid-table(columns: (1fr,) + (0.42in,) * steps.len(), header: ([Sentence],) + steps.map(n => [#n]), ruled: true, align: (x, y) => if x == 0 { left + horizon } else { center + horizon },
    ..statements.pos().map(statement => (statement, ..steps.map(n => ring(text(size: 7pt, fill: ink-2, str(n)))))).flatten())
}

#let form-item(number, stem, ..options) = block(above: 11pt, below: 11pt, width: 100%, breakable: false, {
  set par(leading: 0.52em, spacing: 0.6em)
  hanging(24pt, text(weight: 700, fill: spruce, str(number)), {
    block(above: 0pt, below: 6pt, strong(stem))
    for (letter, body) in options.pos() {
      hanging(20pt, below: 4.5pt, move(dy: -1.7pt, ring(text(size: 7.4pt, weight: 600, fill: ink-2, letter))), pad(y: 1.5pt, body))
    }
  })
})

#let vignette(level, title, body) = block(above: 15pt, below: 6pt, sticky: true, width: 100%, stroke: (top: 0.6pt + spruce-2), inset: (top: 8pt), {
  grid(columns: (1fr, auto), align: bottom, { show heading: it => text(size: 10.6pt, weight: 700, it.body); minor(level, title) }, small[Fictional composite])
  block(above: 7pt, body)
})

#let verdict(result: (), ..rules) = block(above: 12pt, below: 12pt, width: 100%, breakable: false, stroke: 0.9pt + spruce, radius: 2pt, inset: (x: 12pt, y: 10pt), {
  for rule in rules.pos() { hanging(17pt, below: 6pt, tick, rule) }
  block(above: 9pt, below: 0pt, strong(result.map(one => box[#tick#h(6pt)#one]).join(h(26pt))))
})
`;
