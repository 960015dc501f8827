import type { Transaction } from "#lib/core/database/transaction.ts";
import { type AttemptLimit, attemptsOf, countAttempt } from "#lib/core/throttle/attempts.ts";

/** As long as a mark is good, so that none counts twice. */
const used: AttemptLimit = { name: "subject-request:mark", max: 1, windowSeconds: 86_400 };
const sent: AttemptLimit = { name: "subject-request:mark-sent", max: 1, windowSeconds: 86_400 };

/** The mark of one form, and what was typed into it. */
export type Press = { mark: string; text: string };

const both = ({ mark, text }: Press) => `${mark} ${text}`;

/**
 * Returns what a press of a form is: "again" for one whose request is kept already, "used" for another text under a mark that was used,
 * which is not kept, or "first". A press whose request was not kept, because the server was busy, counts for nothing.
 * @throws AppError unavailable.
 */
export async function pressOf(press: Press): Promise<"first" | "again" | "used"> {
  if ((await attemptsOf(sent, both(press))) > 0) return "again";
  return (await attemptsOf(used, press.mark)) > 0 ? "used" : "first";
}

/** Uses up the mark of a form with the request that it sends, in one transaction. Returns false where another press was first. */
export async function spendMark(tx: Transaction, press: Press): Promise<boolean> {
  if ((await countAttempt(used, press.mark, tx)).left < 0) return false;
  await countAttempt(sent, both(press), tx);
  return true;
}
