import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { timeZone } from "#lib/core/time-zone.ts";

/** Sets the zone in which a user reads times, on pages and in mails. Empty: that of their workspace. */
export const setTimeZone = command({
  name: "user.set_time_zone",
  allow: signedIn,
  locks: "account",
  input: z.object({
    timeZone: z.union([z.literal("").transform(() => null), timeZone], "Choose a time zone from the list."),
  }),
  async run({ tx, actor }, after) {
    const mine = eq(users.id, actor.userId);
    const [before] = await tx.select({ timeZone: users.timeZone }).from(users).where(mine).for("update");
    if (!before) throw notFound("account");
    // The database computes days in it: a zone it does not know fails here and not on a page.
    if (after.timeZone) await tx.execute(sql`select now() at time zone ${after.timeZone}`);
    await tx.update(users).set(after).where(mine);
    return {
      result: after,
      audit: {
        target: actor.userId,
        workspaceId: null,
        changed: changesBetween(before, after, ["timeZone"]),
      },
    };
  },
});
