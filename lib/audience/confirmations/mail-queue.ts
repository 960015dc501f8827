import { z } from "zod";
import { senderColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { queue } from "#lib/core/jobs/jobs.ts";
import { bounded } from "#lib/core/text.ts";

/** A member's own test, whose link opens a page that says so. It goes to their address and is about nobody else. */
const test = z.object({
  workspaceId: z.uuid(),
  confirmation: z.uuid(),
  address: bounded(254),
  locale: z.enum(locales),
  newsletter: bounded(200),
  sender: bounded(200),
  colour: z.enum(senderColours).default("evergreen"),
  logo: z
    .object({ url: bounded(300), width: z.int(), height: z.int() })
    .nullable()
    .default(null),
  postalAddress: bounded(1000).nullable(),
  replyTo: bounded(254).nullable(),
  /** The newsletter's own subject, and words before the fixed part. */
  subject: bounded(1000).nullable().default(null),
  intro: bounded(1200).nullable().default(null),
  test: z.literal(true),
  /** Moment of the signup, as Date.toISOString writes it. */
  at: bounded(40),
  ip: bounded(100).nullable(),
});

/** A signup, by ids alone: who gets the mail, and whether, is read while sending. */
const signup = z.object({
  workspaceId: z.uuid(),
  confirmation: z.uuid(),
  /** A mail past the limits of its mailbox: it waits for a turn instead of being lost. */
  held: z.literal(true).optional(),
});

/** Queues the mail that asks for a confirmation. The job holds no link: it is made while sending. */
export const confirmationMails = queue({
  name: "confirmation-mail",
  input: z.union([test, signup]),
  retryLimit: 90,
  retryDelay: 10,
  concurrency: 4,
  concurrencyPerWorkspace: 2,
  turns: true,
  ends: "One message to the platform's own mail server.",
  forgottenAfter: 3600, // a test holds an address
});
