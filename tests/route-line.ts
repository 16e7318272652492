export type Line = {
  /** The path in app/routes.ts, "/" for the index. */
  route: string;
  address: string;
  /** What each asker gets, in the order of `askers`. `in`: a redirect to the sign-in page. `-`: may do it, not asked. */
  get: string;
  /** A form that would change something, sent where nobody in the columns may: what each of them gets. */
  form?: Record<string, string>;
  post?: string;
};

export const line = (
  route: string,
  address: string,
  get: string,
  form?: Record<string, string>,
  post?: string,
): Line => ({
  route,
  address,
  get,
  form,
  post,
});
