import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFObjectCopier,
  PDFPage,
  PDFPageLeaf,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
} from "@cantoo/pdf-lib";

/**
 * Pages of a tagged book behind a sheet, as one tagged PDF: the pages as they are, with their part of the structure tree,
 * their links and bookmarks, and page labels that say the numbers which they have in the book. `pages` are those numbers,
 * from 1 on. Metadata is the sheet’s. A link to a page that is not here becomes plain words, tagged as a reference.
 * Both PDFs are as Typst writes them: one Document at the root of the structure, ISO 32000-1, 14.7.
 */
export async function pickPages(sheet: Uint8Array, book: Uint8Array, pages: readonly number[]) {
  const out = await PDFDocument.load(sheet, { updateMetadata: false });
  const source = await PDFDocument.load(book, { updateMetadata: false });
  const ownPages = out.getPageCount();
  const refs = pages.map((number) => source.getPage(number - 1).ref);
  const kept = new Set(refs);
  const bookmarks = bookmarksOf(source, kept);
  const structure = prune(source, kept, nextKey(out));

  const copier = PDFObjectCopier.for(source.context, out.context);
  for (const ref of refs) {
    const copied = copier.copy(ref);
    const page = out.context.lookup(copied);
    if (page instanceof PDFPageLeaf) out.addPage(PDFPage.of(page, copied, out));
  }
  joinStructure(out, structure, copier);
  joinBookmarks(out, bookmarks, copier);
  out.catalog.set(name("PageLabels"), labelsFor(out, ownPages, pages));
  countPagesInMetadata(out);
  dropUnreached(out);
  const bytes = await out.save({ updateFieldAppearances: false, addDefaultPage: false });
  return { bytes, pages: out.getPageCount() };
}

type Refs = ReadonlySet<PDFRef>;
/** What is left of the structure of a book: its Document, and who stands in the parent tree under which key. */
type Structure = { document: PDFRef; parents: [number, PDFObject][]; roles: PDFDict | null };

const name = (text: string) => PDFName.of(text);

function dictAt(doc: PDFDocument, object: PDFObject | undefined): PDFDict | null {
  const found = object instanceof PDFRef ? doc.context.lookup(object) : object;
  return found instanceof PDFDict ? found : null;
}

function arrayAt(doc: PDFDocument, object: PDFObject | undefined): PDFObject[] | null {
  const found = object instanceof PDFRef ? doc.context.lookup(object) : object;
  return found instanceof PDFArray ? found.asArray() : null;
}

const isOf = (dict: PDFDict | null, type: string): boolean => dict?.get(name("Type")) === name(type);

/** The kids of an element of the structure, in the order in which they are read. */
function kidsOf(doc: PDFDocument, element: PDFDict): PDFObject[] {
  const kids = element.get(name("K"));
  return arrayAt(doc, kids) ?? (kids ? [kids] : []);
}

function structureOf(doc: PDFDocument): { root: PDFDict; ref: PDFRef; document: PDFDict } {
  const root = dictAt(doc, doc.catalog.get(name("StructTreeRoot")));
  const ref = root && kidsOf(doc, root)[0];
  const document = dictAt(doc, ref ?? undefined);
  if (!root || !document || !(ref instanceof PDFRef)) throw new Error("These pages have no structure.");
  return { root, ref, document };
}

/** Every element of the structure from one on. */
function* elementsFrom(doc: PDFDocument, ref: PDFRef): Generator<[PDFRef, PDFDict]> {
  const element = doc.context.lookup(ref, PDFDict);
  yield [ref, element];
  for (const kid of kidsOf(doc, element))
    if (kid instanceof PDFRef && dictAt(doc, kid)?.has(name("S"))) yield* elementsFrom(doc, kid);
}

const annotationsOf = (doc: PDFDocument, page: PDFDict): PDFObject[] =>
  arrayAt(doc, page.get(name("Annots"))) ?? [];

type Destinations = (name: PDFObject) => PDFObject[] | null;

/** Where links by name lead in a document. */
function destinationsOf(doc: PDFDocument): Destinations {
  const names = dictAt(doc, doc.catalog.get(name("Names")));
  const found = new Map<string, PDFObject[]>();
  for (const [key, value] of pairsIn(doc, names?.get(name("Dests")), "Names")) {
    const place = arrayAt(doc, value) ?? arrayAt(doc, dictAt(doc, value)?.get(name("D")));
    if (isText(key) && place) found.set(key.decodeText(), place);
  }
  return (named) => (isText(named) ? (found.get(named.decodeText()) ?? null) : arrayAt(doc, named));
}

const leadsTo = ([page]: readonly PDFObject[], kept: Refs): boolean =>
  page instanceof PDFRef && kept.has(page);

/** Where a link or a bookmark leads in its document, a page first; null for every other link. */
function placeOf(doc: PDFDocument, of: PDFDict | null, destinations: Destinations): PDFObject[] | null {
  const action = dictAt(doc, of?.get(name("A")));
  const goes = action?.get(name("S")) === name("GoTo") ? action.get(name("D")) : undefined;
  const dest = of?.get(name("Dest")) ?? goes;
  return dest ? destinations(dest) : null;
}

/** A tree of numbers or names as pairs, whether it has branches or not. */
function* pairsIn(
  doc: PDFDocument,
  at: PDFObject | undefined,
  entry: "Nums" | "Names",
): Generator<[PDFObject, PDFObject]> {
  const node = dictAt(doc, at);
  const list = arrayAt(doc, node?.get(name(entry))) ?? [];
  for (let place = 0; place + 1 < list.length; place += 2) {
    const [key, value] = [list[place], list[place + 1]];
    if (key && value) yield [key, value];
  }
  for (const kid of arrayAt(doc, node?.get(name("Kids"))) ?? []) yield* pairsIn(doc, kid, entry);
}

const parentsIn = (doc: PDFDocument): [number, PDFObject][] =>
  [...pairsIn(doc, structureOf(doc).root.get(name("ParentTree")), "Nums")].flatMap(
    ([key, value]): [number, PDFObject][] => (key instanceof PDFNumber ? [[key.asNumber(), value]] : []),
  );

const nextKey = (doc: PDFDocument): number => Math.max(-1, ...parentsIn(doc).map(([key]) => key)) + 1;

// ---- what leaves the book ---------------------------------------------------------------------------------------------

/** Takes out of a book what belongs to pages that are not kept. Keys of the parent tree begin at `firstKey`. */
function prune(doc: PDFDocument, kept: Refs, firstKey: number): Structure {
  const { root, ref, document } = structureOf(doc);
  pruneElement(doc, ref, kept, removeDeadLinks(doc, kept));
  document.delete(name("P"));
  const keys = new Set<number>();
  for (const one of kept) {
    const page = doc.context.lookup(one, PDFDict);
    const inTree: [PDFDict | null, string][] = [
      [page, "StructParents"],
      ...annotationsOf(doc, page).map((at): [PDFDict | null, string] => [dictAt(doc, at), "StructParent"]),
    ];
    for (const [dict, entry] of inTree) {
      const key = dict?.get(name(entry));
      if (!(key instanceof PDFNumber)) continue;
      keys.add(key.asNumber());
      dict?.set(name(entry), PDFNumber.of(key.asNumber() + firstKey));
    }
  }
  const parents = parentsIn(doc).filter(([key]) => keys.has(key));
  return {
    document: ref,
    parents: parents.map(([key, value]) => [key + firstKey, value]),
    roles: dictAt(doc, root.get(name("RoleMap"))),
  };
}

/** A link of a kept page to another is no place to click any more; its words stay. Gives the annotations that went. */
function removeDeadLinks(doc: PDFDocument, kept: Refs): Refs {
  const dead = new Set<PDFRef>();
  const destinations = destinationsOf(doc);
  for (const ref of kept) {
    const page = doc.context.lookup(ref, PDFDict);
    const all = annotationsOf(doc, page);
    const alive = all.filter((one) => {
      const link = dictAt(doc, one);
      const place = placeOf(doc, link, destinations);
      if (!place) return true;
      if (!leadsTo(place, kept)) return false;
      // Names of places stay behind, so the place itself stands here.
      link?.delete(name("A"));
      link?.set(name("Dest"), doc.context.obj(place));
      return true;
    });
    for (const one of all) if (one instanceof PDFRef && !alive.includes(one)) dead.add(one);
    if (alive.length === 0) page.delete(name("Annots"));
    else page.set(name("Annots"), doc.context.obj(alive));
  }
  return dead;
}

/** Whether anything of an element is left, or it held nothing from the start, as an empty cell does. */
type Left = "something" | "nothing" | "was empty";

function pruneElement(doc: PDFDocument, ref: PDFRef, kept: Refs, dead: Refs): Left {
  const element = doc.context.lookup(ref, PDFDict);
  const page = element.get(name("Pg"));
  const isHere = (at: PDFObject | undefined) => at instanceof PDFRef && kept.has(at);
  const leftOf = (kid: PDFObject): Left => {
    const dict = dictAt(doc, kid);
    if (kid instanceof PDFRef && dict?.has(name("S"))) return pruneElement(doc, kid, kept, dead);
    const object = dict?.get(name("Obj"));
    const isGone = object instanceof PDFRef && dead.has(object);
    return !isGone && isHere(dict?.get(name("Pg")) ?? page) ? "something" : "nothing";
  };
  const kids = kidsOf(doc, element).map((kid) => ({ kid, left: leftOf(kid) }));
  const all = kids.map(({ left }) => left);
  const isRoot = element.get(name("S")) === name("Document");
  const stay = kids.filter(({ left }) => left === "something" || (left === "was empty" && !isRoot));
  element.set(name("K"), doc.context.obj(stay.map(({ kid }) => kid)));
  if (!isHere(page)) element.delete(name("Pg"));
  const isLink = element.get(name("S")) === name("Link");
  if (isLink && !stay.some(({ kid }) => isOf(dictAt(doc, kid), "OBJR")))
    element.set(name("S"), name("Reference"));
  if (all.includes("something")) return "something";
  return all.includes("nothing") ? "nothing" : "was empty";
}

type Bookmark = { title: PDFObject; dest: PDFObject; inside: Bookmark[] };

/** The bookmarks that lead to kept pages. Of one that does not, those inside it take its place. */
function bookmarksOf(doc: PDFDocument, kept: Refs): Bookmark[] {
  const destinations = destinationsOf(doc);
  const list = (parent: PDFDict | null): Bookmark[] => {
    const found: Bookmark[] = [];
    for (let at = dictAt(doc, parent?.get(name("First"))); at; at = dictAt(doc, at.get(name("Next")))) {
      const inside = list(at);
      const [title, place] = [at.get(name("Title")), placeOf(doc, at, destinations)];
      if (title && place && leadsTo(place, kept)) found.push({ title, dest: doc.context.obj(place), inside });
      else found.push(...inside);
    }
    return found;
  };
  return list(dictAt(doc, doc.catalog.get(name("Outlines"))));
}

// ---- what joins the sheet ---------------------------------------------------------------------------------------------

/** Hangs what is left of the book behind the structure of the sheet. */
function joinStructure(out: PDFDocument, book: Structure, copier: PDFObjectCopier): void {
  const { context } = out;
  const { root, ref, document } = structureOf(out);
  renameIds(out, ref, "sheet-");
  const copied = copier.copy(book.document);
  const kids = kidsOf(out, context.lookup(copied, PDFDict));
  for (const kid of kids) dictAt(out, kid)?.set(name("P"), ref);
  context.delete(copied);
  document.set(name("K"), context.obj([...kidsOf(out, document), ...kids]));

  const parents = [
    ...parentsIn(out),
    ...book.parents.map(([key, value]): [number, PDFObject] => [key, copier.copy(value)]),
  ].sort(([a], [b]) => a - b);
  root.set(
    name("ParentTree"),
    context.register(context.obj({ Nums: parents.flatMap(([key, value]) => [PDFNumber.of(key), value]) })),
  );
  root.set(name("ParentTreeNextKey"), PDFNumber.of((parents.at(-1)?.[0] ?? -1) + 1));

  const ids = [...elementsFrom(out, ref)].flatMap(([one, element]): [string, PDFRef][] => {
    const id = element.get(name("ID"));
    return isText(id) ? [[id.decodeText(), one]] : [];
  });
  const names = ids.sort(([a], [b]) => (a < b ? -1 : 1));
  if (names.length > 0)
    root.set(
      name("IDTree"),
      context.register(context.obj({ Names: names.flatMap(([id, one]) => [PDFString.of(id), one]) })),
    );
  const roles = dictAt(out, root.get(name("RoleMap"))) ?? context.obj({});
  for (const [role, standard] of book.roles?.entries() ?? []) roles.set(role, standard);
  root.set(name("RoleMap"), roles);
}

const isText = (object: PDFObject | undefined): object is PDFString | PDFHexString =>
  object instanceof PDFString || object instanceof PDFHexString;

/** Cells name their heads by id. Ids are unique in a document only, so those of the sheet are set apart. */
function renameIds(doc: PDFDocument, from: PDFRef, prefix: string): void {
  const renamed = (id: PDFObject) => (isText(id) ? PDFString.of(prefix + id.decodeText()) : id);
  for (const [, element] of elementsFrom(doc, from)) {
    const id = element.get(name("ID"));
    if (id) element.set(name("ID"), renamed(id));
    for (const attribute of arrayAt(doc, element.get(name("A"))) ?? []) {
      const heads = arrayAt(doc, dictAt(doc, attribute)?.get(name("Headers")));
      if (heads) dictAt(doc, attribute)?.set(name("Headers"), doc.context.obj(heads.map(renamed)));
    }
  }
}

/** The bookmarks of the sheet, if it has any, and behind them those of the book. */
function joinBookmarks(out: PDFDocument, book: readonly Bookmark[], copier: PDFObjectCopier): void {
  const { context } = out;
  const own = bookmarksOf(out, new Set(out.getPages().map(({ ref }) => ref)));
  const copied = (list: readonly Bookmark[]): Bookmark[] =>
    list.map(({ title, dest, inside }) => ({
      title: title.clone(),
      dest: copier.copy(dest),
      inside: copied(inside),
    }));
  const write = (list: readonly Bookmark[], into: PDFDict, ref: PDFRef) => {
    const items = list.map((one) => ({ ...one, ref: context.nextRef() }));
    for (const [at, { title, dest, inside, ref: own }] of items.entries()) {
      const item = context.obj({ Title: title, Dest: dest, Parent: ref });
      const [before, after] = [items[at - 1], items[at + 1]];
      if (before) item.set(name("Prev"), before.ref);
      if (after) item.set(name("Next"), after.ref);
      context.assign(own, item);
      write(inside, item, own);
    }
    const [first, last] = [items[0], items.at(-1)];
    if (!first || !last) return;
    into.set(name("First"), first.ref);
    into.set(name("Last"), last.ref);
    // Bookmarks inside another one are closed.
    into.set(name("Count"), PDFNumber.of(into.has(name("Parent")) ? -items.length : items.length));
  };
  const outlines = context.obj({ Type: "Outlines" });
  const ref = context.register(outlines);
  write([...own, ...copied(book)], outlines, ref);
  out.catalog.set(name("Outlines"), ref);
}

/** What a reader’s page field says: i, ii for the sheet, and then the numbers that stand at the foot of the pages. */
function labelsFor(out: PDFDocument, ownPages: number, pages: readonly number[]): PDFDict {
  const { context } = out;
  const labels: PDFObject[] = [PDFNumber.of(0), context.obj({ S: "r" })];
  for (const [at, number] of pages.entries())
    if (at === 0 || number !== (pages[at - 1] ?? 0) + 1)
      labels.push(PDFNumber.of(ownPages + at), context.obj({ S: "D", St: number }));
  return context.obj({ Nums: labels });
}

function countPagesInMetadata(out: PDFDocument): void {
  const ref = out.catalog.get(name("Metadata"));
  const stream = ref instanceof PDFRef ? out.context.lookup(ref) : null;
  if (!(ref instanceof PDFRef) || !(stream instanceof PDFRawStream)) return;
  const text = Buffer.from(stream.getContents()).toString("utf8");
  const counted = text.replace(/(?<=<xmpTPg:NPages>)\d+/u, String(out.getPageCount()));
  out.context.assign(
    ref,
    PDFRawStream.of(
      out.context.obj({ Type: "Metadata", Subtype: "XML", Length: Buffer.byteLength(counted) }),
      Buffer.from(counted),
    ),
  );
}

/** Takes away what nothing points to any more, such as the bookmarks that the sheet had alone. */
function dropUnreached({ context }: PDFDocument): void {
  const reached = new Set<PDFRef>();
  const open: (PDFObject | undefined)[] = [context.trailerInfo.Root, context.trailerInfo.Info];
  while (open.length > 0) {
    const object = open.pop();
    if (object instanceof PDFRef) {
      if (reached.has(object)) continue;
      reached.add(object);
      open.push(context.lookup(object));
    } else if (object instanceof PDFArray) for (const one of object.asArray()) open.push(one);
    else if (object instanceof PDFStream) open.push(object.dict);
    else if (object instanceof PDFDict) for (const one of object.values()) open.push(one);
  }
  for (const [ref] of context.enumerateIndirectObjects()) if (!reached.has(ref)) context.delete(ref);
}
