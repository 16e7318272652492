import { str } from "#app/content/typst.ts";

/**
 * Typst markup that puts a signed credential into a PDF as an attached file. Everything beyond ASCII is written as a
 * JSON escape: the typesetter replaces letters that its fonts lack, and a changed letter would break the signature.
 */
export function attachedCredential(credential: object): string {
  const json = JSON.stringify(credential).replaceAll(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `
#pdf.attach("credential.json", bytes(${str(json)}), relationship: "supplement", mime-type: "application/ld+json", description: "The same as a digital credential (Open Badges 3.0), signed")
`;
}
