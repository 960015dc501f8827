import { AppError } from "#lib/core/errors.ts";
import type { AttemptLimit } from "#lib/core/throttle/attempts.ts";
import { countTogether } from "#lib/core/throttle/attempts-together.ts";
import { onePerson } from "#lib/mail/one-person.ts";

const day = 86_400;

/** Questions of one sender to one mailbox in a day. */
const ofSender: AttemptLimit = { name: "signup:address-sender", max: 3, windowSeconds: day };
const ofAll: AttemptLimit = { name: "signup:address", max: 5, windowSeconds: day };
/** Kept for senders who have not asked this mailbox today, so that one of them cannot use up what belongs to the others. */
const reserve: AttemptLimit = { name: "signup:address-reserve", max: 3, windowSeconds: day };
/** For signups that a program may have sent: from a form on another site, or without a proof under attack. */
const strict: AttemptLimit = { name: "signup:address-strict", max: 1, windowSeconds: day };
const strictReserve: AttemptLimit = { name: "signup:address-strict-reserve", max: 2, windowSeconds: day };

/**
 * Takes the turn of one question to a mailbox, so that no form can be used to bomb it. Returns 0, or the seconds until it may be
 * asked: nothing that a person wanted is lost because strangers signed them up elsewhere.
 * @throws AppError unavailable.
 */
export async function mailTurn(of: {
  workspaceId: string;
  email: string;
  strict?: boolean;
}): Promise<number> {
  const person = onePerson(of.email);
  const sender = `${of.workspaceId} ${person}`;
  const { known: before } = await countTogether({ read: [ofSender, sender] });
  if (before >= ofSender.max) return day;
  const first = before === 0;
  const wait = of.strict ? await within(strict, first ? strictReserve : null, person) : 0;
  return wait || within(ofAll, first ? reserve : null, person, [ofSender, sender]);
}

/**
 * Takes one of a limit, or one of the reserve behind it, and counts `count` where there was one. Returns the seconds to wait where neither
 * has any left.
 */
async function within(
  limit: AttemptLimit,
  behind: AttemptLimit | null,
  person: string,
  count?: readonly [AttemptLimit, string],
): Promise<number> {
  for (const each of behind ? [limit, behind] : [limit]) {
    try {
      await countTogether({ take: [[each, person]], ...(count && { count }) });
      return 0;
    } catch (error) {
      if (!(error instanceof AppError && error.code === "tooOften")) throw error;
      if (each === (behind ?? limit)) return error.retryAfter ?? day;
    }
  }
  return day;
}
