import Papa from "papaparse";
import { type Role, roleNames, roles } from "#app/auth/can.ts";
import { type Discipline, disciplineNames, disciplines } from "#app/content/discipline.ts";
import { fold } from "#app/lib/fold.ts";

export const mostRows = 1000;

/** One person of the list as it was typed. `problem` says why the row cannot be used. */
export type ListRow = {
  line: number;
  name: string;
  email: string;
  discipline: Discipline | null;
  agency: string | null;
  role: Role;
  problem: string | null;
};

const columns = {
  name: ["name", "fullname", "participant", "trainee", "person"],
  first: ["firstname", "first", "givenname", "forename"],
  last: ["lastname", "last", "surname", "familyname"],
  email: ["email", "emailaddress", "mail", "emailadress", "workemail"],
  discipline: ["discipline", "field", "profession", "professionalfield"],
  agency: ["agency", "organization", "organisation", "employer", "office", "department"],
  role: ["role"],
};
type Column = keyof typeof columns;

const plain = (text: string): string => fold(text).replaceAll(/[^a-z0-9]/g, "");

function columnOf(header: string): Column | null {
  const word = plain(header);
  return (Object.keys(columns) as Column[]).find((column) => columns[column].includes(word)) ?? null;
}

const disciplineOf = (typed: string): Discipline | undefined =>
  disciplines.find((d) => plain(d) === plain(typed) || plain(disciplineNames[d]) === plain(typed));

const roleOf = (typed: string): Role | undefined =>
  roles.find((r) => r === plain(typed) || plain(roleNames[r]) === plain(typed));

/** Reads a list of people: comma, semicolon or tab, with a first row that names the columns in any order. */
export function readList(text: string): { rows: ListRow[]; problem: string | null } {
  const none = (problem: string) => ({ rows: [], problem });
  if (text.trim() === "") return none("Paste a list or choose a file first.");
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { delimitersToGuess: [",", ";", "\t"] });
  const [header = [], ...lines] = parsed.data;
  const found = new Map<Column, number>();
  header.forEach((word, i) => {
    const column = columnOf(word);
    if (column && !found.has(column)) found.set(column, i);
  });
  if (!found.has("email") || !(found.has("name") || (found.has("first") && found.has("last"))))
    return none(
      "The first row must name the columns. It needs at least “name” and “email”; “discipline”, “agency” and “role” are welcome.",
    );
  const used = lines
    .map((cells, i) => ({ cells, line: i + 2 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (used.length === 0) return none("There is nobody below the first row.");
  if (used.length > mostRows)
    return none(`That is more than ${mostRows} people. Send them in smaller lists.`);
  return { rows: used.map(({ cells, line }) => rowOf(cells, line, found)), problem: null };
}

function rowOf(cells: string[], line: number, found: Map<Column, number>): ListRow {
  const cell = (column: Column): string =>
    (cells[found.get(column) ?? -1] ?? "").replaceAll(/\s+/g, " ").trim();
  const name = cell("name") || `${cell("first")} ${cell("last")}`.trim();
  const email = cell("email").toLowerCase();
  const discipline = disciplineOf(cell("discipline"));
  const role = cell("role") === "" ? "trainee" : roleOf(cell("role"));
  const problem =
    name === ""
      ? "The name is missing."
      : name.length > 120
        ? "The name is longer than 120 characters."
        : email === ""
          ? "The e-mail address is missing."
          : !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 254
            ? "This is not an e-mail address."
            : cell("discipline") !== "" && !discipline
              ? "The discipline is not known. Use human services, law enforcement or child advocacy, or leave it empty."
              : !role
                ? "The role is not known. Use trainee, trainer, coordinator or reviewer, or leave it empty."
                : null;
  return {
    line,
    name,
    email,
    discipline: discipline ?? null,
    agency: cell("agency").slice(0, 120) || null,
    role: role ?? "trainee",
    problem,
  };
}

/** What the site knows already. `here`: holds any role at this site now. */
export type KnownPerson = {
  id: string;
  name: string;
  email: string;
  agency: string | null;
  here: boolean;
  roles: Role[];
  enrolled: boolean;
};
export type KnownInvitation = { name: string; email: string; agency: string | null; role: Role };
export type Known = { people: KnownPerson[]; invitations: KnownInvitation[] };

export type Outcome = "new" | "here" | "elsewhere" | "invited" | "duplicate" | "maybe" | "problem";

/** What a row would do. `ask` waits for a person's decision among `choices`. */
export type PlannedRow = ListRow & {
  outcome: Outcome;
  act: "invite" | "enrol" | "nothing" | "ask";
  why: string;
  personId: string | null;
  choices: { value: string; label: string }[];
};

export const outcomeNames: Record<Outcome, string> = {
  new: "New",
  here: "Already here",
  elsewhere: "At another site",
  invited: "Invited already",
  duplicate: "Twice in the list",
  maybe: "Please decide",
  problem: "Cannot be used",
};

const nameAndAgency = (one: { name: string; agency: string | null }): string | null =>
  one.agency ? `${fold(one.name)}|${fold(one.agency)}` : null;

/** The dry run: says row by row what would happen. Pure; the same rows and facts give the same plan. */
export function planList(
  rows: ListRow[],
  known: Known,
  { forCohort, mayGive }: { forCohort: boolean; mayGive: (role: Role) => boolean },
): PlannedRow[] {
  const byEmail = new Map(known.people.map((one) => [one.email, one]));
  const firstLine = new Map<string, number>();
  const twins = new Map<string, number>();
  return rows.map((row): PlannedRow => {
    const say = (
      outcome: Outcome,
      act: PlannedRow["act"],
      why: string,
      more: Partial<Pick<PlannedRow, "personId" | "choices">> = {},
    ): PlannedRow => ({ ...row, outcome, act, why, personId: null, choices: [], ...more });

    if (row.problem) return say("problem", "nothing", row.problem);
    if (forCohort && row.role !== "trainee")
      return say(
        "problem",
        "nothing",
        "Only trainees can be put into a cohort. Invite others under “People”.",
      );
    if (!mayGive(row.role))
      return say("problem", "nothing", `You cannot give the role ${roleNames[row.role].toLowerCase()} here.`);

    const before = firstLine.get(row.email);
    if (before !== undefined)
      return say("duplicate", "nothing", `The same address stands in row ${before}, which counts.`);
    firstLine.set(row.email, row.line);

    const key = nameAndAgency(row);
    const twinLine = key ? twins.get(key) : undefined;
    if (key && twinLine === undefined) twins.set(key, row.line);

    if (known.invitations.some((one) => one.email === row.email && one.role === row.role))
      return say(
        "invited",
        "nothing",
        "There is an open invitation. Send it again from “Invitations” if it got lost.",
      );

    const account = byEmail.get(row.email);
    if (account && !account.here)
      return say("elsewhere", "invite", "Has an account at another site and accepts with that one.");
    if (account && fold(account.name) !== fold(row.name))
      return say("maybe", "ask", `This address belongs to ${account.name}.`, {
        choices: [
          { value: `same:${account.id}`, label: `Same person as ${account.name}` },
          { value: "skip", label: "Leave out" },
        ],
      });
    if (account) return sameAs(row, account, forCohort, say);

    const similar = key ? known.people.filter((one) => one.here && nameAndAgency(one) === key) : [];
    const invited = key ? known.invitations.find((one) => nameAndAgency(one) === key) : undefined;
    if (similar.length > 0 || invited || twinLine !== undefined) {
      const who = similar[0]
        ? `${similar[0].name} of the same agency is here with the address ${similar[0].email}.`
        : invited
          ? `${invited.name} of the same agency has an open invitation to ${invited.email}.`
          : `The same name and agency stand in row ${twinLine} with another address.`;
      return say("maybe", "ask", who, {
        choices: [
          { value: "add", label: "Add as another person" },
          ...similar.map((one) => ({
            value: `same:${one.id}`,
            label: `Same person as ${one.name} (${one.email})`,
          })),
          { value: "skip", label: "Leave out" },
        ],
      });
    }
    return say("new", "invite", "Gets an invitation.");
  });
}

function sameAs(
  row: ListRow,
  account: KnownPerson,
  forCohort: boolean,
  say: (outcome: Outcome, act: PlannedRow["act"], why: string, more?: { personId: string }) => PlannedRow,
): PlannedRow {
  const personId = account.id;
  if (!account.roles.includes(row.role))
    return say("here", "invite", "Is here with another role and gets an invitation for this one.", {
      personId,
    });
  if (!forCohort) return say("here", "nothing", "Is here with this role. Nothing to do.", { personId });
  return account.enrolled
    ? say("here", "nothing", "Is in this cohort already.", { personId })
    : say("here", "enrol", "Has an account here and is added to the cohort.", { personId });
}

/** What a row does once it is decided: to whom the invitation goes, or who is added to the cohort. */
export type Deed =
  | { kind: "invite"; email: string; name: string; row: PlannedRow }
  | { kind: "enrol"; personId: string }
  | { kind: "nothing" };

/** Applies the decisions. Rows without a needed decision come back in `missing`, by line. */
export function decide(
  planned: PlannedRow[],
  decisions: Record<string, string>,
  people: KnownPerson[],
  forCohort: boolean,
): { deeds: Deed[]; missing: number[] } {
  const missing: number[] = [];
  const deeds = planned.map((row): Deed => {
    const invite: Deed = { kind: "invite", email: row.email, name: row.name, row };
    if (row.act === "invite") return invite;
    if (row.act === "enrol" && row.personId) return { kind: "enrol", personId: row.personId };
    if (row.act !== "ask") return { kind: "nothing" };
    const chosen = decisions[row.line];
    if (!row.choices.some(({ value }) => value === chosen)) {
      missing.push(row.line);
      return { kind: "nothing" };
    }
    if (chosen === "add") return invite;
    const same = people.find(({ id }) => chosen === `same:${id}`);
    if (!same) return { kind: "nothing" };
    if (!same.roles.includes(row.role)) return { kind: "invite", email: same.email, name: same.name, row };
    return forCohort && !same.enrolled ? { kind: "enrol", personId: same.id } : { kind: "nothing" };
  });
  return { deeds, missing };
}
