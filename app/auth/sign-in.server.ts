import { and, eq, inArray, isNull } from "drizzle-orm";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { person, site } from "#db/schema/people.ts";
import { installation } from "#db/schema/trust.ts";
import { cast, emailOf } from "#tests/cast.ts";
import { roleNames } from "./can.ts";
import { isRightPassword } from "./passwords.server.ts";
import { forgiveTry, limitsOf, takeTry } from "./rate-limit.server.ts";
import { askSecondStep, hasSecondStep } from "./second-step.server.ts";

export type SignInAnswer =
  | { kind: "in"; personId: string }
  | { kind: "second-step"; token: string }
  | { kind: "wrong" }
  | { kind: "wait"; seconds: number };

/** An e-mail address as accounts keep it. */
export const plainEmail = (typed: string): string => typed.trim().toLowerCase();

/** Checks e-mail and password. The answer and its time are the same whether or not the account exists. */
export async function signInWithPassword(
  typedEmail: string,
  password: string,
  address: string,
): Promise<SignInAnswer> {
  const email = plainEmail(typedEmail);
  const limits = limitsOf("sign-in", email, address);
  const seconds = takeTry(limits);
  if (seconds > 0) return { kind: "wait", seconds };
  const found = db
    .select({ id: person.id, hash: person.passwordHash })
    .from(person)
    .where(and(eq(person.email, email), isNull(person.erasedAt)))
    .get();
  if (!(await isRightPassword(found?.hash, password)) || !found) return { kind: "wrong" };
  forgiveTry(limits);
  return hasSecondStep(found.id)
    ? { kind: "second-step", token: askSecondStep(found.id) }
    : { kind: "in", personId: found.id };
}

const isDemo = (): boolean =>
  db.select().from(installation).where(eq(installation.key, "demo")).get()?.value === "true";

export type DemoSite = { name: string; people: { key: string; name: string; role: string }[] };

/** The cast by site, for one-click sign-in; null unless this is a demo. */
export function demoChoices(): DemoSite[] | null {
  if (!isDemo()) return null;
  const here = new Set(
    db
      .select({ email: person.email })
      .from(person)
      .where(and(inArray(person.email, Object.values(cast).map(emailOf)), eq(person.demo, true)))
      .all()
      .map((row) => row.email),
  );
  const names = new Map(
    db
      .select({ id: site.id, name: site.name })
      .from(site)
      .all()
      .map(({ id, name }) => [id, name]),
  );
  const groups = new Map<string | null, DemoSite>();
  for (const [key, member] of Object.entries(cast)) {
    if (!here.has(emailOf(member))) continue;
    const group = groups.get(member.site) ?? {
      name: member.site === null ? "Whole program" : (names.get(member.site) ?? member.site),
      people: [],
    };
    group.people.push({ key, name: member.name, role: roleNames[member.role] });
    groups.set(member.site, group);
  }
  return [...groups.values()];
}

/** The person behind a one-click choice. Refused unless this is a demo and the person belongs to its cast. */
export function demoPerson(key: string): string {
  const member = isDemo() ? Object.entries(cast).find(([name]) => name === key)?.[1] : undefined;
  const found = member
    ? db
        .select({ id: person.id })
        .from(person)
        .where(and(eq(person.email, emailOf(member)), eq(person.demo, true), isNull(person.erasedAt)))
        .get()
    : undefined;
  if (!found)
    throw notFound("There are no one-click choices on this site. Sign in with your e-mail address.");
  return found.id;
}
