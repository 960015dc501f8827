import { AppError } from "#lib/core/errors.ts";
import type { AttemptLimit } from "#lib/core/throttle/attempts.ts";
import { countTogether } from "#lib/core/throttle/attempts-together.ts";
import { networksOf } from "#lib/core/throttle/network-of.ts";
import { onePerson } from "#lib/mail/one-person.ts";

const minute = 60;
const hour = 3600;
const day = 86_400;

const ofNetwork: AttemptLimit[] = [
  { name: "signup:network-minute", max: 5, windowSeconds: minute },
  { name: "signup:network-hour", max: 30, windowSeconds: hour },
];

/** Signups of a network past those, each with a proof of work. */
const ofProven: AttemptLimit = { name: "signup:network-proven", max: 300, windowSeconds: hour };

const ofForm: AttemptLimit = { name: "signup:form", max: 60, windowSeconds: minute };
/** Counts while a form is under attack: its window is how long the form asks for proofs after the last rush. */
const attack: AttemptLimit = { name: "signup:form-attacked", max: 0, windowSeconds: 900 };
const ofUnproven: AttemptLimit = { name: "signup:form-unproven", max: 10, windowSeconds: minute };
/** Of those ten, so that a few networks cannot take all of them. */
const ofNetworkUnproven: AttemptLimit = {
  name: "signup:form-unproven-network",
  max: 2,
  windowSeconds: minute,
};

/**
 * Counts one visit to a form, and returns whether programs are rushing it: more than 60 signups within a minute, less than 15
 * minutes ago. Then it asks for a proof of work. Only what the limits of its network let through counts, so that one network
 * rushes no form.
 * @throws AppError tooOften past the limits of the network, or unavailable. The visitor is not told: the answer is the same.
 */
export async function countVisit({
  ip,
  newsletterId,
}: {
  ip: string | null;
  newsletterId: string;
}): Promise<{ attacked: boolean }> {
  const { left, known } = await countTogether({
    take: ofNetwork.flatMap((limit) => ofNetworks(limit, ip)),
    count: [ofForm, newsletterId],
    read: [attack, newsletterId],
  });
  if (left >= 0) return { attacked: known > 0 };
  await countTogether({ count: [attack, newsletterId] });
  return { attacked: true };
}

/** Returns whether a form asks for proofs now, without counting. @throws AppError unavailable. */
export const isAttacked = async (newsletterId: string) =>
  (await countTogether({ read: [attack, newsletterId] })).known > 0;

/**
 * Counts one signup of an address at one form, which answers a repeated press with nothing, because its mail is on its way. All
 * addresses of one mailbox count as one. What a mailbox gets in all, `mailTurn` says.
 * @throws AppError tooOften past a limit, or unavailable. The visitor is not told: the answer is the same.
 */
export async function countSignup(of: { email: string; newsletterId: string }): Promise<void> {
  const { newsletterId } = of;
  const one = `${newsletterId} ${onePerson(of.email)}`;
  await countTogether({
    take: [
      [{ name: "signup:address-form", max: 1, windowSeconds: 10 * minute }, one],
      [{ name: "signup:address-form-day", max: 3, windowSeconds: day }, one],
    ],
  });
}

/**
 * Takes one signup of a network that is past its limits, by a proof of work: many people may share one address of the internet.
 * Returns false past the limit of these too.
 * @throws AppError unavailable.
 */
export async function takeCrowded(ip: string | null): Promise<boolean> {
  return takes(ofNetworks(ofProven, ip));
}

/** The limit of one network, for each that a visitor is counted in. */
const ofNetworks = (limit: AttemptLimit, ip: string | null) =>
  networksOf(ip).map(([network, times]) => [{ ...limit, max: limit.max * times }, network] as const);

/** Takes one of each limit, and returns whether all of them had one left. @throws AppError unavailable. */
async function takes(limits: (readonly [AttemptLimit, string])[]): Promise<boolean> {
  try {
    await countTogether({ take: limits });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "tooOften") return false;
    throw error;
  }
}

/**
 * Takes one signup without a proof from a form under attack. Returns false where its network or the form has no more this minute:
 * that concerns no address, so that the visitor is told to press again.
 * @throws AppError unavailable.
 */
export async function takeUnproven(ip: string | null, newsletterId: string): Promise<boolean> {
  const ofTheirs = ofNetworks(ofNetworkUnproven, ip).map(
    ([limit, network]) => [limit, `${newsletterId} ${network}`] as const,
  );
  return takes([...ofTheirs, [ofUnproven, newsletterId]]);
}
