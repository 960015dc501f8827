import "server-only";
import { cache } from "react";
import { subscriberOf } from "#lib/audience/unsubscribe/subscriber.ts";
import { currentOrigin } from "./current-actor.ts";

/** Who holds the link in this page's address, or null for a link that is none. Who is signed in does not matter (RFC 8058 §3.1). */
export const currentSubscriber = cache(async (token: string) => subscriberOf(token, await currentOrigin()));
