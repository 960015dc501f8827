import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { demandInstallationOwner, ofInstallation } from "#lib/operations/installation-owner.ts";

/**
 * Finds the account of an address, for the installation's owner. A command, because who looks for whom is recorded.
 * @throws AppError notFound for all users but the installation's owner, invalid for an address without an account.
 */
export const findAccount = command({
  name: "account.find",
  allow: signedIn,
  limit: { per: "user", max: 60, windowSeconds: 3600 },
  input: z.object({ email: emailAddress }),
  async run({ tx, actor }, { email }) {
    await demandInstallationOwner(tx, actor);
    const [user] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.email, email), isNull(users.disabledAt)));
    if (!user) throw invalid({ email: "No account has this address." });
    return { result: { userId: user.id }, audit: { target: user.id, ...ofInstallation } };
  },
});
