/** The text of the file in the field `file` when one was chosen, else what was pasted into `text`. */
export async function textOf(form: FormData): Promise<{ text: string; problem?: string }> {
  const typed = String(form.get("text") ?? "");
  const file = form.get("file");
  if (!(file instanceof File) || file.size === 0) return { text: typed };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()) };
  } catch {
    return {
      text: typed,
      problem: "This file is not UTF-8 text. In your spreadsheet, choose “CSV UTF-8” when you save it.",
    };
  }
}
