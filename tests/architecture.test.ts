import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/** Who may import whom, as the house was drawn. A rule that fails says in which file, and what it found there. */
type Source = { file: string; text: string; lines: number; imports: string[] };

const importing =
  /(?:^|\n)\s*(?:import|export)\b[^"';]*?\bfrom\s*"([^"]+)"|\bimport\s*\(\s*"([^"]+)"|(?:^|\n)\s*import\s+"([^"]+)"/g;

/** The path in the project that `specifier` in `file` means; packages keep their name. */
function target(file: string, specifier: string): string {
  const bare = specifier.split("?")[0] as string;
  if (bare.startsWith("#")) return bare.slice(1);
  if (bare.startsWith(".")) return normalize(join(dirname(file), bare));
  return bare;
}

const sources: Source[] = ["app", "db", "tests"]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((entry) => `${folder}/${entry}`),
  )
  .filter((file) => /\.(ts|tsx|mjs|js|scss)$/.test(file) && statSync(file).isFile())
  .map((file) => {
    const text = readFileSync(file, "utf8");
    const imports = [...text.matchAll(importing)].map((found) =>
      target(file, (found[1] ?? found[2] ?? found[3]) as string),
    );
    return { file, text, lines: text.split("\n").length, imports };
  });

const code = sources.filter(({ file }) => !file.endsWith(".scss"));
const ours = code.filter(({ file }) => !/\.test\.tsx?$/.test(file) && !file.startsWith("tests/"));

/** Every import that breaks a rule, as `file → what it imports`. */
const breaches = (from: (file: string) => boolean, forbidden: (imported: string, file: string) => boolean) =>
  ours
    .filter(({ file }) => from(file))
    .flatMap(({ file, imports }) =>
      imports.filter((imported) => forbidden(imported, file)).map((imported) => `${file} → ${imported}`),
    );

const isServerFile = (file: string) => /\.server\.tsx?$/.test(file);
const featureOf = (file: string) => /^app\/features\/([^/]+)\//.exec(file)?.[1];
const pages = new Set(
  [...readFileSync("app/routes.ts", "utf8").matchAll(/"((?:features|auth)\/[^"]+\.tsx?)"/g)].map(
    ([, file]) => `app/${file}`,
  ),
);

describe("who may import whom", () => {
  it("finds the files it judges", () => {
    expect(ours.length).toBeGreaterThan(60);
    expect(pages.size).toBeGreaterThan(10);
    expect(ours.find(({ file }) => file === "app/auth/session.server.ts")?.imports).toContain("lucia");
    for (const page of pages) expect(existsSync(page), page).toBe(true);
  });

  it("ui and lib know no domain: nothing from features, auth, content or db", () => {
    expect(
      breaches(
        // The outbox of letters is a table, and sending from it needs no domain.
        (file) => /^app\/(ui|lib)\//.test(file) && file !== "app/lib/mail.server.ts",
        (imported) => /^(app\/(features|auth|content)|db)\//.test(imported),
      ),
    ).toEqual([]);
  });

  it("only server files, commands and db itself read the database", () => {
    expect(
      breaches(
        (file) => !isServerFile(file) && !file.startsWith("db/") && !/^app\/(server|commands)\//.test(file),
        (imported) => imported.startsWith("db/"),
      ),
    ).toEqual([]);
  });

  it("only content reads the curricula, through one file", () => {
    const readers = ours.filter(
      ({ file, text }) => /readCurricula|CURRICULA_DIR/.test(text) && !file.startsWith("app/content/"),
    );
    expect(readers.map(({ file }) => file)).toEqual(["app/commands/check-curricula.ts"]);
  });

  it("lucia is known to the session file alone, and the database driver to db", () => {
    expect(
      breaches(
        (file) => file !== "app/auth/session.server.ts",
        (imported) => imported === "lucia" || imported.startsWith("@lucia-auth/"),
      ),
    ).toEqual([]);
    expect(
      breaches(
        // The bare application of the bench is what Cairn is measured against. Two files use it for the system's lock on a file, which Node does not offer itself.
        (file) =>
          !/^(db|app\/commands\/bare)\//.test(file) &&
          !["app/server/alone.ts", "app/features/manual/cache.server.ts"].includes(file),
        (imported) => imported === "better-sqlite3",
      ),
    ).toEqual([]);
  });

  it("a feature reads another through its server file, its pure rules or its words, never its pages", () => {
    expect(
      breaches(
        (file) => featureOf(file) !== undefined,
        (imported, file) => {
          const other = featureOf(imported);
          return (
            other !== undefined &&
            other !== featureOf(file) &&
            (imported.endsWith(".tsx") || pages.has(imported))
          );
        },
      ),
    ).toEqual([]);
  });

  it("nobody imports a page, and auth and content know no feature's pages", () => {
    expect(
      breaches(
        () => true,
        (imported) => pages.has(imported),
      ),
    ).toEqual([]);
    expect(
      breaches(
        (file) => file.startsWith("app/content/"),
        (imported) => /^app\/(features|auth)\//.test(imported),
      ),
    ).toEqual([]);
  });

  it("relative imports stay inside their folder and name their file", () => {
    const found = code.flatMap(({ file, text }) =>
      [...text.matchAll(importing)]
        .map((one) => (one[1] ?? one[2] ?? one[3]) as string)
        .filter(
          (specifier) =>
            specifier.startsWith("..") && !file.startsWith("tests/e2e/") && !file.endsWith(".mjs"),
        )
        .map((specifier) => `${file} → ${specifier}`),
    );
    expect(found).toEqual([]);
  });

  it("there are no barrels and no drawers", () => {
    const names = ours.map(({ file }) => file.split("/").at(-1) as string);
    expect(names.filter((name) => /^(index|utils?|helpers?|misc|common)\./.test(name))).toEqual([]);
    const barrels = ours.filter(({ text }) => /(^|\n)export \* from/.test(text));
    expect(barrels.map(({ file }) => file)).toEqual([]);
  });

  it("no file is longer than can be read in one sitting", () => {
    const long = sources
      .filter(({ file, lines }) => lines > longest && !file.includes(".test."))
      .map(({ file, lines }) => `${file}: ${lines}`);
    expect(long).toEqual([]);
  });
});

const longest = 600;

describe("habits", () => {
  it("pages read forms and sessions, not the environment", () => {
    const found = ours.filter(
      ({ file, text }) =>
        /process\.env(?!\.NODE_ENV)/.test(text) &&
        !/^app\/(server|commands|lib)\//.test(file) &&
        file !== "app/content/files.server.ts",
    );
    expect(found.map(({ file }) => file)).toEqual([]);
  });

  it("nothing is marked to be done later, and no type is switched off", () => {
    const found = code.filter(
      ({ file, text }) =>
        file !== "tests/architecture.test.ts" &&
        /(\/\/|\*) *(TODO|FIXME)\b|@ts-(ignore|nocheck)|\bas any\b/.test(text),
    );
    expect(found.map(({ file }) => file)).toEqual([]);
  });
});
