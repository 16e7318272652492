import type { Role } from "#app/auth/can.ts";
import type { Discipline } from "#app/content/discipline.ts";

/** The people of the demo programme and of the tests. All fictional; `example.org` receives no mail. */
export type Member = {
  key: string;
  name: string;
  role: Role;
  /** Null: programme-wide. */
  site: string | null;
  discipline: Discipline | null;
  agency: string;
};

export const demoPassword = "stones-on-the-path";
export const emailOf = (member: Member): string => `${member.key}@example.org`;

const member = (
  key: string,
  name: string,
  role: Role,
  site: string | null,
  discipline: Discipline | null,
  agency: string,
): Member => ({ key, name, role, site, discipline, agency });

/** Everyone who plays a part by name. */
export const cast = {
  grantee: member("nadia.bloom", "Nadia Bloom", "grantee", null, null, "National program office"),
  administrator: member(
    "owen.castillo",
    "Owen Castillo",
    "administrator",
    null,
    null,
    "National program office",
  ),
  coordinator: member(
    "ruth.abernathy",
    "Ruth Abernathy",
    "coordinator",
    "denver",
    "human-services",
    "Denver site office",
  ),
  trainer: member(
    "amina.okafor",
    "Amina Okafor",
    "trainer",
    "denver",
    "child-advocacy",
    "Front Range Advocacy Center",
  ),
  coTrainer: member(
    "daniel.whitehorse",
    "Daniel Whitehorse",
    "trainer",
    "denver",
    "law-enforcement",
    "Metro Investigations Unit",
  ),
  reviewer: member(
    "lucia.ferrante",
    "Lucia Ferrante",
    "reviewer",
    "denver",
    "child-advocacy",
    "Independent reviewer",
  ),
  trainee: member(
    "tomas.rivera",
    "Tomás Rivera",
    "trainee",
    "denver",
    "law-enforcement",
    "Metro Police, youth unit",
  ),
  secondTrainee: member(
    "grace.lindqvist",
    "Grace Lindqvist",
    "trainee",
    "denver",
    "child-advocacy",
    "Front Range Advocacy Center",
  ),
  thirdTrainee: member(
    "keisha.monroe",
    "Keisha Monroe",
    "trainee",
    "denver",
    "human-services",
    "County family services",
  ),
  chicagoTrainer: member(
    "victor.szymanski",
    "Victor Szymanski",
    "trainer",
    "chicago",
    "human-services",
    "Lakeview Youth Services",
  ),
  chicagoCoTrainer: member(
    "gloria.anders",
    "Gloria Anders",
    "trainer",
    "chicago",
    "law-enforcement",
    "Lakefront youth desk",
  ),
  chicagoTrainee: member(
    "renee.dupree",
    "Renée Dupree",
    "trainee",
    "chicago",
    "child-advocacy",
    "Lakeside Advocacy Center",
  ),
  chicagoSecondTrainee: member(
    "hassan.ali",
    "Hassan Ali",
    "trainee",
    "chicago",
    "law-enforcement",
    "Precinct youth desk",
  ),
  sanDiegoTrainer: member(
    "mei.tanaka",
    "Mei Tanaka",
    "trainer",
    "san-diego",
    "child-advocacy",
    "Harborview Advocacy Center",
  ),
  sanDiegoCoTrainer: member(
    "miguel.serrano",
    "Miguel Serrano",
    "trainer",
    "san-diego",
    "law-enforcement",
    "Harbor youth desk",
  ),
  sanDiegoTrainee: member(
    "carlos.mendez",
    "Carlos Méndez",
    "trainee",
    "san-diego",
    "human-services",
    "South Bay Family Services",
  ),
  sanDiegoSecondTrainee: member(
    "joy.bennett",
    "Joy Bennett",
    "trainee",
    "san-diego",
    "law-enforcement",
    "Sheriff’s youth unit",
  ),
  atlanticCityTrainer: member(
    "patrick.oneill",
    "Patrick O’Neill",
    "trainer",
    "atlantic-city",
    "law-enforcement",
    "Shore Investigations Unit",
  ),
  atlanticCityCoTrainer: member(
    "ellen.prince",
    "Ellen Prince",
    "trainer",
    "atlantic-city",
    "child-advocacy",
    "Boardwalk Advocacy Center",
  ),
  atlanticCityTrainee: member(
    "sofia.marino",
    "Sofia Marino",
    "trainee",
    "atlantic-city",
    "human-services",
    "Shore Family Services",
  ),
  atlanticCitySecondTrainee: member(
    "andre.watkins",
    "Andre Watkins",
    "trainee",
    "atlantic-city",
    "child-advocacy",
    "Boardwalk Advocacy Center",
  ),
  washingtonTrainer: member(
    "camille.baptiste",
    "Camille Baptiste",
    "trainer",
    "washington-dc",
    "human-services",
    "District Youth Services",
  ),
  washingtonCoTrainer: member(
    "desmond.hale",
    "Desmond Hale",
    "trainer",
    "washington-dc",
    "child-advocacy",
    "Capital Advocacy Center",
  ),
  washingtonTrainee: member(
    "jonah.feldman",
    "Jonah Feldman",
    "trainee",
    "washington-dc",
    "child-advocacy",
    "Capital Advocacy Center",
  ),
  washingtonSecondTrainee: member(
    "priya.raman",
    "Priya Raman",
    "trainee",
    "washington-dc",
    "law-enforcement",
    "Transit youth unit",
  ),
} satisfies Record<string, Member>;

export type CastKey = keyof typeof cast;

const rest: [string, string, Discipline, string][] = [
  ["bethany.cole", "Bethany Cole", "human-services", "County family services"],
  ["samuel.ortega", "Samuel Ortega", "law-enforcement", "Metro Police, youth unit"],
  ["ingrid.solberg", "Ingrid Solberg", "child-advocacy", "Guardian ad litem office"],
  ["marcus.hill", "Marcus Hill", "human-services", "Night Harbor shelter"],
  ["fatima.siddiqui", "Fatima Siddiqui", "child-advocacy", "Front Range Advocacy Center"],
  ["leo.petrov", "Leo Petrov", "law-enforcement", "Airport police"],
  ["hannah.weiss", "Hannah Weiss", "human-services", "School district, student support"],
  ["curtis.yazzie", "Curtis Yazzie", "law-enforcement", "Tribal liaison desk"],
  ["olivia.grant", "Olivia Grant", "child-advocacy", "Victim services network"],
  ["dmitri.kovac", "Dmitri Kovač", "human-services", "Juvenile probation"],
  ["rosa.delgado", "Rosa Delgado", "human-services", "Clinic outreach team"],
  ["winston.clarke", "Winston Clarke", "law-enforcement", "Sheriff’s office"],
  ["yuki.morita", "Yuki Morita", "child-advocacy", "Guardian ad litem office"],
  ["abigail.stone", "Abigail Stone", "human-services", "County family services"],
  ["emeka.nwosu", "Emeka Nwosu", "law-enforcement", "Metro Police, patrol"],
  ["claire.fontaine", "Claire Fontaine", "child-advocacy", "Legal aid for children"],
  ["jamal.rivers", "Jamal Rivers", "human-services", "Night Harbor shelter"],
  ["teresa.nguyen", "Teresa Nguyen", "child-advocacy", "Victim services network"],
  ["george.pappas", "George Pappas", "law-enforcement", "State patrol"],
  ["linda.castellanos", "Linda Castellanos", "human-services", "School district, student support"],
  ["noor.haddad", "Noor Haddad", "human-services", "Clinic outreach team"],
];

/** Denver's running cohort: 24 people from the three disciplines. */
export const runningCohort: Member[] = [
  cast.trainee,
  cast.secondTrainee,
  cast.thirdTrainee,
  ...rest.map(([key, name, discipline, agency]) =>
    member(key, name, "trainee", "denver", discipline, agency),
  ),
];

export const everyone: Member[] = [
  ...Object.values(cast),
  ...runningCohort.filter((one) => !Object.values<Member>(cast).includes(one)),
];

/** People of Denver's finished cohort; only the demo has them. */
export const finishedCohort: Member[] = (
  [
    ["elena.vargas", "Elena Vargas", "human-services", "County family services"],
    ["thomas.bright", "Thomas Bright", "law-enforcement", "Metro Police, patrol"],
    ["aisha.warsame", "Aisha Warsame", "child-advocacy", "Victim services network"],
    ["pete.lindgren", "Pete Lindgren", "law-enforcement", "Sheriff’s office"],
    ["monica.reyes", "Monica Reyes", "human-services", "Juvenile probation"],
    ["caleb.foster", "Caleb Foster", "human-services", "Night Harbor shelter"],
    ["simone.laurent", "Simone Laurent", "child-advocacy", "Guardian ad litem office"],
    ["ray.begay", "Ray Begay", "law-enforcement", "Tribal liaison desk"],
    ["kim.tran", "Kim Tran", "human-services", "Clinic outreach team"],
    ["deborah.levine", "Deborah Levine", "child-advocacy", "Legal aid for children"],
    ["hugo.salinas", "Hugo Salinas", "human-services", "School district, student support"],
    ["naomi.fields", "Naomi Fields", "child-advocacy", "Front Range Advocacy Center"],
    ["isaac.moreau", "Isaac Moreau", "law-enforcement", "State patrol"],
    ["wanda.kowalski", "Wanda Kowalski", "human-services", "County family services"],
    ["darius.bell", "Darius Bell", "law-enforcement", "Airport police"],
    ["leila.nasser", "Leila Nasser", "child-advocacy", "Victim services network"],
  ] satisfies [string, string, Discipline, string][]
).map(([key, name, discipline, agency]) => member(key, name, "trainee", "denver", discipline, agency));
