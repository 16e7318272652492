import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

export const loader = ({ params }: LoaderFunctionArgs) => ({ name: params.name ?? "" });

/** The same text as Cairn's page, from memory: what Remix and React cost when a page asks for nothing. */
export default function Page() {
  const { name } = useLoaderData<typeof loader>();
  const { textOf } = globalThis as { textOf?: (name: string) => string };
  return <main suppressHydrationWarning dangerouslySetInnerHTML={{ __html: textOf?.(name) ?? "" }} />;
}
