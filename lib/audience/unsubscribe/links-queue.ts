import { z } from "zod";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { queue } from "#lib/core/jobs/jobs.ts";
import { bounded } from "#lib/core/text.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";

const input = z.object({
  /** `addressKey` of the address that was typed. */
  of: bounded(64),
  locale: z.enum(locales),
  links: z
    .array(z.object({ workspace: z.uuid(), delivery: z.uuid() }))
    .min(1)
    .max(20),
});

/** Queues the mail with a person's unsubscribe links. The job holds ids: links and address are made and read while sending. */
export const unsubscribeLinks = queue({
  name: "unsubscribe-links-mail",
  input,
  retryLimit: 90,
  retryDelay: 10,
  concurrency: 4,
  concurrencyPerWorkspace: 1,
  turns: true,
  ends: "One message to the platform's own mail server.",
  forgottenAfter: 3600, // it says what belongs to one person
});

/** Returns what stands for an address in the job: a keyed hash, which tells it from others and names nobody. */
export const addressKey = (email: string) =>
  counterKey({ name: "unsubscribe-links:of" }, email).toString("hex");
