/** The kinds of agency that somebody can name, as the funder counts them. */
export const agencyKinds = {
  "child-welfare": "Child welfare or human services",
  "law-enforcement": "Police, sheriff or other law enforcement",
  justice: "Prosecution, courts or probation",
  advocacy: "Child advocacy or victim services",
  health: "Health or mental health",
  school: "School or youth program",
  tribal: "Tribal government or tribal agency",
  coalition: "Coalition or task force",
  other: "Something else",
} as const;
export type AgencyKind = keyof typeof agencyKinds;

/** States, the District and the territories by their postal letters. */
export const states: Record<string, string> = {
  AL: "Alabama",
  AK: "Alaska",
  AZ: "Arizona",
  AR: "Arkansas",
  CA: "California",
  CO: "Colorado",
  CT: "Connecticut",
  DE: "Delaware",
  DC: "District of Columbia",
  FL: "Florida",
  GA: "Georgia",
  HI: "Hawaii",
  ID: "Idaho",
  IL: "Illinois",
  IN: "Indiana",
  IA: "Iowa",
  KS: "Kansas",
  KY: "Kentucky",
  LA: "Louisiana",
  ME: "Maine",
  MD: "Maryland",
  MA: "Massachusetts",
  MI: "Michigan",
  MN: "Minnesota",
  MS: "Mississippi",
  MO: "Missouri",
  MT: "Montana",
  NE: "Nebraska",
  NV: "Nevada",
  NH: "New Hampshire",
  NJ: "New Jersey",
  NM: "New Mexico",
  NY: "New York",
  NC: "North Carolina",
  ND: "North Dakota",
  OH: "Ohio",
  OK: "Oklahoma",
  OR: "Oregon",
  PA: "Pennsylvania",
  RI: "Rhode Island",
  SC: "South Carolina",
  SD: "South Dakota",
  TN: "Tennessee",
  TX: "Texas",
  UT: "Utah",
  VT: "Vermont",
  VA: "Virginia",
  WA: "Washington",
  WV: "West Virginia",
  WI: "Wisconsin",
  WY: "Wyoming",
  AS: "American Samoa",
  GU: "Guam",
  MP: "Northern Mariana Islands",
  PR: "Puerto Rico",
  VI: "U.S. Virgin Islands",
  other: "Outside the United States",
};

export const notSaid = "Not said";
export const kindName = (kind: string | null): string =>
  kind === null ? notSaid : (agencyKinds[kind as AgencyKind] ?? notSaid);
export const stateName = (state: string | null): string =>
  state === null ? notSaid : (states[state] ?? notSaid);

const choices = (names: Record<string, string>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));
export const kindChoices = choices(agencyKinds);
export const stateChoices = choices(states);

export const wishes = ["participant", "training", "site"] as const;
export type Wish = (typeof wishes)[number];
export const wishNames: Record<Wish, string> = {
  participant: "The Training Manual, participant edition",
  training: "The Training Manual, facilitator edition",
  site: "To become a site of the program",
};
