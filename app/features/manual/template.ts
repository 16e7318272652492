import { sheets } from "./template-sheets.ts";

/**
 * How every manual looks, in Typst. It is a string so that it ships inside the build.
 * The grid: a margin column for labels, minutes and step numbers, and a reading column of about 72 characters.
 * Everything reaches the page through the functions below; `typst.ts` and the `typeset` files only call them.
 */
export const template = String.raw`
#let ink = rgb("#1f2a2e")
#let ink-2 = rgb("#4a585c")
#let hair = rgb("#cfc8ba")
#let sand = rgb("#f6f2ea")
#let mist = rgb("#e9f1ef")
#let spruce = rgb("#1d4f4b")
#let spruce-2 = rgb("#2f6f69")
#let amber = rgb("#9a5b0b")
#let amber-bg = rgb("#fbf3e3")
#let rust = rgb("#a03a22")
#let sans = ("Public Sans", "Source Serif 4")
#let serif = ("Source Serif 4", "Public Sans")

#let side = 1.38in
#let gap = 0.2in

// Text in the interface face: labels, tables, boxes.
#let ui(size: 9pt, weight: "regular", fill: ink, body) = text(font: sans, size: size, weight: weight, fill: fill, body)
#let label-text(fill: spruce, body) = text(font: sans, size: 8pt, weight: 600, fill: fill, hyphenate: false, body)
#let small(fill: ink-2, body) = text(font: sans, size: 8pt, fill: fill, body)

// Reaches over the margin column.
#let wide(body) = pad(left: -hang, body)
#let wide-block(above: 0pt, below: 0pt, sticky: false, breakable: true, body) = block(above: above, below: below, sticky: sticky, breakable: breakable, width: 100%, inset: (left: -hang), body)
// A label to the left of its matter. No grid: a grid sets what is in it twice, and grids inside grids four times.
// The label must not be taller than the matter; it sticks to it, so that no page ends between them.
// A block that a page ends in is set once more for each block around it, so these are one block each and not nested.
#let hanging(width, label, body, above: 0pt, below: 0pt, y: 0pt, indent: auto, stroke: none) = block(above: above, below: below, width: 100%, stroke: stroke, outset: (left: if indent == auto { 0pt } else { width - indent }), inset: (left: if indent == auto { width } else { indent }, ..if type(y) == dictionary { y } else { (y: y) }), {
  block(above: 0pt, below: 0pt, height: 0pt, width: 100%, sticky: true, place(top + left, dx: -width, block(width: width - 6pt, height: 1.5in, label)))
  body
})
// A label in the margin column, its matter in the reading column.
#let row(label, body, above: 0.95em, below: 0.95em, y: 0pt, stroke: none) = hanging(side, label, body, above: above, below: below, y: y, stroke: stroke, indent: side - hang)

#let cairn(size) = {
  let stone(width, height, fill) = ellipse(width: width * size, height: height * size, fill: fill)
  box(width: 0.86 * size, height: size, {
    place(dx: 0pt, dy: 0.7 * size, stone(0.86, 0.28, spruce))
    place(dx: 0.135 * size, dy: 0.46 * size, stone(0.62, 0.25, spruce-2))
    place(dx: 0.2 * size, dy: 0.245 * size, stone(0.42, 0.21, rgb("#7aa39e")))
    place(dx: 0.31 * size, dy: 0.06 * size, stone(0.25, 0.17, rgb("#b8731a")))
  })
}

#let margins = (left: 0.85in + hang, right: if paper == "a4" { 0.75in } else { 0.9in }, top: 1in, bottom: 0.95in)

// Some segments are set a little tighter so that their last page is not left with a few lines; build-pdf.ts says which.
#let tightness = {
  let out = (:)
  for pair in sys.inputs.at("tight", default: "").split(",").filter(pair => pair != "") {
    let (id, level) = pair.split("=")
    out.insert(id, int(level))
  }
  out
}

#let page-head(id, left, right, plan: none) = context {
  let this = here().page()
  if this > locate(label("at-" + id)).page() {
    wide(block(width: 100%, stroke: (bottom: 0.4pt + hair), inset: (bottom: 5pt), ui(size: 7.6pt, fill: ink-2, {
      left
      h(1fr)
      right
      if plan != none and this <= locate(label(plan)).page() [ · Facilitator plan]
    })))
  }
}
#let page-foot = context wide(ui(size: 7.6pt, fill: ink-2, {
  [Page #here().page() of #locate(<segment-ends>).page()]
  h(1fr)
  [#imprint.programme · Edition #imprint.edition · #imprint.hash]
}))

#let segment-end(id) = [#metadata(id) <segment-end>]
// One question at the end of the book instead of one in each segment.
#let segment-ends = context {
  let ends = query(<segment-end>).map(one => {
    let (page, y) = one.location().position()
    (id: one.value, last: page, y: y / 1pt, pages: page - locate(label("at-" + one.value)).page() + 1)
  })
  [#metadata(ends) <segment-ends>]
}
#let segment-start(id) = [#metadata(none)#label("at-" + id)]
#let segment(id, left, right, plan: none, body) = {
  let level = tightness.at(id, default: 0)
  set page(margin: margins, header: page-head(id, left, right, plan: plan))
  set page(margin: margins + (top: 0.9in, bottom: 0.78in), footer-descent: 0.24in) if level == 1
  set page(margin: margins + (top: 0.82in, bottom: 0.7in), header-ascent: 0.26in, footer-descent: 0.22in) if level > 1
  set par(leading: 0.6em, spacing: 0.9em) if level > 0
  set text(size: 10pt) if level > 1
  segment-start(id)
  body
  segment-end(id)
}

#let manual(title: "", author: "", date: none, description: "", body) = {
  set document(title: title, author: author, date: date, description: description)
  set page(paper: paper, margin: margins, header-ascent: 0.32in, footer-descent: 0.3in, footer: page-foot)
  set text(font: serif, size: 10.4pt, fill: ink, lang: "en", region: "us", fallback: false, hyphenate: false, costs: (widow: 400%, orphan: 400%, runt: 150%))
  set par(leading: 0.66em, spacing: 1.06em, justify: false)
  set list(tight: false, indent: 0pt, body-indent: 0.55em, spacing: 0.78em, marker: (text(fill: spruce-2)[•], text(fill: spruce-2)[–]))
  set enum(tight: false, indent: 0pt, body-indent: 0.55em, spacing: 0.78em, numbering: n => text(font: sans, size: 0.88em, weight: 600, fill: spruce)[#n.])
  set strong(delta: 200)
  set super(typographic: false, size: 0.62em, baseline: -0.46em)
  set heading(outlined: true, bookmarked: true)
  show heading: set text(font: sans, fill: ink, hyphenate: false)
  show heading: set par(leading: 0.5em, justify: false)
  show raw: set text(font: sans, size: 1.1em)
  show figure: set block(breakable: false)
  body
  segment-ends
}

// A heading by its look; its level is the one the structure needs. Only openers are in the table of contents.
#let styled(level, look, body, target: none, outlined: false, bookmarked: true) = [#{
  show heading: look
  heading(level: level, outlined: outlined, bookmarked: bookmarked, body)
}#if target != none { label(target) }]
#let h-open(level, size: 25pt, target: none, body) = styled(level, target: target, outlined: true, it => wide-block(above: if size < 25pt { 28pt } else { 0pt }, below: 15pt, sticky: true, text(size: size, weight: 700, fill: spruce, it.body)), body)
#let h-section(level, target: none, body) = styled(level, target: target, it => wide-block(above: if hang == 0in { 2.1em } else { 24pt }, below: if hang == 0in { 0.95em } else { 10pt }, sticky: true, text(size: if hang == 0in { 1.42em } else { 14.5pt }, weight: 700, it.body)), body)
#let h-sub(level, target: none, body) = styled(level, target: target, bookmarked: false, it => block(above: 18pt, below: 9.5pt, sticky: true, text(size: 11pt, weight: 600, it.body)), body)
#let h-minor(level, target: none, body) = styled(level, target: target, bookmarked: false, it => block(above: 12pt, below: 6pt, sticky: true, text(size: 9.4pt, weight: 600, fill: spruce, it.body)), body)
// A paragraph of bold words only leads what comes next, and stays with it.
#let lead-in(body) = block(above: 1.06em, below: 1.06em, sticky: true, strong(body))
#let minor(level, body) = heading(level: level, outlined: false, bookmarked: false, body)

// A place where a long word may break, in a run of its own so that copied text stays whole.
#let zw = text(size: 0.1pt, "\u{200B}")

// ---- inline -------------------------------------------------------------------------------------------------------

#let cited(..numbers) = super(text(font: sans, fill: spruce-2, weight: 600, numbers.pos().map(n => link(label("source-" + str(n)), str(n))).join(",")))
#let term(id, body) = if id == none { body } else { link(label("term-" + id), underline(stroke: 0.5pt + spruce-2, offset: 2.2pt, evade: true, body)) }
#let avoid(body, marked: true) = [#text(fill: rust)[“#body”]#if marked {super(text(font: sans, fill: rust, weight: 600)[ avoid])}]
#let quoted-inline(kind, body) = [“#body”#super(text(font: sans, fill: ink-2)[ #kind])]
#let web(url, body) = link(url, text(fill: spruce-2, body))
#let page-of(target) = context { str(locate(label(target)).page()) }
#let see-page(target) = link(label(target), text(fill: spruce-2)[page #page-of(target)])
#let ring(size: 13pt, fill: none, stroke: ink-2, body) = box(width: size, height: size, baseline: 3pt, radius: 50%, stroke: 0.7pt + stroke, fill: fill, align(center + horizon, body))
#let tick = box(width: 9pt, height: 9pt, baseline: 1.2pt, stroke: 0.7pt + ink-2, radius: 1.5pt)
#let ticked = box(width: 9pt, height: 9pt, baseline: 1.2pt, stroke: 0.7pt + ink-2, radius: 1.5pt, fill: spruce-2)

// ---- blocks -------------------------------------------------------------------------------------------------------

#let bar(fill, tint, body) = block(
  above: 1.2em, below: 1.2em, width: 100%, fill: tint, stroke: (left: 2.4pt + fill), inset: (left: 12pt, right: 12pt, top: 9pt, bottom: 10pt),
  { set text(font: sans, size: 9.2pt); set par(leading: 0.6em, spacing: 0.8em); body },
)

#let notice(level, body) = bar(amber, amber-bg, {
  block(below: 6pt, sticky: true, label-text(fill: amber)[Before you read · #level])
  body
})

#let alternative(body) = bar(spruce-2, mist, {
  block(below: 6pt, sticky: true, label-text[Written alternative · read this instead if you prefer])
  body
})

#let scenario(title, body) = row(above: 1.3em, below: 1.3em,
  [#label-text[Scenario] \ #small[Fictional composite]],
  block(width: 100%, stroke: (top: 0.6pt + spruce-2, bottom: 0.6pt + spruce-2), inset: (y: 9pt), {
    if title != none { block(below: 7pt, sticky: true, ui(size: 10pt, weight: 600, title)) }
    body
  }),
)

#let lenses(..entries) = block(above: 1.3em, below: 1.3em, width: 100%, {
  set text(font: sans, size: 9.2pt)
  set par(leading: 0.6em, spacing: 0.8em)
  for (name, body) in entries.pos() { row(above: 0pt, below: 0pt, y: 7.5pt, stroke: (top: 0.5pt + hair), label-text(name), body) }
  wide-block(line(length: 100%, stroke: 0.5pt + hair))
})

#let keypoint(body) = row(above: 1.4em, below: 1.4em, align(top, pad(top: 1.5pt, label-text[Remember])), block(breakable: false, width: 100%, {
  set text(font: sans, size: 11.2pt, weight: 600, fill: spruce)
  set par(leading: 0.55em)
  body
}))

#let pause(body) = block(above: 1.5em, below: 1.5em, breakable: false, width: 100%, grid(
  columns: (18pt, 1fr), column-gutter: 9pt, align: horizon,
  cairn(17pt), { set text(style: "italic", fill: ink-2); body },
))

#let local(site, title, status, body) = row(above: 1.3em, below: 1.3em,
  [#label-text(site) \ #small(status)],
  block(width: 100%, breakable: false, fill: mist, inset: (x: 12pt, y: 9pt), {
    set text(font: sans, size: 9.2pt); set par(leading: 0.6em, spacing: 0.8em)
    block(below: 6pt, sticky: true, strong(title))
    body
  }),
)

#let quoted(kind, source, body) = block(above: 1.2em, below: 1.2em, inset: (left: 14pt), stroke: (left: 1pt + hair), {
  body
  if kind != "" { block(above: 7pt, small[#kind#if source != none { cited(source) }]) }
})

#let handout-ref(id, title, target, body) = row(above: 1.2em, below: 1.2em,
  [#label-text[Handout #id]#if target != none [ \ #small(see-page(target))]],
  { set text(font: sans, size: 9.2pt); set par(leading: 0.6em, spacing: 0.8em); block(below: 6pt, sticky: true, strong(title)); body },
)

// parts: (label, body) pairs; the label is a heading in the structure.
#let parts(level, ..entries) = for (name, body) in entries.pos() {
  row(above: 9pt, below: 0pt, if name == none { [] } else { { show heading: it => label-text(it.body); minor(level, name) } }, body)
}

#let activity(level, id, title, facts, ..entries) = block(above: 1.7em, below: 1.7em, width: 100%, {
  set text(font: sans, size: 9.2pt)
  set par(leading: 0.6em, spacing: 0.75em)
  wide-block(sticky: true, line(length: 100%, stroke: 1.1pt + spruce))
  block(above: 8pt, below: 9pt, sticky: true, width: 100%, row(above: 0pt, below: 0pt, label-text[Activity #id], {
    { show heading: it => block(above: 0pt, below: 5pt, text(size: 12pt, weight: 700, it.body)); minor(level, title) }
    small(facts)
  }))
  parts(level + 1, ..entries)
  wide-block(above: 9pt, line(length: 100%, stroke: 0.5pt + spruce))
})

// ---- the facilitator's timed run ------------------------------------------------------------------------------------

#let chip(fill, body) = box(inset: (x: 4.5pt, y: 2pt), outset: (y: 0.5pt), radius: 2pt, stroke: 0.6pt + fill, text(font: sans, size: 7pt, weight: 600, fill: fill, body))

#let step(level, id, clock, minutes, mark, title, activity, ..moves) = {
  set text(font: sans, size: 9.2pt)
  set par(leading: 0.6em, spacing: 0.72em)
  let moves = moves.pos()
  wide-block(sticky: true, line(length: 100%, stroke: 0.5pt + hair))
  block(above: 0pt, below: 10pt, width: 100%, sticky: true, row(above: 0pt, below: 0pt, y: (top: 9pt), {
    block(below: 7pt, text(size: 13pt, weight: 700, fill: spruce)[#minutes #text(size: 8pt, weight: 600)[min]])
    block(above: 0pt, below: 0pt, small(clock))
  }, {
    place(top + right)[#if mark == "core" { chip(spruce)[core] } else { chip(amber)[adaptable] } #h(5pt) #small(id)]
    block(above: 0pt, below: 0pt, width: 100%, inset: (right: 1.35in), { show heading: it => block(text(size: 10.6pt, weight: 700, it.body)); minor(level, title) })
    if activity != none { block(above: 10pt, below: 0pt, small(activity)) }
  }))
  for (at, (name, body)) in moves.enumerate() {
    let tab = 0.72in + 8pt
    hanging(tab, indent: side - hang + tab, above: 0pt, below: if at + 1 < moves.len() { 9.5pt } else { 18.5pt }, label-text(fill: if name == "Watch for" { amber } else { spruce }, if name == none { [] } else { name }), body)
  }
}
#let run-end = block(above: 0pt, below: 1.4em, wide(line(length: 100%, stroke: 0.5pt + hair)))

// ---- tables and space to write --------------------------------------------------------------------------------------

#let letters-of(body) = if body.has("text") { body.text.len() } else if body.has("children") { body.children.map(letters-of).sum(default: 0) } else if body.has("body") { letters-of(body.body) } else { 0 }
// A column to write in is wide enough for its head to fit on three lines.
#let roomy(columns, header) = {
  let shares = columns.map(share => share / 1fr)
  let total = shares.sum()
  shares.zip(header).map(((share, head)) => calc.max(share, letters-of(head) * total / 3 / 100) * 1fr)
}
#let grid-table(columns: (), header: (), fillable: false, ruled: false, hung: false, row-height: auto, align: left + top, ..cells) = {
  let width = header.len()
  let cells = cells.pos()
  let blank = cells.filter(cell => cell == []).len()
  // A column of remarks with a gap in it is no form.
  let form = ruled or (fillable and blank * 4 >= cells.len())
  if form and type(row-height) == length {
    // A row with space to write has at least this height, and more where its words need it.
    cells = cells.chunks(width).map(row => {
      let at = row.position(cell => cell == [])
      if at != none { row.at(at) = v(row-height - 11pt) }
      row
    }).flatten()
  }
  let columns = if form and columns.all(share => type(share) == fraction) { roomy(columns, header) } else { columns }
  let body = {
    set text(font: sans, size: if hang == 0in { 0.92em } else { 8.7pt }, hyphenate: width > 4 and not ruled)
    set par(leading: 0.56em, spacing: 0.6em)
    set table.cell(breakable: false)
    show table.cell.where(y: 0): set text(weight: 600, fill: spruce)
    table(
      columns: columns,
      rows: if form and type(row-height) == fraction { (auto, row-height) } else { auto },
      align: align,
      inset: (x: 6pt, y: if hang == 0in { 0.58em } else { 5.5pt }),
      stroke: (x, y) => if form {
        0.5pt + hair
      } else {
        (top: if y == 0 { none } else if y == 1 { 0.9pt + spruce } else { 0.4pt + hair }, bottom: 0.4pt + hair)
      },
      fill: (x, y) => if form and y == 0 { mist } else { none },
      table.header(repeat: true, ..header),
      ..cells,
    )
  }
  // A short table stays in one piece.
  let short = (not form or row-height == auto) and cells.len() <= 7 * width
  let height = if form and type(row-height) == fraction { 1fr } else { auto }
  block(above: 1.3em, below: 1.4em, width: 100%, height: height, breakable: not short, if hung { wide(body) } else { body })
}

#let picture(file, alt) = block(above: 1.3em, below: 1.3em, breakable: false, width: 100%, image(file, alt: alt, width: 100%, fit: "contain"))

#let write-line(label, long) = block(above: 1.45em, below: 1.45em, width: 100%, breakable: false, {
  if long {
    label
    block(above: 2em, below: 0pt, line(length: 100%, stroke: 0.6pt + ink-2))
  } else {
    label
    h(7pt)
    box(width: 1fr, baseline: 2.5pt, height: 9pt, stroke: (bottom: 0.6pt + ink-2))
  }
})

#let write-box(label, lines) = block(above: 1.4em, below: 1.4em, width: 100%, breakable: false, {
  if label != none { block(below: 0.7em, label) }
  block(width: 100%, stroke: 0.6pt + ink-2, radius: 2pt, inset: (x: 9pt, top: 0pt, bottom: 0pt), {
    for n in range(lines) {
      block(above: 0pt, below: 0pt, height: 2.25em, width: 100%, stroke: if n + 1 < lines { (bottom: 0.4pt + hair) } else { none })
    }
  })
})

#let tick-list(..entries) = block(above: 0.95em, below: 0.95em, {
  for (done, body) in entries.pos() {
    hanging(17pt, above: 0.62em, below: 0.62em, if done { ticked } else { tick }, body)
  }
})

// ---- parts of the book ------------------------------------------------------------------------------------------------

#let title-page(programme: "", title: "", subtitle: "", site: none, edition: "", status: [], qr: none, address: none) = {
  set page(header: none, footer: none)
  wide({
    v(0.35in)
    grid(columns: (auto, 1fr), column-gutter: 14pt, align: horizon, cairn(46pt), ui(size: 10.5pt, weight: 600, fill: spruce, programme))
    v(1.35in)
    block(below: 12pt, { set par(leading: 0.4em); text(font: sans, size: 38pt, weight: 700, fill: spruce, title) })
    block(above: 0pt, below: 20pt, text(font: sans, size: 17pt, fill: ink-2, subtitle))
    line(length: 1.1in, stroke: 2pt + rgb("#b8731a"))
    v(14pt)
    if site != none { block(below: 7pt, ui(size: 12.5pt, weight: 600, site)) }
    block(ui(size: 10.5pt, fill: ink-2)[Edition #edition])
    v(1fr)
    block(width: 100%, fill: amber-bg, stroke: (left: 2.4pt + amber), inset: (x: 14pt, y: 11pt), {
      set text(font: sans, size: 9.4pt); set par(leading: 0.62em, spacing: 0.8em)
      status
    })
    v(20pt)
    grid(columns: (auto, 1fr), column-gutter: 14pt, align: (left + horizon, left + horizon),
      if qr == none { [] } else { qr },
      ui(size: 8.6pt, fill: ink-2, { address; [Content #imprint.hash] }),
    )
  })
  pagebreak()
}

#let contents-head = styled(1, it => wide-block(below: 16pt, text(size: 20pt, weight: 700, fill: spruce, it.body)), [Contents])
#let contents() = {
  show outline.entry.where(level: 1): it => {
    v(11pt, weak: true)
    link(it.element.location(), block(width: 100%, ui(size: 10.4pt, weight: 700, fill: spruce, { it.body(); h(1fr); it.page() })))
  }
  show outline.entry.where(level: 2): it => link(it.element.location(), block(above: 6.5pt, below: 0pt, width: 100%, ui(size: 9.4pt, {
    it.body(); h(5pt); box(width: 1fr, text(fill: hair, repeat(gap: 3pt)[.])); h(5pt); it.page()
  })))
  wide(outline(title: none, depth: 2, indent: 0pt))
}

#let band(level, title, target: none) = styled(level, target: target, it => wide-block(above: 32pt, below: 14pt, sticky: true, block(width: 100%, stroke: (top: 2pt + spruce), inset: (top: 9pt), text(size: 16pt, weight: 700, fill: spruce, it.body))), title)

#let day-head(level, number, title, question, summary) = {
  wide(grid(columns: (side - gap, 1fr), column-gutter: gap,
    text(font: sans, size: 76pt, weight: 700, fill: spruce, top-edge: "cap-height", str(number)),
    {
      styled(level, outlined: true, it => block(above: 0pt, below: 10pt, text(size: 28pt, weight: 700, fill: spruce, it.body)), [Day #number: #title])
      text(size: 13pt, style: "italic", fill: ink-2, question)
    },
  ))
  v(16pt)
  block(below: 22pt, summary)
}

#let module-facts(..entries) = {
  for (name, body) in entries.pos() {
    row(above: 11.5pt, below: 11.5pt, label-text(name), { set text(font: sans, size: 9.4pt); set par(leading: 0.6em, spacing: 0.75em); set list(spacing: 0.72em); body })
  }
}

#let imprint-page(level, ..facts) = {
  v(1fr)
  styled(level, bookmarked: true, it => wide-block(below: 12pt, text(size: 14.5pt, weight: 700, fill: spruce, it.body)), [About this manual])
  module-facts(..facts)
  pagebreak()
}

#let kicker(body) = wide-block(below: 11pt, sticky: true, label-text(fill: amber, body))

#let lead(body) = block(above: 0pt, below: 18pt, { set text(size: 12.6pt, fill: ink-2); set par(leading: 0.58em); body })
#let rule = wide-block(above: 13pt, below: 13pt, line(length: 100%, stroke: 0.5pt + hair))

#let inside(..entries) = for (name, target) in entries.pos() {
  block(above: 6.5pt, below: 0pt, width: 100%, link(label(target), { name; h(5pt); box(width: 1fr, text(fill: hair, repeat(gap: 3pt)[.])); h(5pt); page-of(target) }))
}

#let how(body) = block(above: 0pt, below: 14pt, sticky: true, small(body))
#let question(number, stem, ..options) = block(above: 15pt, below: 15pt, breakable: false, wide({
  set text(font: sans, size: 9.1pt)
  set par(leading: 0.55em, spacing: 0.7em)
  hanging(side, text(weight: 700, fill: spruce, number), {
    block(above: 0pt, below: 7.5pt, text(size: 9.6pt, weight: 600, stem))
    for (letter, right, body, feedback) in options.pos() {
      let (fill, edge, ink) = if right { (spruce, spruce, white) } else { (none, ink-2, ink-2) }
      let mark = move(dy: -3pt, ring(stroke: edge, fill: fill, text(size: 7.4pt, weight: 600, fill: ink, letter)))
      hanging(20pt, below: if feedback == none { 9pt } else { 6pt }, mark, {
        if right { strong(body); h(6pt); chip(spruce)[correct] } else { body }
        if feedback != none { block(above: 3.5pt, text(size: 8.2pt, fill: ink-2, feedback)) }
      })
    }
  })
}))

#let entry(target, name, body) = [#block(above: 10pt, below: 10pt, width: 100%, breakable: false, wide(grid(columns: (side + 0.25in, 1fr), column-gutter: gap, ui(size: 9.4pt, weight: 600, name), { set text(font: sans, size: 9.2pt); set par(leading: 0.6em); body })))#if target != none { label(target) }]

#let source(number, body) = [#block(above: 6.5pt, below: 6.5pt, width: 100%, breakable: false, wide(hanging(0.34in + 8pt, align(right, ui(size: 8.6pt, weight: 600, fill: spruce, [#number])), { set text(font: sans, size: 8.6pt); set par(leading: 0.56em); body })))#label("source-" + str(number))]

#let slot(level, title, status, tone, body) = block(above: 0pt, below: 0pt, width: 100%, breakable: false, wide({
  line(length: 100%, stroke: 0.5pt + hair)
  grid(columns: (side + 0.25in, 1fr), column-gutter: gap, inset: (y: 9pt),
    { set par(leading: 0.5em); block(below: 6pt, { show heading: it => ui(size: 9.4pt, weight: 600, it.body); minor(level, title) }); small(fill: tone, status) },
    { set text(font: sans, size: 9.2pt); set par(leading: 0.6em, spacing: 0.75em); body },
  )
}))

#let stamp(on, by) = wide-block(above: 12pt, below: 16pt, block(width: 100%, stroke: 0.9pt + rust, radius: 2pt, inset: (x: 14pt, y: 13pt), {
  set text(font: sans, size: 10pt, fill: rust, weight: 600)
  let blank(width) = box(width: width, baseline: 2pt, height: 10pt, stroke: (bottom: 0.7pt + rust))
  [Reviewed by local counsel on #if on == none { blank(1.3in) } else { on } by #if by == none { blank(2.2in) } else { by }]
}))

// ---- library, instruments, keys ---------------------------------------------------------------------------------------

#let card(level, code, title, target, grantee, facts, take, ..entries) = {
  wide-block(above: 30pt, below: 9pt, sticky: true, {
    line(length: 100%, stroke: 1.1pt + spruce)
    v(9pt, weak: true)
    hanging(side, pad(top: 3pt, label-text(fill: amber, code)), {
      styled(level, target: target, it => block(above: 0pt, below: 7pt, text(size: 13pt, weight: 700, it.body)), title)
      ui(size: 9.2pt, grantee)
      linebreak()
      small(facts)
    })
  })
  row(above: 9pt, below: 10pt, align(top, label-text[Take home]), { set text(font: sans, size: 10.2pt, weight: 600, fill: spruce); set par(leading: 0.55em); take })
  set text(font: sans, size: 9.2pt)
  set par(leading: 0.6em, spacing: 0.75em)
  set enum(spacing: 0.7em)
  parts(level + 1, ..entries)
}

#let facilitator-note(level, body) = bar(amber, amber-bg, {
  block(below: 6pt, sticky: true, { show heading: it => label-text(fill: amber, it.body); minor(level, [Facilitator note]) })
  body
})

#let words(..items) = block(above: 0.9em, below: 0.9em, ui(size: 9.4pt, items.pos().map(one => box[“#one”]).join([, ])))

#let measure(level, id, title, definition, ..facts) = block(above: 0pt, below: 0pt, width: 100%, breakable: false, wide({
  line(length: 100%, stroke: 0.5pt + hair)
  set text(font: sans, size: 9pt)
  set par(leading: 0.56em, spacing: 0.7em)
  hanging(side, y: 8pt, text(size: 11pt, weight: 700, fill: spruce, id), {
    styled(level, bookmarked: false, it => block(above: 0pt, below: 6pt, text(size: 10.4pt, weight: 700, it.body)), title)
    block(above: 0pt, below: 7pt, definition)
    for (name, body) in facts.pos() { hanging(1.05in, below: 4.5pt, small(name), text(size: 8.4pt, body)) }
  })
}))

#let key-strip(..pairs) = wide-block(above: 4pt, below: 16pt, sticky: true, breakable: false, grid(columns: (1fr,) * 10, column-gutter: 4pt, row-gutter: 4pt,
  ..pairs.pos().map(((number, letter)) => block(width: 100%, fill: mist, radius: 2pt, inset: (x: 6pt, y: 5pt), ui(size: 8.6pt, fill: ink-2)[#number #h(1fr) #text(size: 10pt, weight: 700, fill: spruce, letter)]))))

#let key-entry(number, letter, meta, answer, feedback, ..wrong) = block(above: 0pt, below: 0pt, width: 100%, breakable: false, wide({
  line(length: 100%, stroke: 0.5pt + hair)
  set text(font: sans, size: 8.8pt)
  set par(leading: 0.52em, spacing: 0.6em)
  hanging(side, y: 6.5pt, {
    block(below: 5pt, text(size: 11pt, weight: 700, fill: spruce)[#number #letter])
    for line in meta { block(above: 5pt, below: 0pt, small(line)) }
  }, {
    block(above: 0pt, below: 6pt)[#strong(answer) #feedback]
    for (letter, code, body) in wrong.pos() {
      hanging(17pt, below: 3.8pt, text(size: 8pt, weight: 600, fill: ink-2, letter), text(size: 8.2pt, fill: ink-2)[#body #if code != "" [(#code)]])
    }
  })
}))

// The slides of a module, small, in the order in which the room sees them.
#let slides(..entries) = wide-block(above: 10pt, below: 14pt, {
  set text(font: sans, size: 7.8pt)
  set par(leading: 0.5em, spacing: 0.6em)
  grid(columns: (1fr,) * 3, gutter: 7pt, stroke: 0.5pt + hair, inset: (x: 7pt, y: 6.5pt),
    ..entries.pos().map(((number, step, title, ..lines)) => grid.cell(breakable: false, {
      small[#number #h(1fr) #step]
      block(above: 5pt, below: 5pt, text(size: 8.6pt, weight: 700, fill: spruce, title))
      for line in lines { block(above: 0pt, below: 4pt, line) }
    })))
})

${sheets}`;
