import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [
    remix({
      // app/commands/build.mjs builds beside the running one and swaps when everything is there.
      buildDirectory: process.env.CAIRN_BUILD ?? "build",
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        // Off: finding the links of each page costs a fifth of its time; all routes together are 2 kB, kept for a year.
        v3_lazyRouteDiscovery: false,
        v3_singleFetch: true,
        v3_routeConfig: true,
      },
    }),
  ],
  css: {
    preprocessorOptions: {
      scss: { loadPaths: ["node_modules/@uswds/uswds/packages"], quietDeps: true },
    },
  },
  // In development Vite packs what pages import, and would follow their server files into native modules.
  optimizeDeps: {
    exclude: ["@node-rs/argon2", "@myriaddreamin/typst-ts-node-compiler", "better-sqlite3"],
    include: ["react", "react-dom/client", "react/jsx-runtime", "react/jsx-dev-runtime", "@remix-run/react"],
  },
  build: { target: "es2022", assetsInlineLimit: 0 },
  server: { watch: { ignored: ["**/data/**", "**/build/**"] } },
});
