import { readdir, readFile } from "node:fs/promises";
import { setPriority } from "node:os";

const BACKGROUND = 10;
const tasks = "/proc/self/task";

let done: Promise<void> | undefined;

/**
 * Lets the threads that run bcrypt (libuv's pool) give way to the one that answers pages: a storm of sign-ins then takes what the pages
 * leave, and the pages stay quick. Once per process; on Linux, where a thread has a priority of its own. Elsewhere nothing changes.
 */
export function giveWayToPages(): Promise<void> {
  done ??= lowerPool().catch(() => {});
  return done;
}

async function lowerPool() {
  if (process.platform !== "linux") return;
  // Reading the folder has started the pool, all of it.
  for (const id of await readdir(tasks)) {
    const name = await readFile(`${tasks}/${id}/comm`, "utf8");
    if (name.trim() === "libuv-worker") setPriority(Number(id), BACKGROUND);
  }
}
