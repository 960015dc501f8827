import { z } from "zod";
import { bounded, roomFor, text } from "#lib/core/text.ts";
import { env } from "#lib/env.ts";
import { urlRefusal } from "./allowed-url.ts";
import { eventTypes } from "./events.ts";

const wrong = "Enter an address like https://example.com/hooks.";

/** Returns the address as it is called: https, without credentials and fragment. A private network may also use http and any port. */
export const webhookUrl = bounded(roomFor(2000), { missing: wrong }).transform((typed, context) => {
  const url = URL.parse(typed.trim());
  const readable = url && /^https?:$/.test(url.protocol) && url.href.length <= 2000;
  const refusal = readable ? urlRefusal(url, env().ALLOW_PRIVATE_WEBHOOK_HOSTS) : wrong;
  if (readable && !refusal) {
    url.hash = "";
    return url.href;
  }
  context.addIssue({ code: "custom", message: refusal ?? wrong });
  return z.NEVER;
});

export const webhookDescription = text({ max: 200 }).default("");

export const webhookEvents = z
  .array(z.enum(eventTypes, "Choose from the list."), "Choose at least one event.")
  .min(1, "Choose at least one event.")
  .max(eventTypes.length)
  .transform((chosen) => eventTypes.filter((type) => chosen.includes(type)));
