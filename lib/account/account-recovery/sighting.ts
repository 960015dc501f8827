import { accountRecoveries } from "#db/schema/two-factor.ts";
import { locate } from "#lib/account/devices/location.ts";
import { readersZone, type Sighting } from "#lib/account/notices/facts.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";

type Request = { userId: string; createdAt: Date; ip: string | null; userAgent: string | null };

/** What a mail about an earlier request says of it. */
export const requestColumns = {
  userId: accountRecoveries.userId,
  dueAt: accountRecoveries.dueAt,
  createdAt: accountRecoveries.createdAt,
  ip: accountRecoveries.ip,
  userAgent: accountRecoveries.userAgent,
};

/** Returns when, where and by which browser a request was made, because a job or another person acts on it later. */
export async function sightingOfRequest(
  tx: Transaction,
  { userId, createdAt, ip, userAgent }: Request,
): Promise<Sighting & { zone: TimeZone }> {
  return {
    origin: { ip, userAgent, requestId: "" },
    place: await locate(ip),
    at: createdAt,
    zone: await readersZone(tx, userId),
  };
}
