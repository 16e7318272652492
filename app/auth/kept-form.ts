/** A form whose sender was signed out before it was sent: where it goes, and its fields as they were typed, in order. */
export type KeptForm = { id: string; action: string; fields: [name: string, value: string][] };

/** The hidden field that says which kept form is sent again. */
export const againField = "kept-form";

const isSecret = (name: string): boolean => /password|secret|^code$|^token$/i.test(name);
const isBookkeeping = (name: string, value: string): boolean =>
  value.trim() === "" ||
  /^(intent|mark|version|event)$|^id$|Id$/.test(name) ||
  /^[0-9a-z]{26}$/.test(value) ||
  /^[\w-]{40,140}$/.test(value);

/** What may be kept of a form: no files, no passwords, no codes. */
export const keepable = (form: FormData): [string, string][] =>
  [...form].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && name !== againField && !isSecret(name) ? [[name, value]] : [],
  );

/** The fields that a person filled in, as far as names and values tell; a mere button has none. */
export const filledIn = (fields: [string, string][]): [string, string][] =>
  fields.filter(([name, value]) => !isBookkeeping(name, value));

/** A field's name as words: "targetHuman" is "Target human". */
export function fieldWords(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[-_.:[\]]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
