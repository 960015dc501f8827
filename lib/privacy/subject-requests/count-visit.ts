import { type AttemptLimit, takeAttempts } from "#lib/core/throttle/attempts.ts";
import { networksOf } from "#lib/core/throttle/network-of.ts";

const minute = 60;
const hour = 3600;

const ofNetwork: AttemptLimit = { name: "subject-request:network", max: 10, windowSeconds: hour };
const ofForm: AttemptLimit = { name: "subject-request:form", max: 60, windowSeconds: minute };

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
  await takeAttempts([
    ...networksOf(ip).map(
      ([network, times]) => [{ ...ofNetwork, max: ofNetwork.max * times }, network] as const,
    ),
    [ofForm, workspaceId] as const,
  ]);
}
