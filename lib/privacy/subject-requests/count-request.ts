import { tooOften } from "#lib/core/errors.ts";
import { type AttemptLimit, countAttempt } from "#lib/core/throttle/attempts.ts";
import { networkOf } from "#lib/core/throttle/network-of.ts";
import { onePerson } from "#lib/mail/one-person.ts";

const minute = 60;
const hour = 3600;
const day = 86_400;

/**
 * Counts one request that anybody may send, so that no form bombs a mailbox: by network, by mailbox in this workspace, and by
 * mailbox over all of them.
 * @throws AppError tooOften past a limit, or unavailable. The visitor is not told: the answer is the same.
 */
export async function countRequest(of: {
  ip: string | null;
  email: string;
  workspaceId: string;
}): Promise<void> {
  const [network, times] = networkOf(of.ip);
  const { workspaceId } = of;
  const person = onePerson(of.email);
  await within({ name: "subject-request:network", max: 10, windowSeconds: hour }, network, times);
  await within({ name: "subject-request:form", max: 60, windowSeconds: minute }, workspaceId);
  await within({ name: "subject-request:address", max: 3, windowSeconds: day }, `${workspaceId} ${person}`);
  await within({ name: "subject-request:address-all", max: 5, windowSeconds: day }, person);
}

async function within(limit: AttemptLimit, key: string, times = 1): Promise<void> {
  const { left, retryAfter } = await countAttempt({ ...limit, max: limit.max * times }, key);
  if (left < 0) throw tooOften(retryAfter);
}
