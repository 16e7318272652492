import { createContext } from "react";

/** The script nonce of this answer; undefined in the browser, where scripts are already running. */
export const NonceContext = createContext<string | undefined>(undefined);

/** The reference of this request, shown when something broke so that the log line can be found. */
export const ReferenceContext = createContext<string | undefined>(undefined);
