import "server-only";
import { cache } from "react";
import { subscriberOf } from "#lib/audience/unsubscribe/subscriber.ts";
import { currentOrigin } from "./current-actor.ts";

/**
 * Returns the subscriber of the link in this page's address, or null for an invalid link. A session does not matter
 * (RFC 8058 §3.1).
 */
export const currentSubscriber = cache(async (token: string) => subscriberOf(token, await currentOrigin()));
