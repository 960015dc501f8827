import { addressRange, addressRanges } from "#lib/core/throttle/address-range.ts";
import { returnAttempt, takeDelayedAttempt } from "#lib/core/throttle/attempt-delay.ts";
import {
  type AttemptLimit,
  attemptsOf,
  clearAttempts,
  countAttempt,
  takeAttempt,
} from "#lib/core/throttle/attempts.ts";

const perRange = { name: "sign-in:range", max: 30, windowSeconds: 600 };
/** An IPv6 site holds 65,536 of those networks, so it is counted as a whole too. */
const perSite = { name: "sign-in:site", max: 120, windowSeconds: 600 };
/**
 * Without an edge every browser shares one address. The limit leaves room for a company, and still stops password
 * spraying.
 */
const perUnknown = { name: "sign-in:unknown-range", max: 300, windowSeconds: 600 };
const perAccount = {
  name: "sign-in:account",
  free: 5,
  firstDelaySeconds: 60,
  maxDelaySeconds: 900,
  forgetSeconds: 24 * 3600,
};
const perDevice = { ...perAccount, name: "sign-in:device" };

/** A network where a link from the account's mailbox was spent. It has a bucket of its own for a while, as a known browser has. */
const resetHere = { name: "sign-in:reset-here", max: 1, windowSeconds: 1800 };

/**
 * Forgets the wrong passwords of an address after a reset, and counts the resetting network alone for half an hour. An attacker who
 * goes on guessing elsewhere therefore does not delay the owner's first sign-in.
 */
export async function welcomeAfterReset(email: string, ip: string | null): Promise<void> {
  await clearAttempts(perAccount, email);
  const range = addressRange(ip);
  if (!range) return;
  await clearAttempts(perDevice, bucketAfterReset(range, email));
  await countAttempt(resetHere, `${range} ${email}`);
}

const bucketAfterReset = (range: string, email: string) => `reset ${range} ${email}`;

export type ReservedAttempt = {
  /** Uncounts the attempt, because no password was checked. */
  giveBack: () => Promise<void>;
  /** Forgets all attempts counted against the account, because the password was right. */
  clear: () => Promise<void>;
};

/**
 * Counts one password attempt before the password is checked, against the network and the account. A known browser has its own bucket and
 * no network limit, so that an attacker's guesses cannot lock the owner out. Accounts are counted by address, existing or not.
 * @throws AppError tooOften, or unavailable when the attempt cannot be counted.
 */
export async function reserveSignInAttempt(of: {
  ip: string | null;
  email: string;
  device: string | null;
}): Promise<ReservedAttempt> {
  const [range, site] = addressRanges(of.ip);
  const networks: [AttemptLimit, string][] = range ? [[perRange, range]] : [[perUnknown, "all"]];
  if (site) networks.push([perSite, site]);
  const counted = of.device ? [] : networks;
  const [limit, bucket] = of.device
    ? ([perDevice, `${of.device} ${of.email}`] as const)
    : range && (await attemptsOf(resetHere, `${range} ${of.email}`)) > 0
      ? ([perDevice, bucketAfterReset(range, of.email)] as const)
      : ([perAccount, of.email] as const);

  for (const network of counted) await takeAttempt(...network);
  await takeDelayedAttempt(limit, bucket);
  return {
    async giveBack() {
      for (const network of counted) await returnAttempt(...network);
      await returnAttempt(limit, bucket);
    },
    async clear() {
      for (const network of counted) await returnAttempt(...network);
      await clearAttempts(limit, bucket);
    },
  };
}
