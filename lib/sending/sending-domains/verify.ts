import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { sendingDomains } from "#db/schema/email-accounts.ts";
import type { Actor } from "#lib/core/actor.ts";
import { recordRefusal } from "#lib/core/audit/refusals.ts";
import { command } from "#lib/core/command.ts";
import { conflict, forbidden, notFound, unavailable } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { getSendingDomain } from "./get.ts";
import { type ResolveTxt, resolveTxt } from "./resolver.ts";

const perWorkspace = { name: "sending-domain:verify", max: 30, windowSeconds: 600 };

/** Proof that a domain's record was seen in DNS just now. Only seeRecord makes one. */
export type SeenRecord = Readonly<{ domainId: string; value: string }>;
const seen = new WeakSet<object>();

/**
 * Looks for the domain's record in DNS, then starts signing with its key.
 * @throws AppError conflict when the record is not there or another one is; unavailable when DNS does not answer.
 */
export async function verifySendingDomain(
  actor: Actor,
  { domainId }: { domainId: string },
  resolve: ResolveTxt = resolveTxt,
) {
  return saveVerifiedDomain(actor, { record: await seeRecord(actor, domainId, resolve) });
}

/** The lookup, before any transaction: a slow name server holds nothing of ours. */
export async function seeRecord(actor: Actor, domainId: string, resolve: ResolveTxt): Promise<SeenRecord> {
  const refuse = (because: string) =>
    recordRefusal(actor, "sending_domain.verify", "refused", { detail: { because } });
  // Before anything is looked up: who may only read the domain's page must not make us ask the world.
  if (!workspaceAdmin.admits(actor)) {
    await refuse(`not a ${workspaceAdmin.name}`);
    throw forbidden();
  }
  const { record } = await getSendingDomain(actor, { domainId }).catch(async (error) => {
    await refuse(error.code ?? "failed");
    throw error;
  });
  await takeAttempt(perWorkspace, actor.workspaceId);
  const found = await resolve(record.name).catch((error) => {
    throw unavailable(
      "The domain's name server does not answer right now. Try again in a moment.",
      30,
      error,
    );
  });
  if (found.length === 0) {
    throw conflict(
      `There is no TXT record at ${record.name} yet. New records take up to an hour to be seen.`,
    );
  }
  if (!found.some((value) => keyOf(value) === keyOf(record.value))) {
    throw conflict(`The TXT record at ${record.name} holds another key. Copy the value again, all of it.`);
  }
  const proof = Object.freeze({ domainId, value: record.value });
  seen.add(proof);
  return proof;
}

/** The saving half: takes only a record that was just seen. */
export const saveVerifiedDomain = command({
  name: "sending_domain.verify",
  allow: workspaceAdmin,
  input: z.object({
    record: z.custom<SeenRecord>(
      (value) => typeof value === "object" && value !== null && seen.has(value),
      "Look the record up first.",
    ),
  }),
  async run({ tx, actor }, { record }) {
    const [domain] = await tx
      .update(sendingDomains)
      .set({ verifiedAt: sql`now()` })
      .where(and(owned(sendingDomains, actor), eq(sendingDomains.id, record.domainId)))
      .returning({
        id: sendingDomains.id,
        domain: sendingDomains.domain,
        verifiedAt: sendingDomains.verifiedAt,
      });
    if (!domain) throw notFound("domain");
    return { result: domain, audit: { target: domain.id, detail: { domain: domain.domain } } };
  },
});

/** The p= tag of a DKIM record, which people paste with spaces and line breaks (RFC 6376 3.6.1). */
const keyOf = (record: string) => /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replace(/\s+/g, "") || null;
