import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { issueReset } from "#lib/account/mailed-links/issue-email-token.ts";
import { countMailRequest } from "#lib/account/mailed-links/mail-limits.ts";
import { factsOf, sightingOf } from "#lib/account/notices/facts.ts";
import { knowsDevice } from "#lib/account/sessions/device.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { readCredentials } from "./credentials.ts";
import { resetMail } from "./mails.ts";

/**
 * The window is a link's lifetime. An attacker who uses up a user's requests therefore leaves them a working link
 * until they can ask again.
 */
const limits = {
  name: "reset",
  perNetwork: 20,
  forOne: 4,
  forAll: 12,
  windowSeconds: 1800,
  recovery: true,
  spent: "Too many attempts. If that address has an account, the newest link in its mailbox still works.",
} as const;

const input = z.object({
  email: emailAddress.optional(),
  /** The device cookie. */
  device: bounded(500).nullish(),
});

/**
 * Mails a link to choose a new password, to the given address or the signed-in user's own. An address without an
 * account gets nothing, and the caller cannot tell.
 * @throws AppError tooOften, or unavailable when the request cannot be counted.
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

    if (user) {
      const facts = factsOf(await sightingOf(tx, actor, user.id));
      await enqueue(platformMail, resetMail(user, facts, await issueReset(tx, user)));
    }
    return {
      result: undefined,
      audit: { target: user?.id ?? null, userId: user?.id ?? null, workspaceId: null },
    };
  },
});

async function limit(actor: Actor, { email, device }: z.output<typeof input>) {
  const { ip } = actor.origin;
  if (email === undefined) {
    if (!("userId" in actor)) throw invalid({ email: "Enter an email address." });
    return countMailRequest(limits, { ip, address: actor.userId, own: actor.userId });
  }
  const user = await readCredentials(email);
  const known = user && knowsDevice(device, user.userId);
  return countMailRequest(limits, { ip, address: email, own: known && `${known} ${email}` });
}
