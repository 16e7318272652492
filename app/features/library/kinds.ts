/** What can be found, in the order in which the page lists it. */
export const kinds = {
  module: "Modules",
  handout: "Handouts",
  guide: "Response Guide",
  library: "Library",
  glossary: "Glossary",
  about: "About this program",
  plan: "Facilitator plans",
} as const;
export type Kind = keyof typeof kinds;
