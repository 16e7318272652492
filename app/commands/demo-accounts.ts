import { pathToFileURL } from "node:url";
import { roleNames } from "#app/auth/can.ts";
import { cast, demoPassword, emailOf } from "#tests/cast.ts";

const accounts = Object.values(cast).map((member) => ({
  email: emailOf(member),
  password: demoPassword,
  role: member.role,
  site: member.site,
}));

export function printDemoAccounts(): void {
  console.log(`\n  Demo sign-ins (password for all: ${demoPassword})\n`);
  for (const { email, role, site } of accounts)
    console.log(`    ${email.padEnd(34)} ${roleNames[role].padEnd(18)} ${site ?? "whole program"}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes("--json")) console.log(JSON.stringify(accounts, null, 2));
  else printDemoAccounts();
}
