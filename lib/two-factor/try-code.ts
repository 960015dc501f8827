import { and, eq, isNotNull } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { countAttempt, uncountAttempt } from "#lib/core/attempts.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { AppError, invalid, tooOften } from "#lib/core/errors.ts";
import { platformMail } from "#lib/mail/platform.ts";
import { manyWrongCodesMail, recoveryCodeUsedMail } from "./mails.ts";
import { spendRecoveryCode } from "./recovery-codes.ts";
import { spendTotp } from "./spend-totp.ts";

/** Ten wrong codes in a quarter of an hour, over sign-in, step-up and switching off alike. */
export const perAccount = { name: "two-factor:account", max: 10, windowSeconds: 900 };

type Context = Pick<CommandContext<never>, "tx" | "vault" | "enqueue">;

export type CodeTry =
  | { right: true; by: "code" | "recovery code" }
  /** The command must return the refusal rather than throw it, or the try is not counted. */
  | { right: false; refusal: AppError };

/**
 * Tries what a person typed as the code of their authenticator app or as a recovery code, and spends it. The wrong try is counted in this
 * very transaction: a fault of ours on the way spends none, and parallel tries stand in line. `field` is where the reader finds the message,
 * `also` what it says besides.
 * @throws AppError invalid when nothing was typed, tooOften after too many wrong ones.
 */
export async function tryCode(
  context: Context,
  userId: string,
  typed: string,
  { field = "code", also = "" }: { field?: string; also?: string } = {},
): Promise<CodeTry> {
  const code = typed.replaceAll(/\s/g, "");
  if (code === "") throw invalid({ [field]: "Enter a code." });
  const { tx } = context;
  const { left, retryAfter } = await countAttempt(perAccount, userId, tx);
  if (left < 0)
    throw tooOften(retryAfter, { userId, workspaceId: null, detail: { because: "too many codes" } });

  const [user] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.totpEnabledAt)));
  const by = user && (await spend(context, userId, code, user));
  if (by) {
    await uncountAttempt(perAccount, userId, tx);
    return { right: true, by };
  }

  if (user && left === 0) await context.enqueue(platformMail, manyWrongCodesMail(user));
  const message = `That code is not right, or was used already.${also && ` ${also}`}`;
  const audit = { userId, workspaceId: null, detail: { because: "wrong code" } };
  const refusal = new AppError("invalid", "Check the marked fields.", {
    fields: { [field]: message },
    audit,
  });
  return { right: false, refusal };
}

async function spend(context: Context, userId: string, code: string, user: { name: string; email: string }) {
  if (/^\d{6}$/.test(code)) return (await spendTotp(context, userId, code)) ? ("code" as const) : null;
  const spent = await spendRecoveryCode(context, userId, code);
  if (!spent) return null;
  await context.enqueue(platformMail, recoveryCodeUsedMail(user, spent.left));
  return "recovery code" as const;
}
