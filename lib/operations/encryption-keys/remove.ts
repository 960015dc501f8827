import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { signedInOrJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { freshKeyRing } from "#lib/core/vault/key-ring-file.ts";
import { env } from "#lib/env.ts";
import { demandInstallationOwner, ofInstallation } from "#lib/operations/installation-owner.ts";
import { latestRotation } from "./rotation.ts";
import { dropRingKey } from "./secrets-file.ts";

const input = z.object({ ringKeyId: bounded(32).regex(/^[a-z0-9-]{1,32}$/) });

const remove = command({
  name: "encryption_key.remove",
  allow: signedInOrJob,
  fresh: true,
  input,
  async run({ tx, actor }, { ringKeyId }) {
    await demandInstallationOwner(tx, actor);
    const { primary, keys } = freshKeyRing();
    if (!keys.has(ringKeyId)) throw notFound("key");
    if (ringKeyId === primary.id) throw conflict(`${ringKeyId} wraps what is made now. Rotate first.`);
    const latest = await latestRotation(tx);
    if (latest && !latest.finishedAt && latest.ringKeyId === ringKeyId)
      throw conflict(`A rotation to ${ringKeyId} has not ended. Let it end first.`);

    if (!(await takeOut()))
      throw conflict(`${ringKeyId} still wraps data keys. Rotate first, then take it out.`);
    return { result: { ringKeyId }, audit: { target: ringKeyId, ...ofInstallation } };

    async function takeOut() {
      try {
        const [row] = await tx.execute<{ out: boolean }>(sql`select ring_key_take_out(${ringKeyId}) as out`);
        return row?.out;
      } catch (error) {
        const { code } = ((error as Error).cause ?? error) as { code?: string };
        if (code === "55P03")
          throw conflict("The data keys are being changed right now. Try again in a moment.");
        throw error;
      }
    }
  },
});

/**
 * Removes a key that wraps nothing any more from the ring; nothing is wrapped under it afterwards.
 * Where the ring is Mailneo's own file, the key leaves it after the database knows. Another call
 * completes a half-done removal.
 * @throws AppError notFound, or conflict while anything is wrapped under it.
 */
export const removeRingKey = Object.assign(
  async (actor: Actor, given: z.input<typeof input>) => {
    const result = await remove(actor, given);
    const file = env().MAILNEO_SECRETS_FILE;
    if (file) dropRingKey(file, result.ringKeyId);
    return result;
  },
  { spec: remove.spec },
);
