import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import type { Actor } from "#lib/core/actor.ts";
import { addressRange } from "#lib/core/address-range.ts";
import { takeAttempt } from "#lib/core/attempts.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { platformMail } from "#lib/mail/platform.ts";
import { issueReset } from "#lib/users/issue-email-token.ts";
import { resetMail } from "./mails.ts";

/** As long as a link lives: whoever uses up the requests of somebody else leaves them one that works, until they can ask again. */
const perAddress = { name: "reset:address", max: 5, windowSeconds: 1800 };
const perRange = { name: "reset:range", max: 20, windowSeconds: 3600 };
const perUnknown = { name: "reset:unknown-range", max: 200, windowSeconds: 3600 };

const input = z.object({ email: emailAddress.optional() });

/**
 * Mails a link to choose a new password, to the address given or to the signed-in person's own. An address without an account gets
 * nothing, and the caller cannot tell. @throws AppError tooOften, or unavailable when nothing can be counted.
 */
export const requestReset = command({
  name: "password.request_reset",
  allow: visitor,
  input,
  prepare: limit,
  async run({ tx, actor, enqueue }, { email }) {
    const own = "userId" in actor ? eq(users.id, actor.userId) : undefined;
    const [user] = await tx
      .select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .where(and(email === undefined ? own : eq(users.email, email), isNull(users.disabledAt)));

    if (user) await enqueue(platformMail, resetMail(user, await issueReset(tx, user)));
    return {
      result: undefined,
      audit: { target: user?.id ?? null, userId: user?.id ?? null, workspaceId: null },
    };
  },
});

async function limit(actor: Actor, { email }: z.output<typeof input>) {
  const whose = email ?? ("userId" in actor ? actor.userId : undefined);
  if (whose === undefined) throw invalid({ email: "Enter an email address." });
  const range = addressRange(actor.origin.ip);
  await (range ? takeAttempt(perRange, range) : takeAttempt(perUnknown, "all"));
  await takeAttempt(perAddress, whose);
}
