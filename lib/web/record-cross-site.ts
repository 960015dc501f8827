import { actorOf, liveSession } from "#lib/account/sessions/session-actor.ts";
import { recordRefusal } from "#lib/core/audit/refusals.ts";
import { logError } from "#lib/core/log.ts";
import { env } from "#lib/env.ts";
import { originOf } from "./origin.ts";
import { openSessionCookie } from "./session-cookie.ts";

type Refused = { headers: Headers; cookie: string | undefined; path: string };

const MOST_PATH = 50;

/**
 * Records a form that another site sent (ASVS 16.3.3): for the user whose session came with it, otherwise for nobody. A
 * failure is logged, because the form is refused in any case.
 */
export async function recordCrossSite({ headers, cookie, path }: Refused): Promise<void> {
  try {
    const session = await liveSession(await openSessionCookie(cookie), { background: true });
    const actor = actorOf(session, originOf(headers, env().MAILNEO_EDGE_SECRET));
    const detail = { path: pageOf(path), because: "another site" };
    await recordRefusal(actor, "access.cross_site", "refused", { detail });
  } catch (error) {
    logError(error, { in: "cross-site" });
  }
}

/** Returns the first part of a path, because the rest may hold the token of a mailed link. */
const pageOf = (path: string) => `/${path.split("/")[1] ?? ""}`.slice(0, MOST_PATH);
