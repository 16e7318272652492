import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { strFromU8, unzipSync, Zip, ZipDeflate, ZipPassThrough } from "fflate";
import { catalogue, image, printCatalogue, siteOf } from "#app/content/catalogue.server.ts";
import type { VariantDay } from "#app/content/tree.ts";
import { slidesOfDay } from "#app/features/room/slides.ts";
import { noted, slidesPptx } from "#app/features/room/slides-pptx.server.ts";
import { zipDate, zipped } from "#app/lib/zip.ts";
import {
  type BookName,
  collectBook,
  type Form,
  type FormSpec,
  forms,
  isPackage,
  packageForms,
} from "./book.ts";
import { printedPages } from "./cache.server.ts";
import { type EditionFile, editionOf, type Step } from "./edition-files.server.ts";
import { makeEdition } from "./make-edition.server.ts";
import { bookTitles, formNames, formUses } from "./names.ts";
import { type PackFile, packPage } from "./pack-page.ts";
import { typesetHandouts } from "./typeset.ts";
import { placeName } from "./typeset-opening.ts";

/** Which books a pack holds: nobody finds in it what their own book would not show them. */
export const booksInPack: Record<BookName, readonly BookName[]> = {
  training: ["training", "participant", "guide"],
  participant: ["participant", "guide"],
  guide: ["guide"],
};

/**
 * Everything for a site in one zip: each book in each form, handouts of each day, slides and packages for other
 * learning systems for those who teach, a plain page that opens from a USB stick, and checksums. Streamed to `path`,
 * because it holds hundreds of megabytes.
 */
export async function packEdition(
  spec: FormSpec,
  path: string,
  onStep: (step: Step) => void,
): Promise<Pick<EditionFile, "hash" | "sheets">> {
  const single = forms.filter((form): form is Exclude<Form, "pack"> => form !== "pack");
  const books = booksInPack[spec.book].flatMap((book) =>
    single.map((form) => ({ book, site: spec.site, form })),
  );
  // They hold the keys of the quizzes, as the facilitator manual does.
  const packages =
    spec.book === "training" ? packageForms.map((form) => ({ book: spec.book, site: spec.site, form })) : [];
  const wanted: FormSpec[] = [...books, ...packages];
  const share = 90 / wanted.length;
  const zip = zipTo(path);
  let furthest = 0;
  const tell = (sentence: string, percent: number) => {
    furthest = Math.max(furthest, Math.round(percent));
    onStep({ sentence, percent: furthest });
  };
  const listed: PackFile[] = [];
  const hashes: string[] = [];
  for (const [at, one] of wanted.entries()) {
    const group = isPackage(one.form) ? "Packages for other learning systems" : bookTitles[one.book];
    const what = `${at + 1} of ${wanted.length}: ${group}, ${formNames[one.form]}`;
    const file = await makeEdition(one, ({ sentence, percent }) =>
      tell(`${what}. ${sentence}`, at * share + (percent * share) / 100),
    );
    hashes.push(file.hash);
    const name = `${isPackage(one.form) ? "packages" : folders[one.book]}/${file.fileName}`;
    await zip.copy(name, file.path);
    listed.push({
      name,
      group,
      title: formNames[one.form],
      use: formUses[one.form],
      bytes: file.bytes,
    });
  }
  tell("Adding handouts and slides.", 92);
  for (const extra of await extras(spec)) {
    await zip.add(extra.name, extra.content);
    listed.push({ ...extra, bytes: extra.content.length });
  }
  tell("Writing the index and the checksums.", 98);
  const site = siteOf(spec.site);
  const page = packPage({
    place: placeName(site),
    edition: editionOf(spec),
    status: catalogue().course.status,
    programme: catalogue().course.title,
    files: listed,
  });
  await zip.add("index.html", new TextEncoder().encode(page));
  await zip.add("SHA256SUMS", new TextEncoder().encode(zip.sums()));
  await zip.end();
  return { hash: createHash("sha256").update(hashes.join("\n")).digest("hex"), sheets: [] };
}

const folders: Record<BookName, string> = {
  training: "facilitator-manual",
  participant: "participant-manual",
  guide: "response-guide",
};

type Extra = { name: string; group: string; title: string; use: string; content: Uint8Array };

async function extras({ book: name, site }: FormSpec): Promise<Extra[]> {
  if (name === "guide") return [];
  const content = printCatalogue(site);
  const book = collectBook(content, { book: "participant", site, paper: "letter" });
  const days = content.course.variants[0]?.days ?? [];
  const found: Extra[] = [];
  for (const day of days) {
    const title = `Day ${day.order}: ${day.title}`;
    const moduleIds = day.items.flatMap(({ module }) => (module ? [module.id] : []));
    const pack = { title: `Handouts, ${title}`, day, moduleIds };
    const set = typesetHandouts(content, book, pack, image);
    if (set)
      found.push({
        name: `handouts/handouts-day-${day.order}.pdf`,
        group: "Handouts of each day",
        title,
        use: "PDF to copy for the room.",
        content: await printedPages(set),
      });
    // Their notes are what trainers say.
    if (name === "training")
      found.push({
        name: `slides/slides-day-${day.order}.pptx`,
        group: "Slides",
        title,
        use: "PowerPoint, with what to say in the notes.",
        content: await slidesOf(title, day, `${content.support.last_reviewed ?? "2026-01-01"}T00:00:00Z`),
      });
  }
  return found;
}

/** The library notes the moment of making; the same slides shall give the same bytes. */
async function slidesOf(title: string, day: VariantDay, date: string): Promise<Uint8Array> {
  const deck = await slidesPptx(title, catalogue().course.title, slidesOfDay(day).map(noted));
  const settled = (xml: string) => xml.replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/gu, `$1${date}`);
  return zipped(
    Object.entries(unzipSync(deck)).map(([name, bytes]) => [
      name,
      name === "docProps/core.xml" ? settled(strFromU8(bytes)) : bytes,
    ]),
  );
}

// ---- a zip that is written as it grows ------------------------------------------------------------------------------

function zipTo(path: string) {
  const out = createWriteStream(path);
  const sums: [string, string][] = [];
  let failure: Error | null = null;
  out.on("error", (error) => {
    failure = error;
  });
  let isFull = false;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    else isFull = !out.write(chunk) || isFull;
  });
  const drained = async () => {
    if (failure) throw failure;
    if (isFull) await once(out, "drain");
    isFull = false;
  };
  const open = (name: string, isPacked: boolean) => {
    const entry = isPacked ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    entry.mtime = zipDate;
    zip.add(entry);
    return entry;
  };
  return {
    /** Copies a file that is packed already or does not shrink much. */
    async copy(name: string, from: string): Promise<void> {
      const entry = open(name, !/\.html$/u.test(name));
      const digest = createHash("sha256");
      for await (const chunk of createReadStream(from, { highWaterMark: 1_048_576 })) {
        digest.update(chunk);
        entry.push(chunk);
        await drained();
      }
      entry.push(new Uint8Array(0), true);
      sums.push([name, digest.digest("hex")]);
    },
    async add(name: string, content: Uint8Array): Promise<void> {
      open(name, /\.(pdf|pptx)$/u.test(name)).push(content, true);
      sums.push([name, createHash("sha256").update(content).digest("hex")]);
      await drained();
    },
    /** In the form that `sha256sum -c` reads. */
    sums: () => sums.map(([name, sum]) => `${sum}  ${name}\n`).join(""),
    async end(): Promise<void> {
      zip.end();
      await drained();
      await new Promise<void>((done, refuse) => {
        out.once("error", refuse);
        out.end(done);
      });
    },
  };
}
