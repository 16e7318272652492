import type { LoaderFunctionArgs } from "@remix-run/node";
import { notFound } from "#app/lib/refuse.ts";
import { sendJson, statusListHere } from "./credential-files.server.ts";

export async function loader({ params }: LoaderFunctionArgs) {
  if (!/^[1-9]\d{0,5}$/.test(params.list ?? "")) throw notFound();
  const list = await statusListHere(Number(params.list));
  return sendJson(list, "application/vc+ld+json", { open: true, seconds: 300 });
}
