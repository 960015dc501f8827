import { z } from "zod";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { queue } from "#lib/core/jobs/jobs.ts";
import { bounded } from "#lib/core/text.ts";

const input = z.object({
  address: bounded(254),
  locale: z.enum(locales),
  links: z
    .array(z.object({ workspace: z.uuid(), delivery: z.uuid(), sender: bounded(200) }))
    .min(1)
    .max(20),
});

/** Queues the mail with a person's unsubscribe links. The job holds no link: they are made while sending. */
export const unsubscribeLinks = queue({
  name: "unsubscribe-links-mail",
  input,
  retryLimit: 90,
  retryDelay: 10,
  forgottenAfter: 3600, // it holds an address
});
