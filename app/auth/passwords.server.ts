import { type Algorithm, hash, verify } from "@node-rs/argon2";
import { eq } from "drizzle-orm";
import { db } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import type { User } from "./can.ts";
import { forgiveTry, limitsOf, takeTry, waitSentence } from "./rate-limit.server.ts";

/** argon2id, at the cost OWASP names first. */
const cost = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19456, timeCost: 2, parallelism: 1 };

/** Nobody's password, at the same cost: checking it takes as long as checking a real one. */
const nobody =
  "$argon2id$v=19$m=19456,t=2,p=1$OYNSOZLGmV8Gbck3fUMCRg$9sx8SZPIb4760pEn3SL9QEV5XqLxyqC7oPe6d0PODkw";

// The same letter can be typed in more than one form; all of them must open the same door.
const normal = (password: string): string => password.normalize("NFKC");

export const hashPassword = (password: string): Promise<string> => hash(normal(password), cost);

/** Whether the password belongs to the hash. Without a hash it is wrong, after the same time. */
export async function isRightPassword(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  // A text of a megabyte would keep the processor busy; no real password is that long.
  const right = await verify(passwordHash ?? nobody, normal(password.slice(0, 1000)));
  return passwordHash ? right : false;
}

/**
 * Asks for the password again before something that changes how the person signs in. Gives null when it is right,
 * else one sentence and the status to answer with.
 */
export async function confirmPassword(
  user: User,
  password: string,
  address: string,
): Promise<{ sentence: string; status: number } | null> {
  const limits = limitsOf("password", user.id, address);
  const wait = takeTry(limits);
  if (wait > 0) return { sentence: waitSentence(wait), status: 429 };
  const row = db.select({ hash: person.passwordHash }).from(person).where(eq(person.id, user.id)).get();
  if (!(await isRightPassword(row?.hash, password)))
    return { sentence: "This is not your current password.", status: 422 };
  forgiveTry(limits);
  return null;
}
