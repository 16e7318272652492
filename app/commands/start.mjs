// npm start: installs, builds and runs the demo. npm run serve (--real): the same without the demo, for real people.
import { buildWhenChanged, checkNode, installPackages } from "./steps.mjs";

const real = process.argv.includes("--real");

checkNode();
console.log(real ? "\n  Cairn\n" : "\n  Cairn, with the demo program\n");
const { driver } = await installPackages();
await buildWhenChanged();
await driver;

// In this process, not in a child: signals reach the server whoever sends them.
process.argv = [...process.argv.slice(0, 2), ...(real ? [] : ["--demo"])];
await import("../../build/bin/main.js");
