import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { emailChanges } from "#db/schema/email-changes.ts";
import { users } from "#db/schema/users.ts";
import { memberships, workspaces } from "#db/schema/workspaces.ts";
import { issueVerification } from "#lib/account/mailed-links/issue-email-token.ts";
import { countMailRequest } from "#lib/account/mailed-links/mail-limits.ts";
import { hashOrBusy } from "#lib/account/passwords/hash-or-busy.ts";
import { newPassword } from "#lib/account/passwords/new-password.ts";
import { checkPassword } from "#lib/account/passwords/policy.ts";
import { turnOf } from "#lib/account/passwords/turn.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { browserTimeZone } from "#lib/core/time-zone.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { personName, workspaceName } from "#lib/mail/names.ts";
import { newcomerMail } from "#lib/mail/platform/platform-mail.ts";
import { addressKeptMail, alreadyRegisteredMail, verificationMail } from "./mails.ts";
import { mayRemindVerified } from "./may-remind-verified.ts";
import { signUpMark } from "./sign-up-mark.ts";

const limits = {
  name: "sign-up",
  perNetwork: 20,
  forOne: 4,
  forAll: 12,
  windowSeconds: 3600,
  spent: "Too many attempts. Open the newest mail that we sent to that address, or choose a new password.",
};

const input = z.object({
  name: personName,
  workspaceName,
  email: emailAddress,
  password: newPassword,
  /** The browser's own zone. */
  timeZone: browserTimeZone,
});

/**
 * Creates a user and their first workspace, and mails the link that proves the address. For an address with an
 * account, its owner gets a mail and the caller the same response. The account can do nothing until the link is
 * opened. Returns the mark by which the browser is known when it opens the link. A second sign-up for it waits behind its own link (see issueVerification).
 * @throws AppError
 */
export const signUp = command({
  name: "user.sign_up",
  allow: visitor,
  input,
  prepare: checkAndHash,
  async run(
    { tx, enqueue, enterWorkspace },
    { name, workspaceName, email, timeZone },
    { passwordHash, turn },
  ) {
    const mark = signUpMark(email, passwordHash);
    const userId = uuidv7();
    const [made] = await tx
      .insert(users)
      .values({ id: userId, email, name, passwordHash, passwordChangedAt: sql`now()`, timeZone })
      .onConflictDoNothing()
      .returning({ id: users.id });

    if (!made) {
      const [known] = await tx
        .select({ id: users.id, name: users.name, verifiedAt: users.emailVerifiedAt })
        .from(users)
        .where(eq(users.email, email));
      if (!known) throw new Error("An account was deleted while somebody signed up with its address.");
      const mail = known.verifiedAt
        ? (await mayRemindVerified(tx, known.id)) && alreadyRegisteredMail({ name: known.name, email })
        : verificationMail(
            { name, email },
            await issueVerification(tx, { userId: known.id, email, passwordHash }),
          );
      if (mail) await enqueue(newcomerMail, mail, { turn });
      const detail = { account: known.verifiedAt ? "exists" : "waits for its link" };
      return {
        result: { email, mark },
        audit: { target: known.id, userId: known.id, workspaceId: null, detail },
      };
    }

    if (await isKept(tx, email)) {
      await tx.delete(users).where(eq(users.id, userId));
      await enqueue(newcomerMail, addressKeptMail(email), { turn });
      const detail = { account: "may come back" };
      return { result: { email, mark }, audit: { workspaceId: null, detail } };
    }

    const workspaceId = uuidv7();
    await enterWorkspace(workspaceId);
    await tx
      .insert(workspaces)
      .values({ id: workspaceId, name: workspaceName, ...(timeZone && { timeZone }) });
    await tx.insert(memberships).values({ workspaceId, userId, role: "owner" });
    const seed = await issueVerification(tx, { userId, email, passwordHash: null });
    await enqueue(newcomerMail, verificationMail({ name, email }, seed), { turn });
    return {
      result: { email, mark },
      audit: { target: userId, userId, workspaceId, detail: { workspace: workspaceName } },
    };
  },
});

/**
 * Returns whether an account moved away from this address so lately that it can be taken back, which a new account
 * would block. Runs after the new row is inserted, because that insert waits for a concurrent move.
 */
async function isKept(tx: Transaction, email: string): Promise<boolean> {
  const [change] = await tx
    .select({ id: emailChanges.id })
    .from(emailChanges)
    .where(
      and(
        eq(emailChanges.oldEmail, email),
        gt(emailChanges.completedAt, sql`now() - interval '7 days'`),
        isNull(emailChanges.cancelledAt),
      ),
    )
    .limit(1);
  return change !== undefined;
}

async function checkAndHash(actor: Actor, { email, name, workspaceName, password }: z.output<typeof input>) {
  const problem = checkPassword(password, { email, name, workspaceName });
  if (problem) throw invalid({ password: problem });

  const turn = await countMailRequest(limits, { ip: actor.origin.ip, address: email });
  return { passwordHash: await hashOrBusy(password, turnOf(actor)), turn };
}
