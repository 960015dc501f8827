import { addressRange } from "#lib/core/throttle/address-range.ts";
import { returnAttempt, takeDelayedAttempt } from "#lib/core/throttle/attempt-delay.ts";
import { clearAttempts, takeAttempt } from "#lib/core/throttle/attempts.ts";

const perRange = { name: "sign-in:range", max: 30, windowSeconds: 600 };
/** Without an edge every browser looks alike: room for a company, still an end to spraying. */
const perUnknown = { name: "sign-in:unknown-range", max: 300, windowSeconds: 600 };
const perAccount = {
  name: "sign-in:account",
  free: 5,
  firstDelaySeconds: 60,
  maxDelaySeconds: 900,
  forgetSeconds: 24 * 3600,
};
const perDevice = { ...perAccount, name: "sign-in:device" };

/** After a reset: whoever guessed before does not keep the owner waiting. */
export const forgetWrongPasswords = (email: string) => clearAttempts(perAccount, email);

export type SignInSlot = {
  /** Nothing was checked after all. */
  giveBack: () => Promise<void>;
  /** It was the right password: what was counted against the account is forgotten. */
  clear: () => Promise<void>;
};

/**
 * Takes a place to try one password, before it is looked at: from this network, and for this account. A browser that has signed in
 * to the account before has a lane of its own and asks no network, so that a stranger's guesses cannot keep the owner out. Accounts are counted by
 * address, whether one exists or not. @throws AppError tooOften, or unavailable when nothing can be counted.
 */
export async function takeSignInSlot(of: {
  ip: string | null;
  email: string;
  device: string | null;
}): Promise<SignInSlot> {
  const range = addressRange(of.ip);
  const network = range ? ([perRange, range] as const) : ([perUnknown, "all"] as const);
  const counted = of.device ? null : network;
  const [lane, laneKey] = of.device
    ? ([perDevice, `${of.device} ${of.email}`] as const)
    : ([perAccount, of.email] as const);

  if (counted) await takeAttempt(...counted);
  await takeDelayedAttempt(lane, laneKey);
  return {
    async giveBack() {
      if (counted) await returnAttempt(...counted);
      await returnAttempt(lane, laneKey);
    },
    async clear() {
      if (counted) await returnAttempt(...counted);
      await clearAttempts(lane, laneKey);
    },
  };
}
