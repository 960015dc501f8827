import { AppError } from "#lib/core/errors.ts";
import type { AttemptLimit } from "#lib/core/throttle/attempts.ts";
import { countTogether } from "#lib/core/throttle/attempts-together.ts";
import { onePerson } from "#lib/mail/one-person.ts";
import { senderStanding } from "./sender-standing.ts";

const day = 86_400;

/** Questions of one workspace to one mailbox in a day. */
const ofSender: AttemptLimit = { name: "signup:address-sender", max: 3, windowSeconds: day };
/** Questions of all workspaces that belong to one person, because workspaces cost nothing. */
const ofOwner: AttemptLimit = { name: "signup:address-owner", max: 5, windowSeconds: day };
const ofNewOwner: AttemptLimit = { name: "signup:address-new-owner", max: 2, windowSeconds: day };
/** Questions of all workspaces younger than a week together. They take nothing from the others, who have limits of their own. */
const ofNewborn: AttemptLimit = { name: "signup:address-newborn", max: 4, windowSeconds: day };
const ofAll: AttemptLimit = { name: "signup:address", max: 5, windowSeconds: day };
/** Kept for senders who have not asked this mailbox today, so that one of them cannot use up what belongs to the others. */
const reserve: AttemptLimit = { name: "signup:address-reserve", max: 3, windowSeconds: day };
/** For signups that a program may have sent: from a form on another site, or without a proof under attack. */
const strict: AttemptLimit = { name: "signup:address-strict", max: 1, windowSeconds: day };
const strictReserve: AttemptLimit = { name: "signup:address-strict-reserve", max: 2, windowSeconds: day };

/**
 * Takes the turn of one question to a mailbox, so that no form can be used to bomb it. Returns 0, or the seconds until it may be
 * asked: nothing that a person wanted is lost because strangers signed them up elsewhere. A stranger who makes workspaces takes
 * turns of young workspaces alone. Each count is taken before the next is asked, so that many signups at once count as many.
 * @throws AppError unavailable.
 */
export async function mailTurn(of: {
  workspaceId: string;
  email: string;
  strict?: boolean;
}): Promise<number> {
  const person = onePerson(of.email);
  const { owner, newborn } = await senderStanding(of.workspaceId);
  const sender = `${of.workspaceId} ${person}`;
  const first = (await countTogether({ read: [ofSender, sender] })).known === 0;
  const own = await waitFor([ofSender, sender], [newborn ? ofNewOwner : ofOwner, `${owner} ${person}`]);
  if (own) return own;
  if (newborn) return waitFor([ofNewborn, person]);
  const byProgram = of.strict ? await within(strict, first ? strictReserve : null, person) : 0;
  return byProgram || within(ofAll, first ? reserve : null, person);
}

/** Takes one of a limit, or one of the reserve behind it. Returns the seconds to wait where neither has any left. */
async function within(limit: AttemptLimit, behind: AttemptLimit | null, person: string): Promise<number> {
  const wait = await waitFor([limit, person]);
  return wait && behind ? waitFor([behind, person]) : wait;
}

/** Takes one of each limit. Returns 0, or the seconds to wait for the first that has none left. */
async function waitFor(...limits: [AttemptLimit, string][]): Promise<number> {
  try {
    await countTogether({ take: limits });
    return 0;
  } catch (error) {
    if (!(error instanceof AppError && error.code === "tooOften")) throw error;
    return error.retryAfter ?? day;
  }
}
