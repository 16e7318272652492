import { z } from "zod";

/** To whom a link goes. Without an address the coordinator hands the link on. */
export const recipientSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Write who it is for, such as “Intake lead of the center”.")
    .max(120, "Keep it within 120 characters."),
  email: z.union(
    [z.literal(""), z.email().max(200)],
    "Write an address such as intake@example.org, or leave it empty and hand the link on yourself.",
  ),
});
