import { storeCatalogue } from "#app/content/stored-catalogue.server.ts";

/** A step of the build: `node build/bin/store-catalogue.js FILE`. */
try {
  storeCatalogue(process.argv[2] ?? "build/catalogue");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
