import { addressRanges } from "#lib/core/throttle/address-range.ts";
import { returnAttempt, takeDelayedAttempt } from "#lib/core/throttle/attempt-delay.ts";
import { type AttemptLimit, clearAttempts, takeAttempt } from "#lib/core/throttle/attempts.ts";

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

/** Forgets the wrong passwords of an address after a reset, so that an attacker's guesses do not delay the owner. */
export const forgetWrongPasswords = (email: string) => clearAttempts(perAccount, email);

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
