import { didDocumentHere, sendJson } from "./credential-files.server.ts";

export const loader = async () =>
  sendJson(await didDocumentHere(), "application/did+ld+json", { open: true, seconds: 300 });
