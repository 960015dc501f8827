import { AppError, tooOften } from "#lib/core/errors.ts";
import { issueTurn, type Turn } from "#lib/core/jobs/turn.ts";
import { addressRanges } from "#lib/core/throttle/address-range.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";

export type MailLimits = {
  /** The counted request, such as "reset". */
  name: string;
  /** Requests per hour from one network, for any addresses. */
  perNetwork: number;
  /** Mails to one address in `windowSeconds`: from one network, and from all of them. */
  forOne: number;
  forAll: number;
  windowSeconds: number;
  /**
   * The way back into an account. Its mails are counted alone, so that no mail of another kind shuts it. `windowSeconds` must not be
   * longer than its link works, so that the last mail before the limit leaves a working link until the limit ends.
   */
  recovery?: true;
  /** What the reader can do when the address got its mails. */
  spent: string;
};

type Asking = {
  ip: string | null;
  address: string;
  /** The session, or the browser that has signed in to this account before. */
  own?: string | null;
};

/** Without an edge every browser shares one address, so the limit leaves room for a company. */
const UNKNOWN_NETWORKS = 10;

/** A site's /48 holds many /64s, and may fill as many as an honest company does. */
const NETWORKS_OF_SITE = 4;

/**
 * Mails that strangers may have sent to one address in an hour, of all kinds but recovery and from all networks together, so that a
 * victim's mailbox is not filled by using each form in turn.
 */
const perVictim = { name: "mail:address", max: 12, windowSeconds: 3600 };

/**
 * Counts a request to mail an address that any visitor may name. A network has its share of an address; the owner's session and known
 * browsers have buckets of their own, which an attacker cannot fill, not even one in their network. Returns the turn of its one mail. Returns the turn of the mail.
 * @throws AppError tooOften, or unavailable when the request cannot be counted.
 */
export async function countMailRequest(limits: MailLimits, { ip, address, own }: Asking): Promise<Turn> {
  const { name, perNetwork, forOne, forAll, windowSeconds, recovery, spent } = limits;
  if (own) {
    await takeAttempt({ name: `${name}:own`, max: forOne, windowSeconds }, own);
    return issueTurn();
  }

  const [range, site] = addressRanges(ip);
  const hour = { windowSeconds: 3600 };
  await (range
    ? takeAttempt({ name: `${name}:range`, max: perNetwork, ...hour }, range)
    : takeAttempt({ name: `${name}:unknown-range`, max: perNetwork * UNKNOWN_NETWORKS, ...hour }, "all"));
  if (site) await takeAttempt({ name: `${name}:site`, max: perNetwork * NETWORKS_OF_SITE, ...hour }, site);
  if (range)
    await takeAttempt({ name: `${name}:range-address`, max: forOne, windowSeconds }, `${range} ${address}`);
  try {
    await takeAttempt({ name: `${name}:address`, max: forAll, windowSeconds }, address);
    if (!recovery) await takeAttempt(perVictim, address);
    return issueTurn();
  } catch (error) {
    if (error instanceof AppError && error.code === "tooOften") throw tooOften(error.retryAfter ?? 1, spent);
    throw error;
  }
}
