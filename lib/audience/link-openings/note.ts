import type { ApiContext } from "#lib/api/context.ts";
import type { Subscriber } from "#lib/core/actor.ts";
import { single } from "#lib/core/database/single.ts";
import { logError } from "#lib/core/log.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { hmac } from "#lib/crypto/hash.ts";
import { knownAgent } from "./known-agents.ts";

/**
 * Notes that a message's link was opened, for the contact's timeline. It changes no right of the person, and keeps neither
 * address nor browser. A page that our own page led to is no opening of a link. A failure never holds up the page.
 */
export async function noteOpening(
  c: ApiContext,
  { workspaceId, deliveryId, origin }: Subscriber,
  page: "unsubscribe" | "preferences",
): Promise<void> {
  if (c.req.header("sec-fetch-site") === "same-origin") return;
  const { ip, userAgent } = origin;
  try {
    const visitor = hmac(await linkKey(), "mn:visitor", workspaceId, addressRange(ip) ?? "", userAgent ?? "");
    await single`select note_link_opening(${workspaceId}, ${deliveryId}, ${page}, ${c.req.method === "HEAD"},
      ${knownAgent(userAgent)}, ${visitor.subarray(0, 16)})`;
  } catch (error) {
    logError(error, { in: "noting a link's opening" });
  }
}
