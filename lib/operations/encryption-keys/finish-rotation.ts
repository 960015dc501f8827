import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { installationJob } from "#lib/core/policies.ts";
import { ofInstallation } from "#lib/operations/installation-owner.ts";

/**
 * Records the end of a rotation, and how many data keys stayed unchanged because they could not be
 * opened.
 */
export const finishRotation = command({
  name: "encryption_key.finish_rotation",
  allow: installationJob,
  input: z.object({ rotationId: z.uuid(), failed: z.int().min(0) }),
  async run({ tx }, { rotationId, failed }) {
    const problem = failed ? `${failed} could not be opened and stayed as they were.` : null;
    const [row] = await tx.execute<{ mode: string; ring_key_id: string; total: number }>(
      sql`select mode, ring_key_id, total from key_rotation_finish(${rotationId}, ${failed}, ${problem})`,
    );
    if (!row) throw notFound("rotation");
    const { mode, ring_key_id: ringKeyId, total } = row;
    return {
      result: { total, failed },
      audit: { target: ringKeyId, ...ofInstallation, detail: { mode, dataKeys: total, failed } },
    };
  },
});
