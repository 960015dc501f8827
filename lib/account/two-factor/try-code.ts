import { and, eq, isNotNull } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import type { Actor } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { AppError, invalid } from "#lib/core/errors.ts";
import { countAttempt } from "#lib/core/throttle/attempts.ts";
import { codeBucketOf, forgetWrongCodes, lockOutCodes, takeCodeTry } from "./code-limits.ts";
import { manyWrongCodesMail, recoveryCodeUsedMail } from "./mails.ts";
import { readCode, type TypedCode } from "./read-code.ts";
import { spendRecoveryCode } from "./recovery-codes.ts";
import { spendTotp } from "./spend-totp.ts";

/** Mails about repeated wrong codes at most once a day. */
const perMail = { name: "two-factor:mailed", max: 1, windowSeconds: 86_400 };

type Context = Pick<CommandContext<Actor>, "tx" | "actor" | "vault" | "enqueue">;

export type CodeTry =
  | { right: true; by: "code" | "recovery code" }
  /** The command must return the refusal rather than throw it, otherwise the try is not counted. */
  | { right: false; refusal: AppError };

/**
 * Checks and spends a typed authenticator or recovery code. A wrong try is counted in the caller's transaction, so
 * that an internal error spends none and concurrent tries queue. `own` is the session or known browser (see
 * codeBucketOf), `field` the place of the message, `also` what it adds.
 * @throws AppError invalid for an empty code, tooOften after too many wrong ones.
 */
export async function tryCode(
  context: Context,
  userId: string,
  typed: string,
  { own, field = "code", also = "" }: { own: string | null; field?: string; also?: string },
): Promise<CodeTry> {
  const code = readCode(typed);
  if (code === "empty") throw invalid({ [field]: "Enter a code." });
  const { tx } = context;
  const bucket = codeBucketOf(userId, own);
  const tooMany = { userId, workspaceId: null, detail: { because: "too many codes" } };
  const { last } = await takeCodeTry(tx, bucket, tooMany);

  const [user] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.totpEnabledAt)));
  const by = user && (await spend(context, userId, code, user));
  if (by) {
    await forgetWrongCodes(tx, bucket);
    return { right: true, by };
  }

  if (user && last) {
    await lockOutCodes(tx, bucket);
    if ((await countAttempt(perMail, userId, tx)).left >= 0)
      await sendNotice(context, { ...user, id: userId }, manyWrongCodesMail(user));
  }
  const message = `That code is not right, or was used already.${also && ` ${also}`}`;
  const audit = { userId, workspaceId: null, detail: { because: "wrong code" } };
  const refusal = new AppError("invalid", "Check the marked fields.", {
    fields: { [field]: message },
    audit,
  });
  return { right: false, refusal };
}

async function spend(
  context: Context,
  userId: string,
  code: TypedCode,
  user: { name: string; email: string },
) {
  if (typeof code === "string") return null;
  if ("app" in code) return (await spendTotp(context, userId, code.app)) ? ("code" as const) : null;
  const spent = await spendRecoveryCode(context, userId, code.recovery);
  if (!spent) return null;
  await sendNotice(context, { ...user, id: userId }, recoveryCodeUsedMail(user, spent.left));
  return "recovery code" as const;
}
