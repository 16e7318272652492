import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";

const port = z.coerce
  .number({ error: "PORT must be a whole number from 1 to 65535." })
  .int("PORT must be a whole number from 1 to 65535.")
  .min(1, "PORT must be a whole number from 1 to 65535.")
  .max(65535, "PORT must be a whole number from 1 to 65535.");

const schema = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1, "HOST must be an address to listen on, such as 127.0.0.1.").default("127.0.0.1"),
  ORIGIN: z
    .url({
      protocol: /^https?$/,
      error: "ORIGIN must be the address people type, such as https://cairn.example.org.",
    })
    .transform((value) => new URL(value).origin)
    .optional(),
  DATA_DIR: z.string().min(1, "DATA_DIR must be a folder.").default("./data"),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "SMTP_URL must look like smtp://user:password@host:587." })
    .optional(),
  MAIL_FROM: z
    .string()
    .min(3, "MAIL_FROM must be an e-mail address.")
    .default("CCIP Training <no-reply@localhost>"),
  SESSION_DAYS: z.coerce
    .number({ error: "SESSION_DAYS must be a number of days from 1 to 90." })
    .int("SESSION_DAYS must be a whole number of days.")
    .min(1, "SESSION_DAYS must be a number of days from 1 to 90.")
    .max(90, "SESSION_DAYS must be a number of days from 1 to 90.")
    .default(14),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"], {
      error: "LOG_LEVEL must be one of trace, debug, info, warn, error, silent.",
    })
    .default("info"),
  WORKERS: z.coerce
    .number({ error: "WORKERS must be a number from 1 to 64." })
    .int("WORKERS must be a whole number.")
    .min(1, "WORKERS must be a number from 1 to 64.")
    .max(64, "WORKERS must be a number from 1 to 64.")
    .default(availableParallelism()),
  TRUST_PROXY: z
    .enum(["true", "false"], { error: "TRUST_PROXY must be true or false." })
    .default("false")
    .transform((value) => value === "true"),
});

export type Env = {
  port: number;
  host: string;
  origin: string;
  /** Whether ORIGIN was set by the operator (otherwise it is derived from HOST and PORT). */
  originIsSet: boolean;
  dataDir: string;
  smtpUrl: string | undefined;
  mailFrom: string;
  sessionDays: number;
  logLevel: string;
  workers: number;
  trustProxy: boolean;
};

/** Settings from the environment. Throws an Error whose message has one sentence per wrong setting. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (!result.success) throw new Error(result.error.issues.map((issue) => issue.message).join("\n"));
  const s = result.data;
  return {
    port: s.PORT,
    host: s.HOST,
    origin: s.ORIGIN ?? `http://${s.HOST === "0.0.0.0" || s.HOST === "::" ? "127.0.0.1" : s.HOST}:${s.PORT}`,
    originIsSet: s.ORIGIN !== undefined,
    dataDir: resolve(s.DATA_DIR),
    smtpUrl: s.SMTP_URL,
    mailFrom: s.MAIL_FROM,
    sessionDays: s.SESSION_DAYS,
    logLevel: s.LOG_LEVEL,
    workers: s.WORKERS,
    trustProxy: s.TRUST_PROXY,
  };
}
