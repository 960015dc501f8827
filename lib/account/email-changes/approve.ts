import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { takeStep } from "./complete.ts";
import { spendLink } from "./links.ts";

/**
 * Approves a change from the old address, by the mailed link. When the other address has agreed too, the address
 * changes and every other session ends. Returns whether it changed.
 * @throws AppError conflict, in the same words for every dead link.
 */
export const approveEmailChange = command({
  name: "email_change.approve",
  allow: visitor,
  input: z.object({ token: bounded(200) }),
  run: async (context, { token }) =>
    takeStep(context, await spendLink(context.tx, "approve_email", token), "approvedAt"),
});
