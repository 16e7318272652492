import { configDefaults, defineConfig } from "vitest/config";

// These make a database of their own for each test and leave nothing else behind. Two processes run them all, so that
// each module is loaded twice instead of once for every file.
const together = [
  "app/{auth,lib,server}/*.test.{ts,tsx}",
  "app/features/!(manual)/*.test.{ts,tsx}",
  "db/*.test.ts",
];

const both = {
  setupFiles: ["tests/setup.ts"],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  pool: "forks" as const,
  maxWorkers: 2,
};

export default defineConfig({
  test: {
    globalSetup: ["tests/template-db.ts"],
    projects: [
      {
        esbuild: { jsx: "automatic" },
        test: {
          ...both,
          name: "together",
          isolate: false,
          include: together,
        },
      },
      {
        esbuild: { jsx: "automatic" },
        // All others have a process for each file: they start servers, set books, or put other texts in the place of curricula/.
        test: {
          ...both,
          name: "apart",
          include: ["app/**/*.test.{ts,tsx}", "db/**/*.test.ts", "tests/*.test.ts"],
          exclude: [...configDefaults.exclude, ...together],
        },
      },
    ],
  },
});
