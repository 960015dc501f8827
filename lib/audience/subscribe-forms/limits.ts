import ipaddr from "ipaddr.js";
import { tooOften } from "#lib/core/errors.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { type AttemptLimit, countAttempt } from "#lib/core/throttle/attempts.ts";

const minute = 60;
const hour = 3600;
const day = 86_400;

/** Without an edge every browser shares one unknown network. */
const UNKNOWN_NETWORKS = 20;

const ofNetwork: AttemptLimit[] = [
  { name: "signup:network-minute", max: 5, windowSeconds: minute },
  { name: "signup:network-hour", max: 30, windowSeconds: hour },
];

/**
 * Counts one signup of an address, so that no form can be used to bomb a mailbox, in this workspace or across all of them. A
 * form under attack, and a form on another site (which carries no signed time), mails an address once a day.
 * @throws AppError tooOften past a limit, or unavailable. The visitor is not told: the answer is the same.
 */
export async function countSignup(of: {
  ip: string | null;
  email: string;
  newsletterId: string;
  embedded: boolean;
}): Promise<void> {
  const { ip, email, newsletterId, embedded } = of;
  const [network, times] = networkOf(ip);
  for (const limit of ofNetwork) await within({ ...limit, max: limit.max * times }, network);
  const form = await countAttempt({ name: "signup:form", max: 60, windowSeconds: minute }, newsletterId);
  const one = `${newsletterId} ${email}`;
  await within({ name: "signup:address-form", max: 1, windowSeconds: 10 * minute }, one);
  await within({ name: "signup:address-form-day", max: 3, windowSeconds: day }, one);
  if (embedded || form.left < 0)
    await within({ name: "signup:address-strict", max: 1, windowSeconds: day }, email);
  await within({ name: "signup:address", max: 5, windowSeconds: day }, email);
}

async function within(limit: AttemptLimit, key: string): Promise<void> {
  const { left, retryAfter } = await countAttempt(limit, key);
  if (left < 0) throw tooOften(retryAfter);
}

/** Returns what counts as one network: an IPv4 address, or the /64 that one IPv6 line holds. */
function networkOf(ip: string | null): [network: string, times: number] {
  const range = addressRange(ip);
  if (ip === null || range === null) return ["unknown", UNKNOWN_NETWORKS];
  const address = ipaddr.process(ip);
  return [address.kind() === "ipv4" ? address.toString() : range, 1];
}
