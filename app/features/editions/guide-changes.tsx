import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Crumbs } from "#app/ui/page.tsx";
import { changesPage } from "./changes-page.server.ts";
import { ChangesView } from "./changes-view.tsx";

/** For everybody: the guide is public, and so is what changed in it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  changesPage("guide", null, new URL(request.url).searchParams);

export default function GuideChanges() {
  const page = useLoaderData<typeof loader>();
  return (
    <div className="wrap changes">
      <Crumbs path={[{ to: "/response-guide", label: "Community Response Guide" }]} />
      <h1>What changed since my copy</h1>
      <ChangesView page={page} />
    </div>
  );
}
