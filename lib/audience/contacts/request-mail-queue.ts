import { z } from "zod";
import { queue } from "#lib/core/jobs/jobs.ts";

export const requestMailKinds = ["proof", "received", "extended", "answer"] as const;
export type RequestMailKind = (typeof requestMailKinds)[number];

const input = z.object({
  workspaceId: z.uuid(),
  requestId: z.uuid(),
  about: z.enum(requestMailKinds),
  /** A mail that asks for the turn of its mailbox before it goes. */
  held: z.literal(true).optional(),
});

/** Queues a mail about a request. The job holds no address and no link: both are read, and made, while sending. */
export const requestMails = queue({
  name: "subject-request-mail",
  input,
  retryLimit: 90,
  retryDelay: 10,
  concurrency: 4,
  concurrencyPerWorkspace: 2,
  turns: true,
  ends: "One message to the platform's own mail server.",
});
