// `npm run keys:rotate`: makes a new encryption key and wraps every data key by it, while the product
// runs. A stopped rotation continues where it was.
//   -- --remove-old   removes the old keys, once they wrap nothing
//   -- --reseal       for a leaked data key: makes new data keys and reseals what the old ones sealed
//   -- --print        for ENCRYPTION_KEYS set by the operator: prints a list with a new key in front
import { uuidv7 } from "uuidv7";
import type { Job } from "#lib/core/actor.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { AppError } from "#lib/core/errors.ts";
import { freshKeyRing, ringText } from "#lib/core/vault/key-ring-file.ts";
import { generateRingKey } from "#lib/crypto/key-ring.ts";
import { env as checked } from "#lib/env.ts";
import { removeRingKey } from "#lib/operations/encryption-keys/remove.ts";
import { rotateKeys } from "#lib/operations/encryption-keys/rotate.ts";
import { runRotation } from "#lib/operations/encryption-keys/run.ts";
import { command } from "./command.ts";
import { migrateDatabase } from "./migrations.ts";
import { StartError } from "./start-error.ts";

const options = process.argv.slice(2);
const known = ["--remove-old", "--reseal", "--print"];

await command("npm run keys:rotate", async ({ env, say, running, signal }) => {
  const unknown = options.find((option) => !known.includes(option));
  if (unknown || options.length > 1) throw new StartError(`It takes one of ${known.join(", ")}, or nothing.`);
  if (!running) await migrateDatabase(env);
  const ours = checked().MAILNEO_SECRETS_FILE !== undefined;
  try {
    if (options.includes("--print")) print(ours);
    else if (options.includes("--remove-old")) await removeOld(ours, say);
    else await rotate(options.includes("--reseal") ? "reseal" : "rewrap", ours, say, signal);
  } catch (error) {
    throw error instanceof AppError && error.status < 500 ? new StartError(error.message) : error;
  } finally {
    await closeConnections();
  }
});

function actor(): Job {
  const origin = { ip: null, userAgent: null, requestId: uuidv7() };
  return { kind: "job", job: "npm run keys:rotate", workspaceId: null, origin };
}

async function rotate(
  mode: "rewrap" | "reseal",
  ours: boolean,
  say: (line: string) => void,
  signal: AbortSignal,
) {
  const { id, again } = await rotateKeys(actor(), { mode });
  if (again) say("Going on where the last rotation stopped.");
  const { total, failed } = await runRotation(actor(), id, {
    signal,
    progress: reporter(say),
    waiting: () => say("Another process works on it, or did until a moment ago. Waiting for it."),
  });
  if (failed)
    throw new StartError(
      `${failed} of ${total} data keys could not be opened and stayed as they were. Their ids are above. Is a key missing from the ring?`,
    );
  if (mode === "reseal") {
    say(
      `Done. ${total === 1 ? "1 data key was" : `${total} data keys were`} replaced, and everything sealed before is sealed anew.`,
    );
    say("The keys behind links, recovery codes, suppressions and the audit log only hash; they stay.");
    return;
  }
  const { primary, keys } = freshKeyRing();
  say(`Done. Every data key is wrapped by ${primary.id} (${primary.fingerprint}).`);
  if (ours)
    say(`Make a copy of ${checked().MAILNEO_SECRETS_FILE} now: an older one does not open what is here.`);
  else if (total === 0)
    say("Nothing was wrapped by another key. For a new one: npm run keys:rotate -- --print");
  if (keys.size > 1)
    say("The old key opens nothing any more. Take it out: npm run keys:rotate -- --remove-old");
}

/** Prints a line at the beginning, each time another tenth is done, and at the end. */
function reporter(say: (line: string) => void) {
  let tenth = -1;
  return (done: number, total: number) => {
    const now = total === 0 ? 10 : Math.floor((10 * done) / total);
    if (now === tenth) return;
    tenth = now;
    say(`${done} of ${total} data keys`);
  };
}

async function removeOld(ours: boolean, say: (line: string) => void) {
  const { primary, keys } = freshKeyRing();
  const old = [...keys.keys()].filter((id) => id !== primary.id);
  if (old.length === 0) return say(`There is no old key: ${primary.id} is the only one.`);
  for (const ringKeyId of old) {
    await removeRingKey(actor(), { ringKeyId });
    say(`${ringKeyId} wraps nothing any more, and never will again.`);
  }
  if (!ours) say(`Take ${old.length === 1 ? "it" : "them"} out of ENCRYPTION_KEYS at the next start.`);
}

function print(ours: boolean) {
  if (ours)
    throw new StartError(
      "Mailneo keeps its keys itself here, in its own file. npm run keys:rotate does it all.",
    );
  // Printed once to the terminal alone, so that no log holds it.
  process.stdout.write(`${generateRingKey()},${ringText()}\n`);
}
