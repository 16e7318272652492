import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { endSession } from "./session.server.ts";

export async function action({ request }: ActionFunctionArgs) {
  return redirect("/sign-in", { headers: { "Set-Cookie": await endSession(request) } });
}

export const loader = () => redirect("/");
