import { parseArgs } from "node:util";
import {
  credentialKeyFile,
  credentialKeys,
  rotateKeys,
  withdrawKey,
} from "#app/features/certify/credential-keys.server.ts";
import { env } from "#app/lib/env.ts";
import { waitToBeAlone } from "#app/server/alone.ts";

/**
 * npm run keys: the keys that digital credentials are signed with. `-- --rotate` makes a new one; `-- --withdraw KEY`
 * stops publishing an old one.
 */
try {
  const { rotate, withdraw } = parseArgs({
    options: { rotate: { type: "boolean" }, withdraw: { type: "string" } },
  }).values;
  // Two rotations at once would each write over the other's key.
  if (rotate || withdraw) waitToBeAlone(env.dataDir);
  if (rotate) {
    const { publicKey } = await rotateKeys();
    console.log(`${publicKey} signs from now on. Running servers use it at once.`);
    console.log("The old keys stay published, so that what they signed stays valid.");
  }
  if (withdraw) {
    await withdrawKey(withdraw);
    console.log(
      `${withdraw} is no longer published. What it signed is no longer valid; holders download theirs again.`,
    );
  }
  if (!rotate && !withdraw) {
    for (const { publicKey, createdAt, retiredAt, withdrawnAt } of await credentialKeys()) {
      const until = withdrawnAt
        ? `withdrawn ${withdrawnAt}`
        : retiredAt
          ? `retired ${retiredAt}, still published`
          : "signs now";
      console.log(`${publicKey}  made ${createdAt}  ${until}`);
    }
  }
  console.log(
    `Kept in ${credentialKeyFile()}, which is in no database backup. Keep a copy where you keep passwords.`,
  );
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
