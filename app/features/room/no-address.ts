const ending = "@no-mail.invalid";

/** The address of somebody who has none: no letter reaches it. */
export const noAddressFor = (personId: string): string => `${personId}${ending}`;

export const isNoAddress = (email: string): boolean => email.endsWith(ending);
