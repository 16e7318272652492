/** A Response to throw when the person may not or cannot. `sentence` is shown to them and says what they can do. */
const refusal = (status: number, sentence: string): Response =>
  new Response(sentence, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });

export const notFound = (
  sentence = "There is nothing at this address, or it is not yours to see. Check the link, or go back to your home page.",
): Response => refusal(404, sentence);

export const forbidden = (
  sentence = "Your role does not allow this here. If you need it, ask your site coordinator.",
): Response => refusal(403, sentence);

export const conflict = (sentence: string): Response => refusal(409, sentence);

export const tooMany = (sentence: string, seconds: number): Response => {
  const response = refusal(429, sentence);
  response.headers.set("Retry-After", String(seconds));
  return response;
};
