import { and, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { recoveryCodesMadeMail } from "./mails.ts";
import { replaceRecoveryCodes } from "./recovery-codes.ts";

/**
 * Replaces the recovery codes with ten new ones.
 * @throws AppError conflict when two-factor is off.
 */
export const regenerateRecoveryCodes = command({
  name: "two_factor.regenerate_recovery_codes",
  allow: signedIn,
  fresh: true,
  limit: { per: "user", max: 30, windowSeconds: 3600 },
  locks: "account",
  input: z.object({}),
  async run(context) {
    const { tx, actor } = context;
    // The row is locked, so that concurrent calls leave one whole set.
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(and(eq(users.id, actor.userId), isNotNull(users.totpEnabledAt)))
      .for("update");
    if (!user) throw conflict("Recovery codes come with two-factor authentication, which is off.");
    const codes = await replaceRecoveryCodes(context, actor.userId);
    await sendNotice(context, { ...user, id: actor.userId }, recoveryCodesMadeMail(user));
    return { result: { codes }, audit: { target: actor.userId, workspaceId: null } };
  },
});
