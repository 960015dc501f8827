import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { signedInOrJob } from "#lib/core/policies.ts";
import { freshKeyRing } from "#lib/core/vault/key-ring-file.ts";
import { newRingKeyId } from "#lib/crypto/key-ring.ts";
import { env } from "#lib/env.ts";
import { demandInstallationOwner, ofInstallation } from "#lib/operations/installation-owner.ts";
import { rotateJob } from "./job.ts";
import { latestRotation } from "./rotation.ts";

/**
 * Requests a rotation. "rewrap" wraps every data key under a new ring key; "reseal" makes new data
 * keys and seals everything anew. A stopped rotation continues instead. A worker does a user's
 * request; an operator's command does its own.
 * @throws AppError notFound for all users but the installation's owner, conflict while one is under
 * way.
 */
export const rotateKeys = command({
  name: "encryption_key.rotate",
  allow: signedInOrJob,
  fresh: true,
  limit: { per: "user", max: 20, windowSeconds: 3600 },
  input: z.object({ mode: z.enum(["rewrap", "reseal"]).default("rewrap") }),
  async run({ tx, actor, enqueue }, { mode }) {
    await demandInstallationOwner(tx, actor);
    const { primary } = freshKeyRing();
    const fixed = mode === "reseal" || !env().MAILNEO_SECRETS_FILE;
    const askedBy = "userId" in actor ? actor.userId : null;

    const latest = await latestRotation(tx);
    let id: string | undefined;
    let ringKeyId = fixed ? primary.id : newRingKeyId();
    if (latest && !latest.finishedAt) {
      // An operator's command waits for the process at work, or takes over from one that died. A
      // page cannot wait.
      if (latest.underWay && actor.kind !== "job")
        throw conflict("A rotation is under way. Wait until it is done.");
      if (latest.mode !== mode)
        throw conflict("Another kind of rotation stopped half way. Let that one end first.");
      // Where the operator sets the keys, a first key other than the one it stopped at is a new request.
      if (!fixed || latest.ringKeyId === primary.id) ({ id, ringKeyId } = latest);
      else
        await tx.execute(sql`select from key_rotation_finish(${latest.id}, 0, 'Given up for another key.')`);
    }
    const again = id !== undefined;
    id ??= uuidv7();
    if (!again) await begin();
    if (actor.kind !== "job") await enqueue(rotateJob, { rotationId: id }, { singletonKey: id });
    return {
      result: { id, again },
      audit: { target: ringKeyId, ...ofInstallation, detail: { mode, again } },
    };

    async function begin() {
      try {
        await tx.execute(sql`select key_rotation_begin(${id}, ${mode}, ${ringKeyId}, ${askedBy})`);
      } catch (error) {
        const { code } = ((error as Error).cause ?? error) as { code?: string };
        if (code === "23505") throw conflict("A rotation has just begun. Wait until it is done.");
        throw error;
      }
    }
  },
});
