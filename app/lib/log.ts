import { pino } from "pino";
import { env } from "./env.ts";

/** Structured log on standard output. Never pass names, addresses or answers: ids and counts only. */
export const log = pino({ level: env.logLevel, base: { pid: process.pid } });
