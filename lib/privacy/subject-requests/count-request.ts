import { tooOften } from "#lib/core/errors.ts";
import { type AttemptLimit, attemptsOf, countAttempt, takeAttempts } from "#lib/core/throttle/attempts.ts";
import { networkOf } from "#lib/core/throttle/network-of.ts";
import { onePerson } from "#lib/mail/one-person.ts";

const minute = 60;
const hour = 3600;
const day = 86_400;

const ofNetwork: AttemptLimit = { name: "subject-request:network", max: 10, windowSeconds: hour };
const ofForm: AttemptLimit = { name: "subject-request:form", max: 60, windowSeconds: minute };
/** Requests of one mailbox to one workspace, each of which mails it. */
const ofAddress: AttemptLimit = { name: "subject-request:address", max: 3, windowSeconds: day };
const ofAll: AttemptLimit = { name: "subject-request:address-all", max: 5, windowSeconds: day };
/** Kept for a workspace that has not mailed this mailbox today, so that others cannot use up what belongs to it. */
const reserve: AttemptLimit = { name: "subject-request:address-reserve", max: 3, windowSeconds: day };

/**
 * Counts one visit to a workspace's page for requests. These limits concern no address, so that the visitor is told.
 * @throws AppError tooOften past a limit of the network or the page, or unavailable.
 */
export async function countVisit({
  ip,
  workspaceId,
}: {
  ip: string | null;
  workspaceId: string;
}): Promise<void> {
  const [network, times] = networkOf(ip);
  await takeAttempts([
    [{ ...ofNetwork, max: ofNetwork.max * times }, network],
    [ofForm, workspaceId],
  ]);
}

/**
 * Counts one mail that asks a mailbox for its proof, so that no form bombs it.
 * @throws AppError tooOften past a limit, or unavailable. The visitor is not told: the answer is the same.
 */
export async function countRequest(of: { email: string; workspaceId: string }): Promise<void> {
  const person = onePerson(of.email);
  const here = `${of.workspaceId} ${person}`;
  const first = (await attemptsOf(ofAddress, here)) === 0;
  const { left, retryAfter } = await countAttempt(ofAddress, here);
  if (left < 0) throw tooOften(retryAfter);
  const all = await countAttempt(ofAll, person);
  if (all.left >= 0) return;
  if (!first) throw tooOften(all.retryAfter);
  await takeAttempts([[reserve, person]]);
}
