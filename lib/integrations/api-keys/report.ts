import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { apiKeys } from "#db/schema/api-keys.ts";
import type { Actor } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { visitor } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { type ApiKeyParts, keysIn } from "#lib/crypto/api-key.ts";
import { mailAboutFoundKey } from "./key-mails.ts";
import { stoppedNow } from "./stopped-now.ts";

const perRange = { name: "report-key:range", max: 30, windowSeconds: 600 };
const perUnknown = { name: "report-key:unknown-range", max: 300, windowSeconds: 600 };
const mostKeys = 20;

/**
 * Revokes keys that a person or a secret scanner found, which also holds their webhooks and pauses their campaigns, and mails the owners. The whole key is the proof,
 * because only its hash is kept: who has it could use it. The caller cannot tell whether a key worked.
 * @throws AppError invalid for a text without a key, which the checksum says without the database.
 */
export const reportApiKey = command({
  name: "api_key.report",
  allow: visitor,
  input: z.object({
    found: text({ max: 20_000 }).min(1, "Paste the key, or the text it stands in."),
  }),
  async prepare(actor, { found }) {
    const keys = keysIn(found, mostKeys);
    if (keys.length === 0)
      throw invalid({
        found:
          "No API key of Mailneo is in this text. A key looks like mn_live_ and 49 more characters, and its checksum must fit.",
      });
    const range = addressRange(actor.origin.ip);
    await (range ? takeAttempt(perRange, range) : takeAttempt(perUnknown, "all"));
    return keys;
  },
  async run(context, _input, keys) {
    const working = await Promise.all(keys.map((key) => holderOf(context.tx, key)));
    // In one order, and all keys before the first log: their own commands hold a key and wait for the log.
    const found = working.flat().toSorted((a, b) => (a.workspaceId < b.workspaceId ? -1 : 1));
    const revoked: Revoked[] = [];
    for (const key of found) revoked.push(...(await revokeFound(context, key)));
    const told = new Set<string>();
    for (const key of revoked) {
      await tell(context, key, told.has(key.workspaceId));
      told.add(key.workspaceId);
    }
    return { result: { keys: keys.length }, audit: { workspaceId: null, detail: { keys: keys.length } } };
  },
});

type Working = { workspaceId: string; id: string; lastFour: string };

async function holderOf(tx: Transaction, { id, hash, lastFour }: ApiKeyParts): Promise<Working[]> {
  const rows = await tx.execute<{ workspace_id: string; key_id: string }>(
    sql`select workspace_id, key_id from api_key_holder(${id}, ${hash})`,
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, id: row.key_id, lastFour }));
}

type Revoked = Working & { name: string; createdBy: string };

async function revokeFound(context: CommandContext<Actor>, key: Working): Promise<Revoked[]> {
  const { workspaceId, id } = key;
  await context.enterWorkspace(workspaceId);
  const revoked = await context.tx
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(owned(apiKeys, { workspaceId }), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ name: apiKeys.name, createdBy: apiKeys.createdBy });
  return revoked.map((row) => ({ ...key, ...row }));
}

/** Mails and records one key, and with the first of a workspace what the database stopped with all of them. */
async function tell(
  context: CommandContext<Actor>,
  { workspaceId, id, lastFour, ...key }: Revoked,
  again: boolean,
) {
  const { tx, actor, enterWorkspace } = context;
  await enterWorkspace(workspaceId);
  const stopped = again ? null : await stoppedNow(tx, { workspaceId });
  await mailAboutFoundKey(context, { ...key, workspaceId, lastFour, stopped: stopped?.words ?? null });
  const detail = { lastFour, reported: true };
  await appendAudit(tx, actor, "api_key.revoke", "done", { target: id, workspaceId, detail });
  for (const { action, result, entry } of stopped?.also ?? [])
    await appendAudit(tx, actor, action, result, entry);
}
