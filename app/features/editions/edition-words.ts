export const standingNames = { released: "Released", retired: "Retired", withdrawn: "Withdrawn" } as const;

/** What a decision does, for whoever is about to make it. */
export const decisionWords = {
  retired: {
    label: "Retire this edition",
    what: "New cohorts no longer take it. Copies can still be downloaded, and cohorts that teach it go on.",
  },
  withdrawn: {
    label: "Withdraw this edition",
    what: "It is no longer given out, new cohorts no longer take it, and every page that uses it says so.",
  },
  released: {
    label: "Release this edition again",
    what: "It is given out again, and the notices about it disappear.",
  },
} as const;
