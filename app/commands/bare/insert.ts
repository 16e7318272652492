import { join } from "node:path";
import { openTable } from "./table.server.ts";

const insert = openTable(join(process.env.DATA_DIR ?? ".", "bare.sqlite"));

/** One durable row, nothing else. */
export async function action({ request }: { request: Request }) {
  const form = await request.formData();
  insert(String(form.get("attempt")), String(form.get("item")), Number(form.get("place")));
  return new Response(null, { status: 204 });
}
