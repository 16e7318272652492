/** How large print looks, in Typst: 18 points or more everywhere, strong contrast, one column, ragged right. */
export const largeTemplate = String.raw`
#let ink = rgb("#101618")
#let spruce = rgb("#123f3b")
#let hair = rgb("#5a6669")
#let amber = rgb("#7a4707")
#let base = 18pt
#let zw = "\u{200B}"
#let tick = box(width: 15pt, height: 15pt, baseline: 2pt, stroke: 1.2pt + ink)

#let large-print(title: "", author: "", description: "", date: none, paper: "us-letter", foot: "", notice: none, body) = {
  set document(title: title, author: author, date: date, description: description)
  set page(paper: paper, margin: (x: 0.9in, top: 0.9in, bottom: 1.25in), footer-descent: 0.25in, footer: context {
    set par(leading: 0.45em)
    [Page #here().page() of #counter(page).final().first() · #foot]
    if notice != none { [ \ #notice] }
  })
  set text(font: ("Public Sans", "Source Serif 4"), size: base, fill: ink, lang: "en", region: "us", fallback: false, hyphenate: false)
  set par(leading: 0.72em, spacing: 1.1em, justify: false)
  set list(tight: false, spacing: 0.9em, body-indent: 0.5em, marker: ([•], [–]))
  set enum(tight: false, spacing: 0.9em, body-indent: 0.5em)
  set heading(outlined: true, bookmarked: true)
  show raw: set text(font: "Public Sans", size: 1.25em)
  body
}

#let sizes = (31pt, 27pt, 24pt, 22pt, 20pt, 19pt)
#let head(level, toc, label-name, body) = [#{
  show heading: it => block(above: 1.7em, below: 0.8em, sticky: true, { set par(leading: 0.45em); text(size: sizes.at(level - 1), weight: 700, fill: spruce, it.body) })
  heading(level: level, outlined: toc, bookmarked: level < 5, body)
}#if label-name != none { label(label-name) }]

#let contents = {
  [#{
    show heading: it => block(below: 1em, text(size: 27pt, weight: 700, fill: spruce, it.body))
    heading(level: 1, outlined: false, [Contents])
  }]
  show outline.entry: it => link(it.element.location(), block(above: if it.level == 1 { 1.2em } else { 0.7em }, below: 0pt, width: 100%, inset: (left: (it.level - 1) * 18pt), { if it.level == 1 { strong(it.body()) } else { it.body() }; [, page ]; it.page() }))
  outline(title: none, depth: 2)
  pagebreak()
}

#let label-text(body) = block(above: 1.1em, below: 0.6em, sticky: true, text(weight: 700, fill: amber, body))
#let lead-text(body) = block(text(size: 20pt, body))
#let meta-text(body) = block(body)
#let small-text(body) = block(body)
#let warning-text(body) = block(width: 100%, stroke: 1.5pt + amber, inset: 12pt, text(weight: 600, body))
#let title-text(body) = block(above: 1.4in, below: 0.5em, { set par(leading: 0.4em); text(size: 42pt, weight: 700, fill: spruce, body) })
#let subtitle-text(body) = block(below: 1em, text(size: 24pt, body))
#let mark-text(body) = text(weight: 600, fill: amber, body)

#let cited(..numbers) = [ \[#numbers.pos().map(((n, place)) => if place == "" { str(n) } else { link(label(place), str(n)) }).join(", ")\]]
#let web(url, body) = link(url, underline(body))
#let see(place, paged, body) = { link(label(place), if paged { body } else { underline(stroke: 1pt + spruce, offset: 3pt, body) }); if paged { context [ (page #str(locate(label(place)).page()))] } }

#let boxed(look, name, body) = block(above: 1.4em, below: 1.4em, width: 100%, stroke: (left: 4pt + if look in ("notice", "facilitator") { amber } else { spruce }), inset: (left: 14pt, y: 4pt), {
  if name != none { block(below: 0.7em, sticky: true, text(weight: 700, fill: if look in ("notice", "facilitator") { amber } else { spruce }, name)) }
  body
})
#let fact(place, name, body) = [#block(above: 1.2em, below: 0.5em, sticky: true, text(weight: 700, fill: spruce, name))#if place != none { label(place) }
#block(above: 0pt, width: 100%, body)]
#let ticks(..items) = block(above: 1em, below: 1em, width: 100%, {
  for body in items.pos() { block(above: 0.8em, below: 0.8em, width: 100%, inset: (left: 26pt), { place(top + left, dx: -26pt, tick); if body == [] { [#sym.space.nobreak] } else { body } }) }
})
#let lines(count) = for n in range(count) { block(above: 0pt, below: 0pt, height: 38pt, width: 100%, stroke: (bottom: 1pt + hair)) }
#let room(name, count) = block(above: 1.3em, below: 1.3em, width: 100%, breakable: count > 8, { if name != none { block(below: 0.2em, sticky: true, strong(name)) }; lines(count) })
#let statement(body, ..steps) = block(above: 1.3em, below: 1.3em, width: 100%, breakable: false, { body; block(above: 0.8em, steps.pos().map(one => box[#tick #one]).join(h(20pt))) })
#let choose(..names) = { set par(leading: 0.9em); names.pos().map(one => box[#tick#h(5pt)#one]).join([ #h(14pt)]) }
#let entry(..cells) = block(above: 1.3em, below: 1.3em, width: 100%, stroke: (top: 1.2pt + spruce), inset: (top: 10pt), {
  for (at, (name, body)) in cells.pos().enumerate() { if name != none { block(above: 0.9em, below: 0.35em, sticky: true, text(weight: 700, fill: spruce, name)) }; if type(body) == int { block(above: 0pt, below: 0pt, width: 100%, breakable: false, lines(body)) } else { block(above: if name == none { 0.9em } else { 0pt }, width: 100%, sticky: at == 0, body) } }
})
#let record(name, body, blank) = block(above: 0.9em, below: 0.9em, width: 100%, breakable: false, { name; if blank { lines(2) } else { block(above: 0.5em, body) } })
#let grid-table(columns, head, form, ..cells) = block(above: 1.2em, below: 1.3em, width: 100%, {
  set par(leading: 0.6em, spacing: 0.7em)
  set table.cell(breakable: false)
  table(columns: columns, inset: (x: 7pt, y: 9pt), align: left + top, stroke: if form { 1pt + hair } else { (bottom: 0.8pt + hair) }, table.header(repeat: true, ..head.map(one => text(weight: 700, fill: spruce, one))), ..cells)
})
#let picture(file, alt) = block(above: 1.3em, below: 1.3em, breakable: false, width: 100%, image(file, alt: alt, width: 100%, fit: "contain"))
#let rule = block(above: 1.2em, below: 1.2em, line(length: 100%, stroke: 1pt + hair))
`;
