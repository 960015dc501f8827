import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { takeStep } from "./complete.ts";
import { spendLink } from "./links.ts";

/**
 * Confirms a change from the new address, by the mailed link. When the other address has agreed too, the address
 * changes and every other session ends. Returns whether it changed.
 * @throws AppError conflict, in the same words for every dead link.
 */
export const confirmEmailChange = command({
  name: "email_change.confirm",
  allow: visitor,
  input: z.object({ token: bounded(200) }),
  run: async (context, { token }) =>
    takeStep(context, await spendLink(context.tx, "confirm_email", token), "confirmedAt"),
});
