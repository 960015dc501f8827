import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { apiKeys } from "#db/schema/api-keys.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { insertKey } from "./insert.ts";
import { mailAboutKey } from "./key-mails.ts";
import { notOver } from "./keys-of-plan.ts";

/** Hours both keys work. */
export const overlaps = ["0", "1", "24", "168"] as const;

/**
 * Makes a successor with the same name, scopes and addresses, and returns it once. The old key ends after the overlap; it is
 * never prolonged. A key is rotated once: its successor is rotated next.
 */
export const rotateApiKey = command({
  name: "api_key.rotate",
  allow: workspaceAdmin,
  fresh: true,
  limit: { per: "workspace", max: 60, windowSeconds: 3600 },
  input: z.object({
    keyId: z.uuid("That key no longer exists."),
    overlap: z.enum(overlaps, "Choose how long both work."),
  }),
  async run(context, { keyId, overlap }) {
    const { tx, actor } = context;
    const [old] = await tx
      .select()
      .from(apiKeys)
      .where(and(owned(apiKeys, actor), eq(apiKeys.id, keyId)))
      .for("no key update");
    if (!old) throw notFound("key");
    if (old.revokedAt) throw conflict("That key is revoked. Create a new one instead.");
    if (old.replacedBy) throw conflict("That key has a successor. Rotate the successor.");
    const { name, environment, scopes, ipRanges } = old;
    const expiresAt =
      old.expiresAt &&
      sql`now() + make_interval(secs => ${(old.expiresAt.getTime() - old.createdAt.getTime()) / 1000})`;
    const { id, key, lastFour } = await insertKey(tx, actor, {
      name,
      environment,
      scopes,
      ipRanges,
      expiresAt,
    });
    const [ended] = await tx
      .update(apiKeys)
      .set({
        replacedBy: id,
        expiresAt: sql`least(coalesce(${apiKeys.expiresAt}, 'infinity'), now() + make_interval(hours => ${Number(overlap)}))`,
      })
      .where(and(owned(apiKeys, actor), eq(apiKeys.id, keyId), isNull(apiKeys.revokedAt), notOver))
      .returning({ expiresAt: apiKeys.expiresAt });
    if (!ended) throw conflict("That key has expired or was revoked. Create a new one instead.");
    await mailAboutKey(context, { name: old.name, lastFour, environment: old.environment, rotated: true });
    return {
      result: { id, key },
      audit: { target: keyId, detail: { successor: id, overlap: Number(overlap), lastFour } },
    };
  },
});
