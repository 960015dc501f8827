import { sql } from "drizzle-orm";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { issueTurn, type Turn } from "#lib/core/jobs/turn.ts";
import { type AttemptLimit, countAttempt } from "#lib/core/throttle/attempts.ts";
import { onePerson } from "#lib/mail/one-person.ts";

/** Mails to one address in a day, first and repeated ones: from one workspace, and from all workspaces of one person. */
const ofWorkspace = { name: "invitation:workspace-address", max: 5, windowSeconds: 86_400 };
const ofOwner = { name: "invitation:owner-address", max: 5, windowSeconds: 86_400 };
/** From all workspaces younger than a week together, because an attacker makes any number of them. */
const ofNewborn = { name: "invitation:newborn-address", max: 6, windowSeconds: 86_400 };
const ofOlder = { name: "invitation:address", max: 10, windowSeconds: 86_400 };
/** Kept for older workspaces that have not invited this address today. */
const reserve = { name: "invitation:address-reserve", max: 3, windowSeconds: 86_400 };

/**
 * Takes the turn of one invitation mail to an address, if the transaction commits. Cancelling an invitation and creating a new one
 * does not avoid the limits. Returns null where the address got enough mails of others: then the invitation stands without a mail.
 * @throws AppError tooOften where this workspace itself mailed the address enough.
 */
export async function takeMailTurn(
  tx: Transaction,
  { workspaceId }: Member,
  email: string,
): Promise<Turn | null> {
  const person = onePerson(email);
  const here = await countAttempt(ofWorkspace, `${workspaceId} ${person}`, tx);
  if (here.left < 0) {
    const words = `That address got ${ofWorkspace.max} invitations from this workspace today. Try again tomorrow.`;
    throw new AppError("tooOften", words, { retryAfter: here.retryAfter });
  }
  const [sender] = await tx.execute<{ owner_id: string | null; newborn: boolean }>(
    sql`select owner_id, newborn from sender_standing(${workspaceId})`,
  );
  const takes = async (of: AttemptLimit, key: string) => (await countAttempt(of, key, tx)).left >= 0;
  if (!(await takes(ofOwner, `${sender?.owner_id ?? workspaceId} ${person}`))) return null;
  const isFirst = here.left === ofWorkspace.max - 1;
  const taken =
    sender?.newborn !== false
      ? await takes(ofNewborn, person)
      : (await takes(ofOlder, person)) || (isFirst && (await takes(reserve, person)));
  return taken ? issueTurn() : null;
}
