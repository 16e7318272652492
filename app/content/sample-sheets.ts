/** The forms, instruments and library of the sample: as many of each as there must be, and all different. */

const reviews = "reviews: { technical_working_group: null, survivor_expert: null, counsel: null }";

const numbered = (letters: string, count: number, digits = 2) =>
  Array.from({ length: count }, (_, index) => `${letters}${String(index + 1).padStart(digits, "0")}`);

/** Right options take turns over the four places; 12 of 30 ask for knowledge, 14 for application, 4 for judgment. */
function items(ids: string[], parallel = false): string {
  return ids.map((id, index) => item(id, index, parallel)).join("");
}

function item(id: string, index: number, parallel: boolean): string {
  const weight = index % 15 < 6 ? "knowledge" : index % 15 < 13 ? "application" : "judgment";
  const options = ["by listening", "by asking about all", "by waiting a week", "by telling everyone"].map(
    (text, place) =>
      place === index % 4
        ? `      - { text: "${id}: ${text}", correct: true, feedback: "It keeps the child safe." }\n`
        : `      - { text: "A wrong idea ${id}: ${text}", misconception: MC01, feedback: "It harms the child." }\n`,
  );
  return `  - id: ${id}
    domain: Principles
    objective: 1.1-a
    weight: ${weight}
    level: A1
${parallel ? `    parallel: ${id.replace("C", "A")}\n` : ""}    stem: "What comes first for ${id}?"
    options:
${options.join("")}`;
}

function form(letter: string, count: number, moment: string, pass: string): string {
  return `id: form-${letter.toLowerCase()}\ntitle: A form\nmoment: ${moment}\nminutes: 30\npass: ${pass}\ninstructions: Take your time.\nitems:\n${items(numbered(letter, count), letter === "C")}`;
}

function boosters(): string {
  const all = numbered("K", 20);
  const sets = [14, 60, 180, 365].map((days, index) => {
    const five = all.slice(5 * index, 5 * index + 5);
    const list = five.map((id, place) => item(id, 5 * index + place, false)).join("");
    return `  - id: booster-${days}\n    after_days: ${days}\n    title: A set\n    items:\n${list.replace(/^/gm, "    ").trimEnd()}\n`;
  });
  return `id: boosters\ntitle: Boosters\ninstructions: Five questions.\nsets:\n${sets.join("")}`;
}

const scale = "scale: { min: 1, max: 5, low: not at all, high: fully }";
const head = (id: string) => `id: ${id}\ntitle: An instrument\npurpose: To see.\nversion: 1\n${reviews}\n`;

function vignette(id: string): string {
  return `  - id: ${id}
    title: A day
    level: A1
    text: "Jordan waits (${id})."
    statements:
      - { id: ${id}-a, text: Adults answer for it., direction: accountable, why: They do. }
      - { id: ${id}-b, text: Jordan should have known., direction: blaming, why: It blames. }
`;
}

const instruments = {
  rubric: `${head("rubric")}slice_minutes: 8
levels: [{ value: 1, name: Not yet }, { value: 2, name: Developing }, { value: 3, name: Proficient }, { value: 4, name: Exemplary }]
criteria:
${["C1", "C2", "C3", "C4", "S1", "S2", "C5", "C6"].map((id) => `  - { id: ${id}, title: A criterion, safety: ${id.startsWith("S")}, levels: { "1": Not., "2": Some., "3": Good., "4": Great. }, look_for: [Listens.] }\n`).join("")}pass: { none_below: 2, proficient: 3, proficient_count: 6, safety_at_least: 3 }
assessor_notes: Write what you saw.
calibration: Score two together.
`,
  competencies: `${head("competencies")}levels: [{ id: apprentice, title: Apprentice, meaning: Learns. }, { id: certified, title: Certified, meaning: Leads. }, { id: lead, title: Lead, meaning: Coaches. }]
domains: [{ id: K1, title: Knowledge, apprentice: Passes., certified: Explains., lead: Updates. }]
steps: [{ id: step-1, title: Attend, rule: Be there., measure: Minutes. }]
valid_years: 2
suspension: It stops.
`,
  fidelity: `${head("fidelity")}answers: [{ id: "yes", label: "Yes", points: 1 }, { id: partly, label: Partly, points: 0.5 }, { id: "no", label: "No", points: 0 }, { id: na, label: Does not apply, points: null }]
items:
${numbered("F", 25)
  .map((id, index) => `  - { id: ${id}, text: It was done., critical: ${index === 0}, how_to_see: Look. }\n`)
  .join("")}pass: { percent: 85, critical_misses: 0 }
scoring: Add up.
reasons: [{ id: time, label: Time ran short, cut: true }]
`,
  satisfaction: `${head("satisfaction")}${scale}
items: [{ id: S01, text: It was clear. }]
open: [{ id: SO1, text: What helped? }]
distress: { id: SD1, text: Did it hurt?, options: ["No", A little], offer: A talk. }
about_you: [{ id: years, label: Years of work, options: [Under five, Five or more], optional: true }]
`,
  certificate: `${head("certificate")}short_title: Training
fields: [{ key: name, label: Full name, type: text, required: true, source: The person. }]
bodies: [{ id: board, name: A board, statement: null, number: null, needs: [Hours] }]
badges: [{ id: participant, title: Participant, meaning: Was there. }]
never: [rescuer]
`,
  measures: `${head("measures")}measures:
${numbered("PM", 26)
  .map(
    (id) =>
      `  - { id: ${id}, title: A measure, definition: What we count., numerator: Those., denominator: ${id === "PM02" ? "All." : "null"}, unit: ${id === "PM02" ? "percent" : "count"}, source: The app., period: Quarter }\n`,
  )
  .join("")}`,
};

/** S1 and S2 fall on both sides of 3, as they must. */
const samples = ["33333333", "33333233", "33332333"].map((levels, index) => {
  const scores = ["C1", "C2", "C3", "C4", "S1", "S2", "C5", "C6"].map(
    (id, place) => `      - { criterion: ${id}, score: ${levels[place]}, reason: It was seen. }\n`,
  );
  return `  - id: CAL${index + 1}
    title: A slice
    module: "1.1"
    level: A1
    presenter: A nurse.
    card: A learner leaves.
    transcript: [{ minute: 0, text: Begins. }, { minute: 3, text: Goes on. }, { minute: 7, text: Ends. }]
    self_note: It went well.
    result: ${index === 0 ? "pass" : "not-yet"}
    strengths: [You waited., You asked.]
    next_step: Begin sooner.
    scores:
${scores.join("")}`;
});

const calibration = `${head("calibration")}instructions: Score alone.
agree: { within: 1, percent: 80, same_result: true }
samples:
${samples.join("")}`;

const touchpoints = [0, 30, 45, 60, 75, 90].map((day) => {
  const message = (to: string) =>
    `{ subject: "Training: hello", text: Hello., reminder: null, parts: [{ id: day-${day}-${to}, kind: call, title: A call, text: Come., minutes: 10 }] }`;
  return `  - { id: day-${day}, day: ${day}, title: A touch, with: null, measure: Who came., learner: ${message("call")}, supervisor: ${day === 0 ? message("sponsor") : "null"} }\n`;
});

const supervisorForm = numbered("SF", 5).map(
  (id) =>
    `  - { id: ${id}, text: Was it used?, several: false, options: [{ id: used, label: Used }, { id: unused, label: Not yet }] }\n`,
);

const followUp = `${head("follow-up")}never_asked: A case.
stop: Stop at any time.
remind_after_days: 7
touchpoints:
${touchpoints.join("")}recall: [1.1-q1, 1.1-q2, 1.1-q3, 1.1-q4, 1.1-q5]
obstacles: [{ id: OB01, text: No time. }, { id: OB02, text: No room. }]
actions: { answers: [{ id: done, label: Done }, { id: open, label: Open }], items: [{ id: AC01, text: A form was changed. }] }
supervisor_form:
${supervisorForm.join("")}`;

const body = (id: string, sentences: number) =>
  `At ${id} the partners met to see the child first and to ask what would help. `.repeat(sentences).trim();

function card(id: string): [string, string] {
  const kind = id.startsWith("P") ? "program-2008" : "comparison";
  return [
    `library/cards/${id}-program.md`,
    `---\nid: ${id}\nslug: program\ntitle: A program\ngrantee: A group\nplace: A town\nperiod: "2006"\naward: null\nkind: ${kind}\ntake: Meet first.\nevidence: It was counted.\ntags: [training]\nquestions: [Who?, What?, When?]\nversion: 1\n${reviews}\n---\n\n## What it did {#what}\n\n${body(id, 6)}\n\n## What to take {#take}\n\n${body(id, 6)}\n`,
  ];
}

function study(id: string): [string, string] {
  return [
    `library/cases/${id}-case.md`,
    `---\nid: ${id}\nslug: case\ntitle: A case\ncards: [P1]\nminutes: 30\nsummary: What they did.\nquestions: [Why?]\nfacilitator_note: Wait.\nversion: 1\n${reviews}\n---\n\n## What happened {#happened}\n\n${body(id, 50)}\n`,
  ];
}

function page(id: string): [string, string] {
  return [
    `library/pages/${id}.md`,
    `---\nid: ${id}\ntitle: A page\naudience: everyone\nsummary: To look up.\nversion: 1\n${reviews}\n---\n\n## Begin {#begin}\n\nWords.\n`,
  ];
}

const cards = [...numbered("P", 12, 1), ...numbered("M", 6, 1)];
const cases = numbered("CS", 6, 1);
const pages = ["language-guide", "federal-law"];

export const sampleSheets: Record<string, string> = {
  "ccip/assessments/form-a.yaml": form("A", 30, "pre", "null"),
  "ccip/assessments/form-b.yaml": form("B", 30, "post", "80"),
  "ccip/assessments/form-c.yaml": form("C", 12, "day-90", "null"),
  "ccip/assessments/boosters.yaml": boosters(),
  "ccip/assessments/confidence.yaml": `id: confidence\ntitle: How sure\ninstructions: Only for you.\n${scale}\nstatements: [{ id: CF1, objective: 1.1-a, text: I can listen. }]\n`,
  "ccip/assessments/attitudes.yaml": `id: attitudes\ntitle: Who answers\ninstructions: Say what you think.\n${scale}\nscoring: Turn the blaming ones round.\nvignettes:\n${numbered("V", 4, 1).map(vignette).join("")}`,
  ...Object.fromEntries(
    Object.entries(instruments).map(([name, text]) => [`ccip/instruments/${name}.yaml`, text]),
  ),
  "ccip/instruments/calibration.yaml": calibration,
  "ccip/follow-up.yaml": followUp,
  "library/library.yaml": `id: library\ntitle: Library\nintro: To learn from [@TWO].\ncards: [${cards.join(", ")}]\ncases: [${cases.join(", ")}]\npages: [${pages.join(", ")}]\n`,
  ...Object.fromEntries([...cards.map(card), ...cases.map(study), ...pages.map(page)]),
};
