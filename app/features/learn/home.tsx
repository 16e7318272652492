import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requireUser } from "#app/auth/session.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return { name: user.name };
}

export default function Home() {
  const { name } = useLoaderData<typeof loader>();
  return (
    <div className="wrap">
      <h1>Welcome, {name}</h1>
    </div>
  );
}
