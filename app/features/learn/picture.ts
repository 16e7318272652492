import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { image } from "#app/content/catalogue.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { mayRead } from "./reading.server.ts";

const types: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  svg: "image/svg+xml",
};

/** A picture of a module or chapter, as its text asks for it. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  mayRead(await requireUser(request));
  const path = params["*"] ?? "";
  const bytes = image(params.ownerId ?? "", path);
  const type = types[path.split(".").at(-1)?.toLowerCase() ?? ""];
  if (!bytes || !type) throw notFound();
  return new Response(new Uint8Array(bytes), {
    headers: { "Content-Type": type, "Cache-Control": "private, max-age=3600" },
  });
}
