import { AppError } from "#lib/core/errors.ts";
import { issueTurn, type Turn } from "#lib/core/jobs/turn.ts";
import type { AttemptLimit } from "#lib/core/throttle/attempts.ts";
import { countTogether } from "#lib/core/throttle/attempts-together.ts";
import { onePerson } from "#lib/mail/one-person.ts";
import { senderStanding } from "./sender-standing.ts";

const day = 86_400;

/**
 * The limits of one kind of mail to one mailbox, and of what one person's workspaces send in all. Each kind has both, because whoever
 * takes a new mailbox each time meets no limit of a mailbox.
 */
export type Limits = {
  /** Mails of one workspace. */
  sender: AttemptLimit;
  /** Mails of all workspaces that belong to one person, because workspaces cost nothing. */
  owner: AttemptLimit;
  newOwner: AttemptLimit;
  /** Mails of all workspaces younger than a week together. They take nothing from the others, who have limits of their own. */
  newborn: AttemptLimit;
  all: AttemptLimit;
  /** Kept for senders who have not mailed this mailbox today, so that one of them cannot use up what belongs to the others. */
  reserve: AttemptLimit;
  /** Mails of one person's workspaces to all mailboxes together. */
  toAnybody: { owner: AttemptLimit; newOwner: AttemptLimit };
};

const limits = {
  /** The question whether a signup was theirs. */
  signup: {
    sender: { name: "signup:address-sender", max: 3, windowSeconds: day },
    owner: { name: "signup:address-owner", max: 5, windowSeconds: day },
    newOwner: { name: "signup:address-new-owner", max: 2, windowSeconds: day },
    newborn: { name: "signup:address-newborn", max: 4, windowSeconds: day },
    all: { name: "signup:address", max: 5, windowSeconds: day },
    reserve: { name: "signup:address-reserve", max: 3, windowSeconds: day },
    toAnybody: {
      owner: { name: "signup:owner", max: 10_000, windowSeconds: day },
      newOwner: { name: "signup:new-owner", max: 300, windowSeconds: day },
    },
  },
  /** The same question on the word of a member or a program, who prove nothing of the mailbox that they name. */
  told: {
    sender: { name: "told:address-sender", max: 3, windowSeconds: day },
    owner: { name: "told:address-owner", max: 5, windowSeconds: day },
    newOwner: { name: "told:address-new-owner", max: 2, windowSeconds: day },
    newborn: { name: "told:address-newborn", max: 4, windowSeconds: day },
    all: { name: "told:address", max: 5, windowSeconds: day },
    reserve: { name: "told:address-reserve", max: 3, windowSeconds: day },
    toAnybody: {
      owner: { name: "told:owner", max: 1000, windowSeconds: day },
      newOwner: { name: "told:new-owner", max: 20, windowSeconds: day },
    },
  },
  /** The question whether a request about their data is theirs. */
  request: {
    sender: { name: "request:address-sender", max: 3, windowSeconds: day },
    owner: { name: "request:address-owner", max: 5, windowSeconds: day },
    newOwner: { name: "request:address-new-owner", max: 3, windowSeconds: day },
    newborn: { name: "request:address-newborn", max: 5, windowSeconds: day },
    all: { name: "request:address", max: 5, windowSeconds: day },
    reserve: { name: "request:address-reserve", max: 3, windowSeconds: day },
    toAnybody: {
      owner: { name: "request:owner", max: 1000, windowSeconds: day },
      newOwner: { name: "request:new-owner", max: 50, windowSeconds: day },
    },
  },
  /** What became of a request that its person proved by a mail of ours. */
  answer: {
    sender: { name: "answer:address-sender", max: 15, windowSeconds: day },
    owner: { name: "answer:address-owner", max: 20, windowSeconds: day },
    newOwner: { name: "answer:address-new-owner", max: 15, windowSeconds: day },
    newborn: { name: "answer:address-newborn", max: 30, windowSeconds: day },
    all: { name: "answer:address", max: 60, windowSeconds: day },
    reserve: { name: "answer:address-reserve", max: 15, windowSeconds: day },
    toAnybody: {
      owner: { name: "answer:owner", max: 2000, windowSeconds: day },
      newOwner: { name: "answer:new-owner", max: 100, windowSeconds: day },
    },
  },
  /**
   * About a request that nobody proved to us: a member entered it, or it came by the link of a mail that went through the workspace's own
   * server, where the workspace reads it.
   */
  letter: {
    sender: { name: "letter:address-sender", max: 4, windowSeconds: day },
    owner: { name: "letter:address-owner", max: 5, windowSeconds: day },
    newOwner: { name: "letter:address-new-owner", max: 4, windowSeconds: day },
    newborn: { name: "letter:address-newborn", max: 6, windowSeconds: day },
    all: { name: "letter:address", max: 8, windowSeconds: day },
    reserve: { name: "letter:address-reserve", max: 3, windowSeconds: day },
    toAnybody: {
      owner: { name: "letter:owner", max: 300, windowSeconds: day },
      newOwner: { name: "letter:new-owner", max: 5, windowSeconds: day },
    },
  },
} satisfies Record<string, Limits>;

/** For signups that a program may have sent: from a form on another site, or without a proof under attack. */
const strict: AttemptLimit = { name: "signup:address-strict", max: 1, windowSeconds: day };
const strictReserve: AttemptLimit = { name: "signup:address-strict-reserve", max: 2, windowSeconds: day };

type Asked = {
  kind: keyof typeof limits;
  workspaceId: string;
  email: string;
  /** A signup that a program may have sent. */
  strict?: boolean;
};

/**
 * Takes the turn of one mail to a mailbox that may be no user's, so that no form and no member can use the product to bomb it. Its
 * `wait` is 0, or the seconds until the mail may go: nothing that a person wanted is lost because others mailed them elsewhere. A
 * stranger who makes workspaces takes turns of young workspaces alone. Each count is taken before the next is asked, so that many
 * mails at once count as many.
 * @throws AppError unavailable.
 */
export async function mailTurn(asked: Asked): Promise<Turn> {
  return issueTurn(await waitOf(asked));
}

/** Returns the turn of a mail that asks for its own while sending, because its mailbox is read only then. */
export const turnWhenSent = (): Turn => issueTurn(0, true);

/** Returns the turn of a mail to a user's own verified address. */
export const turnOfUser = (): Turn => issueTurn();

async function waitOf({ kind, workspaceId, email, ...asked }: Asked): Promise<number> {
  const person = onePerson(email);
  const of: Limits = limits[kind];
  const { owner, newborn } = await senderStanding(workspaceId);
  const sender = [of.sender, `${workspaceId} ${person}`] as const;
  const first = (await countTogether({ read: sender })).known === 0;
  const standing = newborn ? "newOwner" : "owner";
  const own = await waitFor(sender, [of[standing], `${owner} ${person}`], [of.toAnybody[standing], owner]);
  if (own) return own;
  if (newborn) return waitFor([of.newborn, person]);
  const byProgram = asked.strict ? await within(strict, first ? strictReserve : null, person) : 0;
  return byProgram || within(of.all, first ? of.reserve : null, person);
}

/** Takes one of a limit, or one of the reserve behind it. Returns the seconds to wait where neither has any left. */
async function within(limit: AttemptLimit, behind: AttemptLimit | null, person: string): Promise<number> {
  const wait = await waitFor([limit, person]);
  return wait && behind ? waitFor([behind, person]) : wait;
}

/** Takes one of each limit. Returns 0, or the seconds to wait for the first that has none left. */
async function waitFor(...limits: (readonly [AttemptLimit, string])[]): Promise<number> {
  try {
    await countTogether({ take: limits });
    return 0;
  } catch (error) {
    if (!(error instanceof AppError && error.code === "tooOften")) throw error;
    return error.retryAfter ?? day;
  }
}
