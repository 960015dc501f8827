import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Job } from "#lib/core/actor.ts";
import { keeper } from "#lib/core/database/keeper.ts";
import { notFound } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { work } from "#lib/core/work.ts";
import { KeyServiceError } from "#lib/crypto/vault-error.ts";
import { env } from "#lib/env.ts";
import { finishRotation } from "./finish-rotation.ts";
import { resealAll } from "./reseal-all.ts";
import { rewrapAll } from "./rewrap-all.ts";
import { latestRotation, type Rotation } from "./rotation.ts";
import { addRingKey } from "./secrets-file.ts";

type Options = {
  signal: AbortSignal;
  /** Called with the data keys done so far and their total. */
  progress?: (done: number, total: number) => void;
  /** Called once when another process does the rotation; the run then waits for it. */
  waiting?: () => void;
};

// Long enough for a batch at a slow key service. After that another process takes over.
const heldSeconds = 20;

/**
 * Runs a rotation from where it stopped to its end. Each data key opens at every moment, because
 * the new ring key is in the file before it wraps anything. Each row changes whole, and the old key
 * stays until the operator or owner removes it.
 * @throws the error that stopped it; another call continues.
 */
export async function runRotation(
  actor: Job,
  rotationId: string,
  { signal, progress = () => {}, waiting = () => {} }: Options,
) {
  const holder = randomUUID();
  const hold = async () => {
    const [row] = await keeper(
      (sql) =>
        sql<{ held: boolean }[]>`select key_rotation_hold(${rotationId}, ${holder}, ${heldSeconds}) as held`,
    );
    return row?.held ?? false;
  };
  for (let tries = 0; !(await hold()); tries++) {
    if (tries === 0) waiting();
    const { finishedAt, total, failed } = await read(actor, rotationId);
    if (finishedAt) return { total, failed };
    await wait(1000, undefined, { signal });
  }
  try {
    const rotation = await read(actor, rotationId);
    let done = rotation.total - rotation.remaining;
    const go = async (more: number) => {
      done += more;
      progress(Math.max(0, Math.min(done, rotation.total)), rotation.total);
      signal.throwIfAborted();
      if (!(await hold())) throw new Error("Another process took the rotation over.");
    };
    await go(0);
    const file = env().MAILNEO_SECRETS_FILE;
    if (file && rotation.mode === "rewrap") addRingKey(file, rotation.ringKeyId);
    const failed = await (rotation.mode === "rewrap" ? rewrapAll : resealAll)({ rotation, actor, go });
    return await finishRotation(actor, { rotationId, failed });
  } catch (error) {
    const problem = signal.aborted ? null : words(error, rotationId);
    await keeper((sql) => sql`select key_rotation_stop(${rotationId}, ${holder}, ${problem})`).catch(
      () => {},
    );
    throw error;
  }
}

async function read(actor: Job, rotationId: string): Promise<Rotation> {
  const rotation = await work(actor, ({ tx }) => latestRotation(tx));
  if (rotation?.id !== rotationId) throw notFound("rotation");
  return rotation;
}

function words(error: unknown, rotationId: string): string {
  if (error instanceof KeyServiceError) {
    logError(new Error(`The key service refused: ${error.reason}`), { in: "key rotation", rotationId });
    return "The key service does not answer as it should.";
  }
  return `Something went wrong on our side. Reference ${logError(error, { in: "key rotation", rotationId })}.`;
}
