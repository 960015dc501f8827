import { and, eq, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { locate } from "#lib/account/devices/location.ts";
import { burnResets, burnVerifications } from "#lib/account/mailed-links/issue-email-token.ts";
import { hashOrBusy } from "#lib/account/passwords/hash-or-busy.ts";
import { newPassword } from "#lib/account/passwords/new-password.ts";
import { checkPassword } from "#lib/account/passwords/policy.ts";
import { turnOf } from "#lib/account/passwords/turn.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import { rememberDevice } from "#lib/account/sessions/device.ts";
import { revokeSessions } from "#lib/account/sessions/revoke.ts";
import { beginSession } from "#lib/account/sign-in/begin-session.ts";
import { dropPlantedFactors } from "#lib/account/two-factor/drop-planted-factors.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { browserTimeZone, type TimeZone } from "#lib/core/time-zone.ts";
import { personName } from "#lib/mail/names.ts";
import { getInvitation } from "./get.ts";
import { deadInvitation, openInvitation, spendInvitation } from "./open.ts";

const perRange = { name: "accept-invitation:range", max: 30, windowSeconds: 3600 };
const perUnknown = { name: "accept-invitation:unknown-range", max: 300, windowSeconds: 3600 };

const input = z.object({
  token: bounded(200),
  name: personName,
  password: newPassword,
  device: bounded(500).nullish(),
  /** The browser's own zone. */
  timeZone: browserTimeZone,
});

/**
 * Creates an account for the invited address and joins with it. The link proves the address, so it is verified at
 * once. A user who had signed up with it and never proved it loses that account. Begins a session in the workspace.
 * @throws AppError
 */
export const acceptInvitationAsNew = command({
  name: "invitation.accept_as_new",
  allow: visitor,
  input,
  prepare: checkAndHash,
  async run(context, { token, name, device, timeZone }, { passwordHash, place }) {
    const { tx } = context;
    const invitation = await openInvitation(tx, token);
    if (!invitation) throw deadInvitation();
    const { id, workspaceId, workspaceName, email, role } = invitation;
    const userId = await openAccount(tx, { email, name, passwordHash, timeZone });
    await spendInvitation(context, invitation, token, userId);

    const proved = { userId, amr: ["pwd"] satisfies Amr[], knownDevice: true, place, workspaceId };
    const { session, also } = await beginSession(context, proved);
    return {
      result: {
        workspace: workspaceName,
        kind: "session" as const,
        session,
        device: rememberDevice(device, userId),
      },
      audit: {
        target: id,
        userId,
        workspaceId,
        detail: { role, account: "new" },
        about: { userId, fields: { member: name, address: email } },
      },
      also,
    };
  },
});

type NewAccount = { email: string; name: string; passwordHash: string; timeZone: TimeZone | null };

async function openAccount(tx: Transaction, { email, name, passwordHash, timeZone }: NewAccount) {
  const proved = { name, timeZone, passwordHash, passwordChangedAt: sql`now()`, emailVerifiedAt: sql`now()` };
  const [made] = await tx
    .insert(users)
    .values({ id: uuidv7(), email, ...proved })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (made) return made.id;

  const [claimed] = await tx
    .update(users)
    .set(proved)
    .where(and(eq(users.email, email), isNull(users.emailVerifiedAt), isNull(users.disabledAt)))
    .returning({ id: users.id });
  if (!claimed) throw hasAccount();
  await burnVerifications(tx, claimed.id);
  await burnResets(tx, claimed.id);
  await dropPlantedFactors(tx, claimed.id);
  await revokeSessions(tx, claimed.id);
  return claimed.id;
}

async function checkAndHash(actor: Actor, { token, name, password }: z.output<typeof input>) {
  const range = addressRange(actor.origin.ip);
  await (range ? takeAttempt(perRange, range) : takeAttempt(perUnknown, "all"));
  const invitation = await getInvitation(actor, { token });
  if (!invitation) throw deadInvitation();
  if (invitation.hasAccount) throw hasAccount();
  if (!invitation.mailed) throw provesNothing();
  const { email, workspaceName } = invitation;
  const problem = checkPassword(password, { email, name, workspaceName });
  if (problem) throw invalid({ password: problem });
  return { passwordHash: await hashOrBusy(password, turnOf(actor)), place: await locate(actor.origin.ip) };
}

const provesNothing = () =>
  conflict(
    "This link was not mailed to you, so it does not prove your address. Create an account first, or use the link in the invitation mail.",
  );

const hasAccount = () => conflict("This address has an account already. Sign in with it to join.");
