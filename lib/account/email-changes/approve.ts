import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { takeStep } from "./complete.ts";
import { spendLink } from "./links.ts";

/**
 * The old address agrees to a change, by the link mailed to it. With the last one missing the address changes, and every other session
 * ends. Answers whether it did. @throws AppError conflict, in the same words for every dead link.
 */
export const approveEmailChange = command({
  name: "email_change.approve",
  allow: visitor,
  input: z.object({ token: bounded(200) }),
  run: async (context, { token }) =>
    takeStep(context, await spendLink(context.tx, "approve_email", token), "approvedAt"),
});
